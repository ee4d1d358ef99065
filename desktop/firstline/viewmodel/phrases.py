"""The words of a ticket in both languages: fields, kinds, channels, reasons, legs and metrics."""

from collections.abc import Mapping

from firstline.domain.sla.timer import Metric
from firstline.domain.sla.timer_names import STATE_NAMES
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Leg, Priority, Status, TicketType
from firstline.domain.ticket.words import CHANNEL_NAMES, PRIORITY_REASONS
from firstline.domain.words import Text

PRIORITIES: Mapping[Priority, Text] = {
    Priority.P1: Text("P1 紧急", "P1 Urgent"),
    Priority.P2: Text("P2 高", "P2 High"),
    Priority.P3: Text("P3 一般", "P3 Normal"),
    Priority.P4: Text("P4 低", "P4 Low"),
}
TYPES: Mapping[TicketType, Text] = {
    TicketType.INCIDENT: Text("故障", "Incident"),
    TicketType.REQUEST: Text("服务请求", "Service request"),
    TicketType.QUESTION: Text("咨询", "Question"),
    TicketType.IMPROVEMENT: Text("改进建议", "Improvement idea"),
}
CHANNELS = CHANNEL_NAMES
LEGS: Mapping[Leg, Text] = {
    Leg.INTERNAL: Text("内部段", "Internal leg"),
    Leg.VENDOR: Text("厂商段", "Vendor leg"),
}
METRICS: Mapping[Metric, Text] = {
    Metric.FIRST_RESPONSE: Text("首次响应", "First response"),
    Metric.RESOLUTION: Text("解决", "Resolution"),
    Metric.NEXT_REPLY: Text("下次回复", "Next reply"),
}
STATES = STATE_NAMES
FIELDS: Mapping[str, Text] = {
    "vendor_expert": Text("厂商专家", "Vendor's expert"),
    "title": Text("标题", "Title"),
    "body": Text("描述", "Description"),
    "type": Text("类型", "Type"),
    "status": Text("状态", "Status"),
    "priority": Text("优先级", "Priority"),
    "vendor_priority": Text("厂商定级", "Vendor priority"),
    "impact": Text("影响度", "Impact"),
    "urgency": Text("紧急度", "Urgency"),
    "modifiers": Text("业务时点修正", "Calendar modifiers"),
    "site": Text("站点", "Site"),
    "product": Text("产品", "Product"),
    "module": Text("模块", "Module"),
    "channel": Text("渠道", "Channel"),
    "requester": Text("报告人", "Requester"),
    "assignee": Text("受理人", "Assignee"),
    "case_no": Text("厂商单号", "Vendor case number"),
    "tags": Text("标签", "Tags"),
}
REASONS: Mapping[str, Text] = {
    "waiting_requester": Text("等待报告人", "waiting for the requester"),
    "waiting_vendor": Text("等待厂商", "waiting for the vendor"),
    "waiting_customer_info": Text("厂商等我方资料", "the vendor waits for our information"),
    "waiting_customer_window": Text("等我方停机窗口", "waiting for our downtime window"),
    "customer_hold": Text("我方要求暂缓", "on hold at our wish"),
    **PRIORITY_REASONS,
}


def priority(value: Priority | str) -> Text:
    """Return a priority with its name."""
    return PRIORITIES[Priority(value)]


def status(value: Status) -> Text:
    """Return the status's name as the state chart has it."""
    return CHART[value].name


def reason(value: str) -> Text:
    """Return a pause reason in words; one of a foreign pack stands as it is written."""
    return REASONS.get(value, Text(value, value))


def channel(value: str) -> Text:
    """Return a channel's name; an unknown one stands as it is written."""
    return CHANNELS.get(value, Text(value, value))


def field_value(name: str, value: str) -> Text:
    """Return a field's stored value in words, — where it is empty."""
    if not value:
        return Text("—", "—")
    kinds: Mapping[str, Mapping[str, Text]] = {
        "type": {str(key): one for key, one in TYPES.items()},
        "status": {str(key): row.name for key, row in CHART.items()},
        "priority": {str(key): one for key, one in PRIORITIES.items()},
        "vendor_priority": {str(key): one for key, one in PRIORITIES.items()},
        "channel": CHANNELS,
    }
    return kinds.get(name, {}).get(value, Text(value, value))
