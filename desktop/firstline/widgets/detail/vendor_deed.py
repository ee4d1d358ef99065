"""What the command of the vendor's reply does: it opens the lane's form on the current ticket."""

from typing import TYPE_CHECKING

from firstline.viewmodel.desk import Desktop

if TYPE_CHECKING:
    from firstline.widgets.shell.shell import Shell


def vendor_replied(shell: "Shell", desktop: Desktop) -> None:
    """Open the form of the vendor's reply on the current ticket, or say why there is none."""
    from firstline.viewmodel.handoff.handoff import NO_REPLY  # noqa: PLC0415 - with the detail pane alone

    current = shell.page.list.current_id()
    if not current or shell.pages.section != "queue":
        return
    shell.show_ticket(current)
    acts = shell.detail.legs.vendor.acts
    if acts is None or not acts.reply():
        desktop.problem.emit(NO_REPLY)
