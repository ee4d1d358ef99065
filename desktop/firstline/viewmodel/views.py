"""Saved views: the five that are always there, and the filters a person kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.values import dataclass
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.store.store import Store

_KEY = "saved_filters"


@dataclass(frozen=True, slots=True)
class View:
    """One view of the queue: a name, a query and an order."""

    id: str
    name: Text
    query: str
    sort: str = "sla"
    descending: bool = False
    icon: str = "list-filter"
    own: bool = False  # kept by the user, who may rename or remove it


BUILT_IN = (
    View("mine", Text("我的未结", "My open"), "is:open is:mine -is:snoozed", icon="user"),
    View("open", Text("全部未结", "All open"), "is:open -is:snoozed", icon="inbox"),
    View("risk", Text("即将超时", "Due soon"), "is:open sla:risk,overdue", icon="alarm-clock"),
    View(
        "unassigned", Text("未分派", "Unassigned"), "is:open is:unassigned -is:snoozed",
        icon="user-x",
    ),
    View(
        "resolved", Text("已解决(7天)", "Resolved 7d"), "status:resolved,closed updated:7d",
        sort="updated", icon="circle-check",
    ),
)  # fmt: skip
OVERDUE = View("overdue", Text("已超时", "Overdue"), "is:open sla:overdue", icon="triangle-alert")
AT_RISK = View("at_risk", Text("将超时", "At risk"), "is:open sla:risk", icon="alarm-clock")

SNOOZED = View("snoozed", Text("已暂缓", "Snoozed"), "is:snoozed", icon="bell-off")


def beside(store: "Store", now: datetime) -> list[View]:
    """Return what stands beside the built-in views: what sleeps, if any does, and one's own."""
    return [*([SNOOZED] if store.snoozed(now) else []), *saved(store)]


def saved(store: "Store") -> list[View]:
    """Return the filters the user kept, in their order."""
    return [
        View(
            one["id"], Text(one["name"], one["name"]), one["query"], one.get("sort", "sla"),
            bool(one.get("descending")), "bookmark", own=True,
        )
        for one in store.get(_KEY, [])
    ]  # fmt: skip


def keep(store: "Store", name: str, query: str, sort: str, *, descending: bool) -> View:
    """Keep a filter under `name`; one of the same name is replaced."""
    others = [one for one in store.get(_KEY, []) if one["name"] != name]
    made = {"id": f"own:{name}", "name": name, "query": query, "sort": sort,
            "descending": descending}  # fmt: skip
    store.put(_KEY, [*others, made])
    return View(made["id"], Text(name, name), query, sort, descending, "bookmark", own=True)  # type: ignore[arg-type] # values of a JSON object


def forget(store: "Store", view_id: str) -> None:
    """Remove a kept filter."""
    store.put(_KEY, [one for one in store.get(_KEY, []) if one["id"] != view_id])
