"""Two desks that exchanged everything route the same ticket to the same person."""

from pathlib import Path

from store_makers import NOW, Maker, open_store, ticket_id

from firstline.domain.ids import derived_id
from firstline.domain.routing.roster import KIND, Plan, change, people
from firstline.domain.routing.routing import Rule, route
from firstline.domain.routing.shifts import USUAL
from firstline.store.store import Store

ROSTER = (
    {"name": "王芳", "skills": "U8/库存:3", "hours": "24x7"},
    {"name": "李娜", "skills": "U8/库存:3", "hours": "24x7"},
    {"name": "周海波", "skills": "U8:3", "hours": "24x7"},
)


def lay(store: Store, maker: Maker, *, backwards: bool) -> None:
    edits = [change(None, one, maker.stamp()) for one in ROSTER]
    tickets = [
        maker.open("held", NOW, assignee="李娜"),
        maker.open("new", NOW, product="U8", module="库存"),
    ]
    every = [*(one for one in edits if one is not None), *tickets]
    for edit in reversed(every) if backwards else every:
        store.perform(edit, now=NOW)


def test_two_profiles_give_one_assignee(tmp_path: Path) -> None:
    found = []
    for number, backwards in enumerate((False, True)):
        with open_store(tmp_path / str(number), me=f"me {number}") as store:
            lay(store, Maker(), backwards=backwards)
            plan = Plan(NOW.tzinfo, USUAL, lambda _day: True)  # type: ignore[arg-type] # any zone
            roster = people(store.records(KIND))
            found.append(route(store.ticket(ticket_id("new")), roster, store.loads(), NOW, plan))
            assert store.loads() == {"李娜": 1}
    assert found[0] == found[1]
    assert (found[0].assignee, found[0].rule) == ("王芳", Rule.LOAD)
    assert derived_id(KIND, "王芳") in {one.id for one in roster}
