"""What the directory asks of the machine: the emergency card as a file, and folders of backups."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from firstline.domain.contact.contact import Contact
from firstline.domain.contact.duty import Duty, parse_duties
from firstline.domain.training.curriculum import Course
from firstline.domain.words import Text
from firstline.system.resources import resource_path
from firstline.viewmodel.directory.duties import FolderSeen
from firstline.viewmodel.speech import Speech
from firstline.widgets.directory.page import Papers

_WORDS = {
    "ok": Text("备份完整且是新的", "The backups are whole and fresh"),
    "incomplete": Text(
        "备份不完整:文件对缺一半", "The backup is incomplete: half a pair is missing"
    ),
    "failed": Text("备份是坏的:0 字节或读不了", "The backup is bad: 0 bytes or unreadable"),
    "stale": Text("最新的备份超过 2 天", "The newest backup is older than 2 days"),
    "none": Text("没有找到备份", "No backup was found"),
}


def papers(
    speech: Speech, now: Callable[[], datetime], own: Path | None = None,
    tell: Callable[[Iterable[Text]], None] | None = None,
) -> Papers:  # fmt: skip
    """Return the doors of the directory; each is opened when it is first used.

    `own` is the profile's folder, whose packs stand over the shipped ones; `tell` is
    told of a pack that was left out.
    """

    def write(path: Path, contacts: list[Contact], paper: str) -> None:
        from firstline.report.emergency_card import Card, write_card  # noqa: PLC0415

        write_card(path, Card(contacts, now().date(), paper), speech.language)

    def check(folder: str) -> FolderSeen:
        from firstline.intake.health.backup_folder import look  # noqa: PLC0415

        seen = look(Path(folder), now())
        said, many = _WORDS[seen.verdict], len(seen.backups)
        words = Text(f"{said.zh}({folder},{many} 份)", f"{said.en} ({folder}, {many} found)")
        return FolderSeen(seen.verdict == "ok", words, seen.sha256)

    @cache
    def courses() -> Mapping[str, Course]:
        from firstline.intake.packs.curriculum_files import FOLDER, load_courses  # noqa: PLC0415

        folders = (resource_path("packs", FOLDER), *([own / "packs" / FOLDER] if own else ()))
        found, notes = load_courses(folders)
        if tell:
            tell(notes)
        return found

    return Papers(write, check, _pack(), courses)


def _pack() -> tuple[Duty, ...]:
    path = resource_path("packs", "duties", "duties.toml")
    return parse_duties(path.read_text("utf-8"), path.name)
