"""`demo`, `backup`, `restore` and `doctor`: the care of a whole profile."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstline.cli.given import NOTHING_CHANGED, readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.domain.desk_in_use import DeskInUse
from firstline.domain.errors import Refused
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.desk import Desk
    from firstline.store.care.findings import Report
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
    from firstline.store.care.backup import backup  # noqa: PLC0415 - see demo

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
    from firstline.store.care.backup import restore  # noqa: PLC0415 - see demo

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


@command(
    "doctor",
    Text(
        "检查配置文件夹,修好能修的;发现问题则退出码为 1",
        "Check the profile and mend what can be mended; damage exits 1",
    ),
)
@option("--check", is_flag=True, words=Text("只检查,不修复", "Only look, mend nothing"))
def doctor_(session: Session, *, check: bool) -> None:
    """Check database, edits, search, files, journal and settings; keep what is replaced aside."""
    from firstline.store.care.doctor import examine, repair  # noqa: PLC0415 - see demo

    ground = session.bare
    _check_filled(ground.folder)
    packs, notes = session.roof.desk(ground)
    desk = DeskInUse(packs)
    notes = (*session.roof.settings_notes(ground.folder), *notes)
    spell, me = session.roof.initials, ground.settings.user
    if check:
        report = examine(ground.folder, desk, me=me, initials=spell)
    else:
        report = repair(ground.folder, desk, session.now(), me=me, initials=spell)
    ok = report.ok and not report.before and not notes
    faults = [{"zh": one.zh, "en": one.en} for one in notes]
    shown = {**report.to_json(), "ok": ok, "settings": faults}
    session.answer(shown, lambda: _diagnosis(report, notes, session.language))
    if not ok:
        click.get_current_context().exit(1)


def _diagnosis(report: "Report", notes: tuple[Text, ...], language: Language) -> str:
    """Return what the doctor found and did, a line each."""
    found = [one.text for one in report.before or report.findings]
    left = [one.text for one in report.findings] if report.before else []
    checked = " · ".join(f"{what} {count}" for what, count in report.checked)
    lines = [
        Text(f"已检查:{checked}", f"Checked: {checked}"),
        *(Text(f"✗ {one.zh}", f"✗ {one.en}") for one in (*found, *notes)),
        *(Text(f"→ {one.zh}", f"→ {one.en}") for one in report.repaired),
        *(Text(f"仍有问题:{one.zh}", f"Still wrong: {one.en}") for one in left),
        *report.notes,
    ]
    if report.kept:
        lines.append(Text(f"原来的文件在 {report.kept}。", f"The old files are in {report.kept}."))
    if not found and not notes:
        lines.append(Text("✓ 没有发现问题。", "✓ Nothing is wrong."))
    return "\n".join(one.in_(language) for one in lines)


def _check_filled(folder: Path) -> None:
    """Raise Refused where no database is: it may be the wrong folder, and is no damage."""
    from firstline.store.file import journal  # noqa: PLC0415 - see demo
    from firstline.store.file.connection import FILE  # noqa: PLC0415 - see demo

    if not (folder / FILE).exists() and not journal.files(folder):
        raise Refused(
            Text(f"{folder} 里还没有任何工单。", f"There are no tickets in {folder} yet."),
            NOTHING_CHANGED,
            Text("请用 --profile 指定正确的文件夹。", "Name the right folder with --profile."),
        )
