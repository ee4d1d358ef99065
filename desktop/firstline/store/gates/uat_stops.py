"""Acceptance tests as the store holds them, and the gates that wait for their signatures (S33)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.runbook.runbook import KIND, Stop
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.uat.standing import Process, Standing
    from firstline.store.reading import Reading

TOPIC = "uat"
CASES, RUNS, SIGNOFFS = "uat_case", "uat_run", "uat_signoff"


def uat_standings(store: "Reading", project: str = "") -> "tuple[Standing, ...]":
    """Return how the cases of a project stand."""
    from firstline.domain.uat.run import runs_from  # noqa: PLC0415 - at a gate alone
    from firstline.domain.uat.standing import standings  # noqa: PLC0415

    runs = runs_from(store.records(RUNS))
    return standings(store.records(CASES), runs, open_ticket(store), project)


def uat_processes(store: "Reading", project: str = "") -> "tuple[Process, ...]":
    """Return the processes of a project with their rates and signatures."""
    from firstline.domain.uat.standing import processes  # noqa: PLC0415 - see above

    return processes(uat_standings(store, project), store.records(SIGNOFFS))


def open_ticket(store: "Reading") -> Callable[[str], bool]:
    """Return what says whether a ticket is open; one that is not here yet counts as open."""
    from firstline.domain.errors import Refused  # noqa: PLC0415 - see above
    from firstline.domain.ticket.ticket import Status  # noqa: PLC0415

    over = {Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.DUPLICATE}

    def is_open(key: str) -> bool:
        try:
            found = store.find(key)
        except Refused:
            return True
        return found is None or found.status not in over

    return is_open


def uat_stops(store: "Reading", now: datetime) -> Iterator[Stop]:
    """Yield why a process without a signature holds the gates that need acceptance.

    A process of a project holds the runbooks of that name alone, one of none every runbook.
    """
    del now
    found = uat_processes(store)
    if not found:
        return
    from firstline.domain.health.sheet import text_of  # noqa: PLC0415 - see above

    named: dict[str, list[str]] = {"": [""]}
    for record in store.records(KIND):
        named.setdefault(text_of(record, "name").casefold(), []).append(record.id)
    for one in found:
        if not one.signed:
            for book in named.get(one.project.casefold(), ()):
                yield Stop(TOPIC, _why(one), book, ref=f"uat:{one.name}")


def _why(one: "Process") -> Text:
    rate = one.rate
    zh, en = (("签字已失效", "the signature is void") if one.void
              else ("没有签字", "is not signed"))  # fmt: skip
    first = one.stops[0].why if one.stops else Text("", "")
    tail_zh = f";{first.zh}" if first.zh else ""
    tail_en = f"; {first.en}" if first.en else ""
    name = one.name_en or one.name
    return Text(f"UAT“{one.name}”{zh}:{rate.zh}{tail_zh}。",
                f"UAT of {name}: {en}, {rate.en}{tail_en}.")  # fmt: skip
