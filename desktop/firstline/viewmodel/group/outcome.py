"""The forms of what an action is to bring and has brought: their first values and their edits."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import setting
from firstline.domain.errors import Refused
from firstline.domain.health.sheet import text_of
from firstline.domain.outcome import acts
from firstline.domain.outcome.actions import of_action
from firstline.domain.outcome.sheet import KIND
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.domain.edits.entity import Entity
    from firstline.viewmodel.group.group import GroupModel

NAMES = ("title", "measure", "unit", "baseline", "target", "direction")


def stated(action: "Entity", model: "GroupModel") -> dict[str, str]:
    """Return what the one outcome of an action says, {} where it has none or several."""
    held = acts.outcomes_of(of_action(action), model.desktop.store.records(KIND))
    return {name: text_of(held[0], name) for name in NAMES} if len(held) == 1 else {}


def state(
    action: "Entity", model: "GroupModel", values: Mapping[str, str], stamp: "Stamp"
) -> "Edit":
    """Return the edit that states what an action is to bring; an empty one for nothing new."""
    desktop = model.desktop
    given: Mapping[str, Value] = dict(values)
    edit = acts.state(of_action(action), given, stamp, desktop.zone, desktop.store.records)
    return edit or setting(action, {}, stamp)


def measure(
    action: "Entity", model: "GroupModel", values: Mapping[str, str], stamp: "Stamp"
) -> "Edit":
    """Return the edit that records an actual value. Raises Refused where no outcome is stated."""
    desktop = model.desktop
    read = desktop.store.records
    held = acts.chosen(of_action(action), read(KIND), values["measure"])
    if held is None:
        raise Refused(
            Text("还没有写明预期成果。", "No outcome is stated yet."),
            next_step=Text("先按“预期成果”。", "First use “Outcome”."),
        )
    given: dict[str, Value] = {name: values[name] for name in ("actual", "as_of", "evidence")}
    edit = acts.measured(held, given, stamp, desktop.zone, read)
    return edit or setting(held, {}, stamp)
