"""Where the program keeps its things on this machine (platformdirs lives here alone)."""

import os
from collections.abc import Mapping
from pathlib import Path
from zlib import adler32, crc32

PROFILE_VARIABLE = "FIRSTLINE_PROFILE"


def profile_folder(given: Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """Return the profile's folder, absolute: `given`, else FIRSTLINE_PROFILE, else the user's own.

    Nothing is created. `~` is the home folder.
    """
    if given is not None:
        return Path(given).expanduser().absolute()
    named = (os.environ if environment is None else environment).get(PROFILE_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs  # noqa: PLC0415 - only where nobody named a folder

    return Path(platformdirs.user_data_path("firstline", appauthor=False))


def make_profile_folder(folder: Path) -> Path:
    """Create `folder` and its parents for this user alone, and return it.

    Raises OSError: NotADirectoryError where a file stands in the way, others from the system.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(error.errno, "not a directory", str(folder)) from error
    return folder


def window_name(folder: Path) -> str:
    """Return the name by which this user's window on the profile in `folder` is found."""
    user = os.environ.get("USERNAME", "") if os.name == "nt" else str(os.getuid())
    place = os.path.normcase(os.path.realpath(folder))
    whole = f"{user}|{place}".encode()  # a name, no secret: no start need load OpenSSL for it
    return f"firstline-{crc32(whole):08x}{adler32(whole):08x}{len(whole):x}"
