"""Why a Redmine does not take an edit, each as one plain sentence with Redmine's own words."""

from collections.abc import Iterable

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Answer
from firstline.domain.errors import NOTHING
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Status
from firstline.domain.words import Text
from firstline.portal.redmine.calls import Denied

Refusal = tuple[str, Text]
GONE: Refusal = ("unknown-record", Text(
    "这张工单在 Redmine 上已被删除。", "This ticket was deleted in Redmine."
))  # fmt: skip
HIDDEN: Refusal = ("forbidden", Text(
    "您在 Redmine 上已看不到这张工单。", "You may no longer see this ticket in Redmine."
))  # fmt: skip
NO_PRIVATE: Refusal = ("forbidden", Text(
    "您在 Redmine 上没有写私有备注的权限;若照发,报告人会看到,所以没有发送。",
    "You may not write private notes in Redmine; the requester would have read it, so it was not "
    "sent.",
))  # fmt: skip
NO_PROJECT: Refusal = ("no-place", Text(
    "没有写明新工单放进 Redmine 的哪个项目;请在门户设置里填写。",
    "It is not said which project of Redmine takes new tickets; give one in the portal's settings.",
))  # fmt: skip
NOT_TAKEN: Refusal = ("not-taken", Text(
    "Redmine 没有采用这项更改,也没有说明原因;多半是您在那里的角色不许改这一项。",
    "Redmine did not take this change and gave no reason; most likely your role there may not "
    "make it.",
))  # fmt: skip
FAULT: Refusal = ("server-fault", Text(
    "Redmine 一再因这项更改报告内部故障(500);内容都在,请联系 Redmine 管理员后重试。",
    "Redmine reports a fault of its own again and again over this change (500); the text is kept. "
    "Ask Redmine's administrator, then try again.",
))  # fmt: skip
FILE_FIRST: Refusal = ("file-first", NOTHING)
WAITS: Refusal = ("waits-for-record", NOTHING)


def answered(edit: Edit, outcome: Outcome, why: Refusal = ("", NOTHING)) -> Answer:
    """Return the answer to `edit`."""
    return Answer(edit.id, outcome, *why)


def no_status(status: str) -> Refusal:
    """Return why a move cannot be made."""
    name = CHART[Status(status)].name
    return "illegal-move", Text(
        f"Redmine 的工作流不许这张工单现在改为“{name.zh}”。",
        f"Redmine's workflow does not let this ticket become “{name.en}” now.",
    )


def no_person(name: str, people: Iterable[str]) -> Refusal:
    """Return why somebody cannot be given the ticket."""
    listed = sorted(people)[:12]
    return "no-such-person", Text(
        f"Redmine 的这个项目里没有“{name}”;可指派:{'、'.join(listed) or '无'}。",
        f"Nobody in this project of Redmine is called “{name}”; there are: "
        f"{', '.join(listed) or 'none'}.",
    )


def denied(said: Denied) -> Refusal:
    """Return Redmine's own refusal: its words, or what its status means."""
    if said.status == 403:
        return "forbidden", Text("Redmine 不许您这样做。", "Redmine does not allow you to do this.")
    if said.status == 404:
        return GONE
    words = "; ".join(said.words)
    if not words:
        return NOT_TAKEN
    return "invalid", Text(f"Redmine 拒绝:{words}。", f"Redmine refused: {words}.")
