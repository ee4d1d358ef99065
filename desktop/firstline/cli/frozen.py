"""`firstline report verify`, and what the commands that write a report share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstline.cli.given import note_file
from firstline.cli.grammar import Group, argument, command
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot

report_ = Group("report", words=Text("报告:核对哈希清单", "Reports: check a manifest"))


def write(
    session: Session, key: str, out: str, frozen: str | None, shot: "Callable[[], Shot]",
    *wanted: str,
) -> None:  # fmt: skip
    """Write the report of a record, or of the snapshot `frozen`; print the manifest.

    The kind of a snapshot must be one of `wanted`. Raises BadInput for both, and for neither.
    """
    from firstline.report.frozen.reports import made_of, read_report  # noqa: PLC0415 - at need
    from firstline.report.frozen.writing import write_report  # noqa: PLC0415

    if bool(key) == bool(frozen):
        raise BadInput(Text("写编号或系统,或用 --from 给快照。",
                            "Give what it is about, or a snapshot with --from."))  # fmt: skip
    made = (read_report(Path(frozen), session.language, *wanted) if frozen
            else made_of(shot()))  # fmt: skip
    told = write_report(Path(out), made, session.roof.write_pdf)
    for one in told["files"]:
        note_file(session, Path(out).with_name(one["name"]), "exports")
    session.answer(told, lambda: "\n".join(f"{one['sha256']}  {one['name']}" for one in
                                           told["files"]))  # fmt: skip


@command("verify", Text("由快照重算,报告是否一字不差", "Make it again: is a report the same?"),
         parent=report_)  # fmt: skip
@argument("file", metavar="FILE")
def verify_(session: Session, *, file: str) -> None:
    """Make a report again from the snapshot beside it; exit 1 where a hash is not the same."""
    from firstline.report.frozen.check import check  # noqa: PLC0415 - this command alone

    found = check(Path(file), session.roof.write_pdf)

    def words() -> str:
        lines = [
            Text("一字不差。", "Equal to the byte.") if found.equal else
            Text("内容相同,但文件不同:另一种字体或版本画的,或文件被改过。",
                 "It says the same, but a file differs: drawn with other fonts, or changed.")
            if found.said and found.snapshot else
            Text("不同:不是这份快照的报告。", "Different: not the report of this snapshot.")
        ]  # fmt: skip
        told = [line.in_(session.language) for line in lines]
        told += [f"{'✓' if one.equal else '✗'} {one.name}" for one in found.files]
        return "\n".join(told)

    session.answer(found.to_json(), words)
    if not found.equal:
        click.get_current_context().exit(1)
