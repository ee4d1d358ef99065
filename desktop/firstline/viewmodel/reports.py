"""What the pages ask of the roof to write a report with its snapshot and its manifest."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop

KINDS = (Text("报告 PDF (*.pdf)", "Report, PDF (*.pdf)"),
         Text("报告网页 (*.html)", "Report, web page (*.html)"),
         Text("报告工作簿 (*.xlsx)", "Report, workbook (*.xlsx)"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reports:
    """Each writes a file with its snapshot and the manifest of their hashes; may raise Problem.

    `verification` is of a kept comparison by its id, `health` of a system by its name,
    `outcomes` of the present quarter and a project, "" for all; `claim` of a claim by its id.
    """

    verification: Callable[[Path, str], None]
    health: Callable[[Path, str], None]
    outcomes: Callable[[Path, str], None]
    claim: Callable[[Path, str], None]


def remember(desktop: Desktop, path: Path) -> None:
    """Remember files that were written outside the profile, so that a rule finds them (N13)."""
    from firstline.domain.retention.category import Category  # noqa: PLC0415 - after a file alone
    from firstline.store.retention import written  # noqa: PLC0415 - as above

    now = desktop.ticking.now()
    for one in (path, path.with_name(f"{path.name}.snapshot.json")):
        with suppress(OSError, Problem):
            desktop.store.note_written(written.of(one, Category.EXPORTS, now))


def write(desktop: Desktop, path: Path, act: Callable[[Path, str], None], about: str) -> bool:
    """Write a report, and tell that it was written or what stands against it."""
    from firstline.viewmodel.acts import Acted  # noqa: PLC0415 - after an act alone

    try:
        act(path, about)
    except Problem as problem:
        desktop.problem.emit(problem)
        return False
    remember(desktop, path)
    said = Text(f"已写出 {path.name},旁边有快照和哈希清单",
                f"{path.name} is written, its snapshot and manifest beside it")  # fmt: skip
    desktop.acted.emit(Acted(said, (), ()))
    return True
