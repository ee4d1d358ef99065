"""What an alarm says: which promise passed which mark, who has the ball, and what to do next."""

from collections.abc import Mapping

from firstline.domain.alarm.alarm import ESCALATE, Alarm, Notice, Way
from firstline.domain.alarm.mark import FULL, Mark
from firstline.domain.ticket.ball import PARTY_NAMES, Party, ball, received
from firstline.domain.ticket.ticket import Leg, Status, Ticket
from firstline.domain.words import Text

LEG_NAMES: Mapping[Leg, Text] = {
    Leg.INTERNAL: Text("内部段", "Internal"),
    Leg.VENDOR: Text("厂商段", "Vendor"),
}
METRIC_NAMES: Mapping[str, Text] = {
    "first_response": Text("首次响应", "first response"),
    "resolution": Text("解决", "resolution"),
    "next_reply": Text("后续答复", "next reply"),
}
# What rings for a major incident: what it is called, and what to do about it.
DUTIES: Mapping[str, tuple[Text, Text]] = {
    "update": (
        Text("重大故障该通报了", "the update of the major incident is due"),
        Text("现在就发通报:影响、已知、未知、正在做、下次时间。",
             "Give the update now: impact, known, unknown, doing, and when the next one comes."),
    ),
    "review": (
        Text("重大故障的复盘到期", "the post-incident review is due"),
        Text("开复盘会,记下根因和改进(负责人、期限);没有它不能关闭。",
             "Hold the review; record root cause and improvements with owner and date. "
             "It cannot be closed before."),
    ),
}  # fmt: skip


def headline(mark: Mark) -> Text:
    """Return which promise passed which mark, as a short line."""
    if mark.metric in DUTIES:
        return DUTIES[mark.metric][0]
    metric = METRIC_NAMES.get(mark.metric, Text(mark.metric, mark.metric))
    leg = LEG_NAMES[mark.leg]
    if mark.percent >= FULL:
        return Text(f"{leg.zh}{metric.zh}已到期", f"{leg.en} {metric.en} is due now")
    return Text(
        f"{leg.zh}{metric.zh}已用 {mark.percent} %", f"{leg.en} {metric.en}: {mark.percent} % used"
    )


def title(notice: Notice) -> Text:
    """Return the first line of a notification."""
    first, many = notice.alarms[0], len(notice.alarms)
    if notice.way is Way.DIGEST:
        return Text(
            f"不在时有 {many} 项承诺到点",
            f"{many} promise{'s' * (many != 1)} passed a mark while this PC was away",
        )
    if notice.way is Way.GROUP:
        return Text(f"{many} 项承诺同时到点", f"{many} promises passed a mark")
    said = headline(first.mark)
    return Text(f"{first.number} {said.zh}", f"{first.number}: {said.en}")


def line(alarm: Alarm) -> Text:
    """Return one alarm of several as one line."""
    said = headline(alarm.mark)
    return Text(
        f"{alarm.priority} {alarm.number} {said.zh} · {alarm.title}",
        f"{alarm.priority} {alarm.number} {said.en} · {alarm.title}",
    )


def who(ticket: Ticket) -> Text:
    """Return who has the ball, by name where one is known, and why."""
    held = ball(ticket)
    name = PARTY_NAMES[held.party]
    named = f" {held.who}" if held.who and held.party is not Party.NOBODY else ""
    return Text(f"球在{name.zh}{named}:{held.why.zh}", f"Ball: {name.en}{named} – {held.why.en}")


def what_next(ticket: Ticket, mark: Mark) -> Text:
    """Return the one act that helps most now, with its key where there is one."""
    if mark.metric in DUTIES:
        return DUTIES[mark.metric][1]
    if not ticket.is_open:
        return Text("已经结束,不用再做什么。", "It has ended; there is nothing left to do.")
    if mark.leg is Leg.VENDOR:
        return _next_of_vendor(ticket, mark)
    if mark.metric == "first_response":
        return Text(
            "先回报告人一句话(Ctrl+R):收到了,谁在处理,下次什么时候答复。",
            "Answer the requester first (Ctrl+R): received, who works on it, when the next word.",
        )
    if mark.metric == "next_reply":
        return Text("回复报告人的来信(Ctrl+R)。", "Answer the requester's last words (Ctrl+R).")
    return _next_of_ours(ticket, late=mark.percent >= FULL)


def _next_of_vendor(ticket: Ticket, mark: Mark) -> Text:
    case = Text(f"报厂商单号 {ticket.case_no}", f"quote case {ticket.case_no}")
    if not ticket.case_no:
        case = Text("报我方单号", "quote our number")
    if mark.percent == round(ESCALATE * FULL):
        return Text(
            f"厂商还没有人答复:现在就请求升级处理(工作组 → 升级处理),{case.zh},把通话记进工单。",
            f"Nobody at the vendor has replied: ask to escalate now (Working group, Escalation), "
            f"{case.en}, and log the call.",
        )
    if mark.metric == "first_response":
        return Text(
            f"打厂商热线催首次响应,{case.zh},把通话记进工单。",
            f"Call the vendor for the first response, {case.en}, and log the call.",
        )
    return Text(
        f"打厂商热线问进展,{case.zh},要下一次答复的时间;答不出就请求升级处理。",
        f"Call the vendor, {case.en}, get the time of the next answer, else ask to escalate.",
    )


def _next_of_ours(ticket: Ticket, *, late: bool) -> Text:
    if ticket.status is Status.WITH_VENDOR and received(ticket) is None:
        return Text(
            "厂商还没有收到:打热线念下面的说明,把收到时间记进工单。",
            "The vendor has not received it: call, read the words below, log when they got it.",
        )
    if ticket.status is Status.WITH_VENDOR:
        return Text("打厂商热线问进展,要下一次答复的时间。",
                    "Call the vendor and get the time of the next answer.")  # fmt: skip
    if ticket.status is Status.WAITING_CUSTOMER_INFO:
        return Text("把厂商要的资料给他们,再恢复计时。",
                    "Give the vendor what they asked for, then resume.")  # fmt: skip
    if ticket.status is Status.WAITING_REQUESTER:
        return Text("打电话问报告人,不要只等回信。", "Phone the requester; do not only wait.")
    if not ticket.assignee:
        return Text("还没有受理人:先分派(Ctrl+Shift+A)。", "Nobody is assigned: assign it first "
                    "(Ctrl+Shift+A).")  # fmt: skip
    if late:
        return Text(
            "现在就告诉报告人新的时间(Ctrl+R);一时解决不了就交接厂商。",
            "Tell the requester a new time now (Ctrl+R); if it cannot be solved soon, hand it off.",
        )
    return Text(
        "查知识库里的做法;这一步解决不了,就趁还有时间交接厂商。",
        "Try what the knowledge base says; if that fails, hand it off while there is time.",
    )
