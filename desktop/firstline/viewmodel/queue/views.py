"""Saved views: the five that are always there, and the filters a person kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from firstline.domain.values import dataclass
from firstline.domain.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firstline.domain.edits.edit import Edit, Stamp
    from firstline.store.store import Store

_KEY = "saved_filters"
_SHARED = "shared_filters"  # what the team shares, as it was last read from its records
KIND = "filter"


@dataclass(frozen=True, slots=True)
class View:
    """One view of the queue: a name, a query and an order."""

    id: str
    name: Text
    query: str
    sort: str = "sla"
    descending: bool = False
    icon: str = "list-filter"
    own: bool = False  # kept by the user, or shared: may be removed

    @property
    def shared(self) -> bool:
        """Whether the whole team has it."""
        return self.id.startswith("shared:")


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
    """Return the filters the user kept, in their order, then those that the team shares.

    One's own that stands among the shared ones is left out there, and is back when it is unshared.
    """
    shared = store.get(_SHARED, [])
    twins = [_said(one) for one in shared]
    own = [one for one in store.get(_KEY, []) if _said(one) not in twins]
    return [
        View(
            one["id"], Text(one["name"], one["name"]), one["query"], one.get("sort", "sla"),
            bool(one.get("descending")), icon, own=True,
        )
        for several, icon in ((own, "bookmark"), (shared, "users"))
        for one in several
    ]  # fmt: skip


def _said(one: "Mapping[str, Any]") -> tuple[str, str, str, bool]:
    """Return what makes two kept filters the same to a person."""
    return one["name"], one["query"], one.get("sort", "sla"), bool(one.get("descending"))


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


# --- shared with the team: records of their own kind, which travel as everything does ---


def share(view: View, stamp: "Stamp") -> "Edit":
    """Return the edit that shares a filter with everybody at the portal."""
    from firstline.domain.edits.entity import opening  # noqa: PLC0415 - not for the first picture

    fields = {"name": view.name.zh, "query": view.query, "sort": view.sort,
              "descending": "yes" if view.descending else ""}  # fmt: skip
    return opening(KIND, stamp.id, fields, stamp.id, stamp.at, stamp.actor)


def unshare(store: "Store", view: View, stamp: "Stamp") -> "Edit | None":
    """Return the edit that ends the sharing, None where there is nothing to end."""
    from firstline.domain.edits.entity import setting  # noqa: PLC0415 - as above

    entity = store.record(KIND, view.id.removeprefix("shared:"))
    if entity is None or entity.fields.get("withdrawn"):
        return None
    return setting(entity, {"withdrawn": "yes"}, stamp)


def mirror(store: "Store") -> bool:
    """Note what the team shares now, so that a start reads it as quickly as one's own filters.

    Return whether anything is different.
    """
    told = [
        {"id": f"shared:{one.id}", "name": str(one.fields.get("name") or "?"),
         "query": str(one.fields.get("query") or ""), "sort": str(one.fields.get("sort") or "sla"),
         "descending": bool(one.fields.get("descending"))}
        for one in store.records(KIND) if not one.fields.get("withdrawn")
    ]  # fmt: skip
    if told == store.get(_SHARED, []):
        return False
    store.put(_SHARED, told)
    return True
