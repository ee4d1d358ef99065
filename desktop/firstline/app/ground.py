"""Where a run stands: the profile's folder, the settings and the language; nothing is opened."""

import os
from collections.abc import Mapping
from pathlib import Path

from firstline.cli.session import Ground
from firstline.domain.errors import BadInput
from firstline.domain.words import Language, Text
from firstline.system import settings as settings_file
from firstline.system.folders import profile_folder
from firstline.system.settings import Settings, SettingsError


def find_ground(folder: Path | None, language: str | None, *, strict: bool = True) -> Ground:
    """Return the profile's folder, settings and language; nothing is created.

    Raises BadInput for settings that cannot be read; not `strict`, the defaults hold instead.
    """
    place = profile_folder(folder)
    try:
        settings = settings_file.load(place)
    except SettingsError as error:
        if strict:
            raise _bad_settings(error) from error
        settings = Settings()
    return Ground(place, settings, choose_language(language or settings.language))


def settings_notes(folder: Path) -> tuple[Text, ...]:
    """Return what is wrong with the profile's settings file, or nothing."""
    try:
        settings_file.load(folder)
    except SettingsError as error:
        return (_bad_settings(error).sentence,)
    return ()


def choose_language(asked: str, environment: Mapping[str, str] | None = None) -> Language:
    """Return the language asked for, else the system's where that is English, else Chinese."""
    if asked in ("zh_CN", "en"):
        return "en" if asked == "en" else "zh_CN"
    env = os.environ if environment is None else environment
    named = next((env[one] for one in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(one)), "")
    if not named and environment is None:
        import locale  # noqa: PLC0415 - where the environment names none

        named = locale.getlocale()[0] or ""
    return "en" if named.casefold().startswith("en") else "zh_CN"


def _bad_settings(error: SettingsError) -> BadInput:
    place = f"{error.path}:{error.line}" if error.line else str(error.path)
    return BadInput(
        Text(f"设置文件 {place} 有错:{error.reason}。",
             f"The settings file {place} has a fault: {error.reason}."),
        Text("文件没有被改动。", "The file was left as it is."),
        Text("请改正这一行,或把文件移走以使用默认设置。",
             "Mend that line, or move the file away to use the defaults."),
    )  # fmt: skip
