"""Certificates on several desks: recorded, granted, revoked apart; they meet, nothing is lost."""

from datetime import date

from sync_makers import Person

from firstline.domain.ids import new_id
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training.curriculum import Course
from firstline.domain.training.permit import Seat, permit
from firstline.domain.training.training import KIND, Certificate, Standing, certificates
from firstline.domain.training.training_acts import Passed, grant, record, revoke
from firstline.domain.words import Text

SUP = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
ON = date(2026, 11, 1)
ARTICLE = Article("K02", "1", Text("锁", "Lock"), Text("", ""), products=("U8",))


def passed(person: Person, who: str, **scope: tuple[str, ...]) -> str:
    """Record on one desk that somebody passed; return the record's id."""
    edit = record(Passed(who, SUP, ON, **scope), person.stamp(), person.now.date())  # type: ignore[arg-type]
    person.do(edit)
    return edit.entity


def held(person: Person) -> list[Certificate]:
    return certificates(person.store.records(KIND))


def opens(person: Person, who: str) -> bool:
    seat = Seat(who, "", person.now, person.now.date(), held(person))
    return permit(Safety.L1, ARTICLE, seat).open


def meet(*people: Person) -> None:
    for _ in range(2):
        for one in people:
            one.sync()


def test_a_grant_made_elsewhere_opens_the_step_here(ann: Person, bob: Person) -> None:
    passed(ann, "ann")  # her own
    meet(ann, bob)
    assert not opens(ann, "ann")
    (one,) = held(bob)
    bob.do(grant(one, bob.stamp()))
    meet(ann, bob)
    assert opens(ann, "ann")
    assert held(ann) == held(bob)


def test_revoked_here_it_holds_no_longer_though_it_was_granted_there(
    ann: Person, bob: Person
) -> None:
    passed(ann, "carl")
    meet(ann, bob)
    (one,) = held(bob)
    ann.do(revoke(one, ann.stamp(), "离岗"))
    assert not opens(ann, "carl")  # at once, before any network
    bob.do(grant(one, bob.stamp()))  # without knowing
    meet(ann, bob)
    for desk in (ann, bob):
        (one,) = held(desk)
        assert one.standing(ON) is Standing.REVOKED
        assert one.revoke_reason == "离岗"
        assert not opens(desk, "carl")


def test_the_same_completion_on_two_desks_is_one_record_with_both_grants(
    ann: Person, bob: Person
) -> None:
    assert passed(ann, "carl") == passed(bob, "carl")
    meet(ann, bob)
    for desk in (ann, bob):
        (one,) = held(desk)
        assert one.standing(ON) is Standing.VALID
        assert len(desk.store.records(KIND)[0].events) == 2
        assert desk.store.records(KIND)[0].conflicts == ()


def test_two_scopes_for_one_completion_are_both_kept_and_open_no_more_than_was_granted(
    ann: Person, bob: Person
) -> None:
    passed(ann, "carl", products=("T+",))
    passed(bob, "carl", products=("U8",))
    meet(ann, bob)
    for desk in (ann, bob):
        entity = desk.store.records(KIND)[0]
        assert [(one.field, one.mine) for one in entity.conflicts] == [("products", "U8")]
        (one,) = held(desk)
        assert one.products == ("T+",)
        assert one.granted_by == "ann"  # who vouched for what stands
        assert one.standing(ON) is Standing.VALID
        assert not opens(desk, "carl")


def test_a_record_of_another_kind_of_training_is_left_alone(ann: Person, bob: Person) -> None:
    from firstline.domain.edits.entity import opening

    ann.do(opening(KIND, new_id(ann.now), {"what": "booking", "person": "carl", "on": "2026-12-01"},
                   ann.stamp().id, ann.now, "ann"))  # fmt: skip
    passed(ann, "carl")
    meet(ann, bob)
    assert len(bob.store.records(KIND)) == 2
    assert len(held(bob)) == 1
