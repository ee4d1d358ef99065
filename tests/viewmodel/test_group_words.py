"""What the outbox says of a working group's acts: plain words, and every word that was typed."""

from datetime import UTC, datetime

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.group import action_acts, decision, meeting_acts, working_group
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.working_group import Member
from firstline.viewmodel.sync import outbox_words

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAMP = Stamp("e1", NOW, "李娜")


def test_each_act_says_what_it_did() -> None:
    task = action_acts.assign(STAMP, "a", {"title": "换电池", "owner": "王磊", "due": "2026-12-01"})
    entity = rebase_entity(None, [task])
    assert entity is not None
    later = action_acts.postpone(entity, "2026-12-20", "缺备件", STAMP)
    group = working_group.found(STAMP, "g", {"name": "联合工作组"})
    charter = rebase_entity(None, [group])
    assert charter is not None
    member = working_group.put_member(charter, Member("王芳", "us", "it"), STAMP)
    meeting = Meeting("m", "g", NOW, series="weekly")
    values = {"title": "升级", "why": "停止补丁", "by": "双方"}
    told = [
        (task, "行动项:换电池"), (later, "行动项延期 2026-12-20:缺备件"),
        (group, "工作组:联合工作组"), (member, "工作组:成员 王芳 → us, it, , "),
        (meeting_acts.minute(None, meeting, "第一条", STAMP), "会议:纪要 → 第一条"),
        (meeting_acts.cancel(None, meeting, "停电", STAMP), "会议取消:停电"),
        (meeting_acts.hold(None, meeting, (), STAMP), "会议已开"),
        (decision.decide(STAMP, "d", "g", values), "决定:升级"),
    ]  # fmt: skip
    for edit, words in told:
        assert outbox_words.what(edit).zh == words.strip()


def test_what_was_typed_can_be_copied() -> None:
    meeting = Meeting("m", "g", NOW)
    notes = "第一条\n" * 50
    assert outbox_words.kept_text(meeting_acts.minute(None, meeting, notes, STAMP)) == notes.strip()
    values = {"title": "升级", "why": "停止补丁", "by": "双方"}
    kept = outbox_words.kept_text(decision.decide(STAMP, "d", "g", values))
    assert kept == "升级\n\n停止补丁"
