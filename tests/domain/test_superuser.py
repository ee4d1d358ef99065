"""Super-users: an expired certificate locks L1, a backup is another person and holds as much."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.knowledge.safety import Safety
from firstline.domain.routing import roster
from firstline.domain.training import person, transfer
from firstline.domain.training.curriculum import Course
from firstline.domain.training.seen import Seen, seen
from firstline.domain.training.superuser import allowed, ends_soon, find, name_backup
from firstline.domain.training.training import Standing, certificate_from
from firstline.domain.training.training_acts import Passed, record, revoke
from firstline.domain.words import Text

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 28)
SUP = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
ADM = Course("ADM-201", Text("锁", "Locks"), "admin", 2, opens="L2")
NUMBERS = count(1)


def stamp() -> Stamp:
    return Stamp(f"0193-{next(NUMBERS):06}", NOW, "李总")


def hired(number: str, name: str, role: str = "superuser", **rest: str) -> Edit:
    values = {"number": number, "name": name, "site": "一厂", "shift": "早", **rest}
    made = person.change(None, values, (role,), stamp())
    assert made is not None
    return made


def passed(who: str, course: Course = SUP, **rest: object) -> Edit:
    return record(Passed(who, course, date(2026, 3, 1), **rest), stamp(), TODAY)  # type: ignore[arg-type]


def records(*edits: Edit) -> list[Entity]:
    held: dict[str, Entity] = {}
    for edit in edits:
        made = rebase_entity(held.get(edit.entity), (edit,))
        assert made is not None
        held[edit.entity] = made
    return list(held.values())


def looked(*edits: Edit, today: date = TODAY, rosters: tuple[Entity, ...] = ()) -> Seen:
    return seen(records(*edits), rosters, today)


def opens(got: Seen, who: str) -> list[Safety]:
    return [one.safety for one in allowed(find(got.people, who)) if one.open]


def test_what_is_permitted_follows_the_certificate_and_an_expired_one_locks_l1() -> None:
    end = date(2026, 12, 10)
    staff = (hired("W01", "周敏"), hired("W02", "孙静", "admin"), hired("W03", "陈霞"))
    edits = (*staff, passed("周敏", until=end), passed("孙静", ADM))
    got = looked(*edits)
    assert opens(got, "周敏") == [Safety.L0, Safety.L1]
    assert opens(got, "W02") == [Safety.L0, Safety.L1, Safety.L2]
    assert opens(got, "陈霞") == [Safety.L0]  # the role alone opens nothing
    assert ends_soon(find(got.people, "周敏"), TODAY)
    assert opens(looked(*edits, today=end), "周敏") == [Safety.L0, Safety.L1]
    after = looked(*edits, today=end + timedelta(days=1))
    assert opens(after, "周敏") == [Safety.L0]
    why = allowed(find(after.people, "周敏"))[1].why
    assert (why.en, find(after.people, "周敏").standing) == (
        "certificate SUP-102 expired, until 2026-12-10", Standing.EXPIRED,
    )  # fmt: skip


def test_a_revoked_one_and_one_who_left_open_nothing() -> None:
    given = passed("周敏")
    held = certificate_from(records(given)[0])
    assert held is not None
    got = looked(hired("W01", "周敏"), given, revoke(held, stamp(), "离岗"))
    assert opens(got, "周敏") == [Safety.L0]
    left = hired("W02", "孙静", left="2026-11-01")
    assert [one.name for one in looked(left, passed("孙静")).people] == []


def test_of_two_certificates_the_one_that_holds_and_opens_most_counts() -> None:
    got = looked(hired("W01", "周敏"), passed("周敏", ADM, until=date(2026, 11, 1)), passed("周敏"))
    held = find(got.people, "周敏").certificate
    assert held is not None
    assert held.course == "SUP-102"


def test_a_backup_is_another_person_and_holds_as_much() -> None:
    edits = (hired("W01", "周敏"), hired("W02", "孙静"), passed("周敏"))
    one = find(looked(*edits).people, "周敏")
    for own in ("周敏", " w01 "):
        with pytest.raises(Refused):
            name_backup(one, None, own, stamp())
    with pytest.raises(BadInput):
        name_backup(one, None, "  ", stamp())
    named = name_backup(one, None, "孙静", stamp())
    after = find(looked(*edits, named).people, "周敏")
    assert (after.backup, after.backup_holds) == ("孙静", False)
    assert find(looked(*edits, named, passed("孙静")).people, "周敏").backup_holds
    (held,) = [record for record in records(named) if record.id == one.key]
    assert (
        find(looked(*edits, named, name_backup(one, held, "", stamp())).people, "周敏").backup == ""
    )


def test_who_is_in_no_list_of_staff_stands_where_the_roster_says() -> None:
    planned = roster.change(None, {"name": "周敏", "sites": "二厂", "shifts": "夜"}, stamp())
    assert planned is not None
    (one,) = looked(passed("周敏"), rosters=tuple(records(planned))).people
    assert (one.site, one.shift, one.level) == ("二厂", "夜", "L1")


def test_an_empty_cell_of_a_critical_module_is_named_until_somebody_covers_it() -> None:
    item = transfer.lay(None, {"name": "反结账", "site": "一厂", "module": "GL", "critical": "yes"},
                        stamp())  # fmt: skip
    staff = (hired("W01", "周敏"), hired("W02", "孙静", shift="夜"), item)
    assert looked(*staff).map.empty == (("一厂", "夜", "GL"), ("一厂", "早", "GL"))
    got = looked(*staff, passed("周敏", modules=("GL",)))
    assert got.map.empty == (("一厂", "夜", "GL"),)
    assert got.map.who == {("一厂", "早", "GL"): ("周敏",)}
    assert got.map.places == (("一厂", "夜"), ("一厂", "早"))
    assert got.critical == {"GL"}
    assert looked(*staff, passed("周敏"), passed("孙静")).map.empty == ()
