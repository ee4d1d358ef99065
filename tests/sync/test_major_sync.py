"""A major incident between two desks: it merges, and a close that did not know of it comes back."""

from sync_makers import Person

from firstline.domain.edits.edits import move
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry, major_of
from firstline.domain.ticket.ticket import Status

REVIEW = {
    "timeline": "10:00 停机\n11:20 恢复", "found": "车间来电", "restored": "切换备机",
    "whys": "断电\nUPS 失效\n电池过期", "improvements": "换电池 | 王磊 | 2026-12-10",
}  # fmt: skip


def test_a_close_made_offline_is_refused_and_keeps_its_text(ann: Person, bob: Person) -> None:
    ticket = ann.open("a")
    ann.do(move(ticket, Status.RESOLVED, ann.stamp()))
    ann.sync()
    bob.sync()
    ann.do(move(ann.ticket("a"), Status.IN_PROGRESS, ann.stamp()))
    ann.do(write(ann.ticket("a"), Entry.DECLARED, ann.stamp(), fields={"commander": "Ann"}))
    ann.do(move(ann.ticket("a"), Status.RESOLVED, ann.stamp()))
    ann.sync()
    bob.do(move(bob.ticket("a"), Status.CLOSED, bob.stamp(), text="已和车间确认"))
    report = bob.sync()
    assert report.refused == 1
    (refused,) = bob.store.edits(states=("refused",))
    assert refused.code == "review-missing"
    assert "复盘还没有记录" in refused.reason.zh
    assert [one.text for one in refused.edit.events] == ["已和车间确认"]
    bob.sync()
    assert bob.ticket("a").status is Status.RESOLVED
    found = major_of(bob.ticket("a"))
    assert found is not None
    assert found.commander == "Ann"
    bob.do(write(bob.ticket("a"), Entry.REVIEW, bob.stamp(), fields=REVIEW))
    bob.do(move(bob.ticket("a"), Status.CLOSED, bob.stamp()))
    assert bob.sync().pushed == 2
    ann.sync()
    assert ann.ticket("a").status is Status.CLOSED


def test_what_both_write_offline_is_all_there(ann: Person, bob: Person) -> None:
    ticket = ann.open("a")
    ann.do(write(ticket, Entry.DECLARED, ann.stamp()))
    ann.sync()
    bob.sync()
    ann.do(write(ann.ticket("a"), Entry.DECISION, ann.stamp(), text="切换备机"))
    bob.do(write(bob.ticket("a"), Entry.HYPOTHESIS, bob.stamp(), text="UPS"))
    bob.do(write(bob.ticket("a"), Entry.UPDATE, bob.stamp(), fields={"known": "断电"}))
    for one in (ann, bob, ann):
        report = one.sync()
        assert (report.held, report.problem) == (0, None)
    hers, his = major_of(ann.ticket("a")), major_of(bob.ticket("a"))
    assert hers is not None
    assert his is not None
    assert {one.text for one in hers.said} == {one.text for one in his.said}
    assert hers.update_due == his.update_due
