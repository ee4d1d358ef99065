"""Opens a profile: settings, then the packs, then the desk, then the store."""

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from firstline.app.ground import find_ground, settings_notes
from firstline.app.packs import load_desk
from firstline.cli.session import Ground
from firstline.domain.desk import Desk
from firstline.domain.desk_in_use import DeskInUse
from firstline.domain.errors import StoreProblem
from firstline.domain.values import dataclass
from firstline.domain.words import Language, Text
from firstline.store.queue.rows import Clocks
from firstline.store.store import Store
from firstline.system.folders import make_profile_folder
from firstline.system.pinyin import initials, syllables
from firstline.system.settings import Settings


@dataclass(frozen=True, slots=True)
class Profile:
    """One open profile; closing it closes the store."""

    folder: Path
    settings: Settings
    language: Language
    desk: Desk
    store: Store
    packs_notes: tuple[Text, ...]
    in_use: DeskInUse

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_profile(
    folder: Path | None, language: str | None, now: datetime, *, strict: bool = True
) -> Profile:
    """Open the profile in `folder` (None: the user's own), making an empty one where none is.

    A bad pack is left out and noted. Bad settings raise BadInput; not `strict`, they are noted
    and the defaults hold. Raises StoreProblem when the folder or the store cannot be used.
    """
    ground = find_ground(folder, language, strict=strict)
    notes = () if strict else settings_notes(ground.folder)
    desk, refused = load_desk(ground.folder, ground.settings)
    in_use = DeskInUse(desk)
    store = open_store(ground, in_use, now)
    notes = (*notes, *refused)
    return Profile(
        ground.folder, ground.settings, ground.language, in_use.desk, store, notes, in_use
    )


def open_store(ground: Ground, desk: Clocks, now: datetime) -> Store:
    """Open the store of the profile, making the folder at need. Raises StoreProblem."""
    try:
        make_profile_folder(ground.folder)
    except OSError as error:
        raise no_folder(ground.folder, error) from error
    return Store.open(
        ground.folder, desk, now=now, initials=initials, spell=syllables, me=ground.settings.user
    )


def no_folder(folder: Path, error: OSError) -> StoreProblem:
    """Return the sentence for a profile folder that cannot be had: no drive, no right, a file."""
    if isinstance(error, NotADirectoryError):
        return StoreProblem(
            Text(f"{folder} 是文件,不是文件夹。", f"{folder} is a file, not a folder."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("请用 --profile 指定文件夹。", "Name a folder with --profile."),
        )
    return StoreProblem(
        Text(
            f"打不开配置文件夹 {folder}({error.strerror})。",
            f"The profile folder {folder} cannot be used ({error.strerror}).",
        ),
        Text("什么都没有改。", "Nothing was changed."),
        Text(
            "请检查磁盘是否已连接、是否有写权限,或用 --profile 换一个文件夹。",
            "Check that the drive is there and writable, or name another folder with --profile.",
        ),
    )
