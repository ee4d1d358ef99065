"""Goes to one leaf of a section's page, and does there what else only its buttons would do."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from firstline.domain.errors import Refused
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.viewmodel.desk import Desktop
    from firstline.widgets.shell.shell import Shell


def show_leaf(shell: "Shell", section: str, leaf: str) -> None:
    """Show the section, and there the leaf that the page's module calls `leaf`."""
    shell.go(section)
    page = shell.pages.currentWidget()
    show = getattr(page, "show_leaf", None)
    named = getattr(sys.modules[type(page).__module__], leaf, None)
    if show is not None and named is not None:
        show(named)


def show_board(shell: "Shell", section: str, name: str) -> None:
    """Show a board on the page of its section."""
    from firstline.widgets.health.register_page import RegisterPage  # noqa: PLC0415 - as below

    shell.go(section)
    page = shell.pages.currentWidget()
    if isinstance(page, RegisterPage):
        page.go_to(name)


def show_register(shell: "Shell", kind: str, key: str) -> None:
    """Show a record of a register on the page that has it."""
    from firstline.domain.registers import CONTRACTS  # noqa: PLC0415 - when it is wanted
    from firstline.viewmodel.health.frames import FRAMES  # noqa: PLC0415
    from firstline.widgets.health.register_page import RegisterPage  # noqa: PLC0415

    of_health = any(one.sheet is not None and one.sheet.kind == kind for one in FRAMES)
    shell.go("contracts" if kind in CONTRACTS else "health" if of_health else "projects")
    page = shell.pages.currentWidget()
    if isinstance(page, RegisterPage):
        page.show_record(kind, key)


def offers(shell: "Shell", desktop: "Desktop") -> "dict[str, Callable[[], None]]":
    """Return what the commands do that take something which is offered on a page."""
    return {
        "adopt": partial(_adopt, shell, desktop),
        "template.offered": partial(_use_offered, shell, desktop),
    }


def _adopt(shell: "Shell", desktop: "Desktop") -> None:
    """Show what a newer template adds to the runbook that is chosen, or say that none does."""
    from firstline.widgets.runbook.page import RunbookPage  # noqa: PLC0415 - when it is wanted

    shell.go("runbooks")
    page = shell.pages.currentWidget()
    if isinstance(page, RunbookPage):
        page.adopt.open()
        if page.adopt.isHidden():
            desktop.problem.emit(Refused(
                Text("这本操作手册的模板没有新版。",
                     "The template of this runbook has no newer version."),
                next_step=Text("先选一本操作手册。", "Choose a runbook first."),
            ))  # fmt: skip


def _use_offered(shell: "Shell", desktop: "Desktop") -> None:
    """Fill the new ticket by the template that is offered for the phase, or say why not."""
    from firstline.widgets.triage.sheet import TriageSheet  # noqa: PLC0415 - as above

    if not isinstance(shell.pages.currentWidget(), TriageSheet):
        shell.pages.show_sheet(None)
    sheet = shell.pages.currentWidget()
    if not isinstance(sheet, TriageSheet):
        return
    if sheet.offer.isHidden():
        desktop.problem.emit(Refused(
            Text("没有可用的模板。", "No template is offered."),
            next_step=Text("先写产品(其系统要有登记的阶段),说明留空;或用“用模板新建…”。",
                           "Say the product, whose system has a phase on record, and leave the "
                           "description empty; or choose “New from a template…”."),
        ))  # fmt: skip
        return
    sheet.offer.click()
