"""`demo`, `backup`, `restore` and `doctor`: the care of a whole profile."""

from pathlib import Path
from typing import TYPE_CHECKING

from firstline.cli.given import NOTHING_CHANGED, readable_file
from firstline.cli.grammar import argument, command
from firstline.cli.session import Session
from firstline.domain.errors import Refused
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.store import Store


@command(
    "demo", Text("用演示公司填充一个空的配置文件夹", "Fill an empty profile with the demo company")
)
def demo_(session: Session) -> None:
    """Fill an empty profile; its words are English only where --lang en says so."""
    from firstline.cli.demo_company import fill_demo  # noqa: PLC0415 - three commands need it not

    def open_store() -> "tuple[Desk, Store]":
        return session.desk, session.store

    language: Language = "en" if session.language_asked == "en" else "zh_CN"
    counts = fill_demo(session.ground.folder, session.now(), language, open_store)
    session.answer(
        {"profile": str(session.ground.folder), **counts},
        lambda: Text(f"已填入演示公司:{counts['tickets']} 张工单。",
                     f"The demo company is in place: {counts['tickets']} tickets."),
    )  # fmt: skip


@command(
    "backup", Text("把整个配置文件夹备份成一个文件", "Back the whole profile up into one file")
)
@argument("file", metavar="FILE")
def backup_(session: Session, file: str) -> None:
    """Write database, journal, attachments, settings and own packs into one file."""
    from firstline.store.backup import backup  # noqa: PLC0415 - see demo

    _check_filled(session.bare.folder)
    done = backup(session.bare.folder, Path(file), session.now())
    size = f"{done.size / 1_000_000:.1f} MB"
    session.answer(
        done.to_json(),
        lambda: Text(
            f"已备份 {done.tickets} 张工单、{done.files} 个附件到 {done.path}({size})。",
            f"Backed up {done.tickets} tickets and {done.files} files to {done.path} ({size}).",
        ),
    )
    if done.missing:
        session.say(
            Text(f"有 {len(done.missing)} 个附件的内容不在这台机器上,没有备份。",
                 f"{len(done.missing)} files are not on this machine and were left out.")
        )  # fmt: skip


@command(
    "restore",
    Text(
        "用备份替换配置文件夹的内容,原内容另存",
        "Put a backup in the profile's place; what was there is kept aside",
    ),
)
@argument("file", metavar="FILE")
def restore_(session: Session, file: str) -> None:
    """Restore a backup, or one of the profile's own daily snapshots."""
    from firstline.store.backup import restore  # noqa: PLC0415 - see demo

    done = restore(readable_file(file), session.bare.folder, session.now())
    kept = Text(f"原来的内容在 {done.kept}。", f" What was there is in {done.kept}.")
    tail = kept if done.kept else Text("", "")
    session.answer(
        done.to_json(),
        lambda: Text(
            f"已恢复 {done.tickets} 张工单、{done.files} 个附件。{tail.zh}",
            f"Restored {done.tickets} tickets and {done.files} files.{tail.en}",
        ),
    )


def _check_filled(folder: Path) -> None:
    """Raise Refused where no database is: it may be the wrong folder, and is no damage."""
    from firstline.store.connection import FILE  # noqa: PLC0415 - see demo

    if not (folder / FILE).exists():
        raise Refused(
            Text(f"{folder} 里还没有任何工单。", f"There are no tickets in {folder} yet."),
            NOTHING_CHANGED,
            Text("请用 --profile 指定正确的文件夹。", "Name the right folder with --profile."),
        )
