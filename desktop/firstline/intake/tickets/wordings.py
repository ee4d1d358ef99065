"""Knows what the values of other desks mean: 处理中, Closed, 1 - Critical, 紧急."""

import re
import unicodedata
from collections.abc import Mapping

from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Priority, Status, TicketType

_S = Status
_STATUS: Mapping[Status, str] = {
    _S.NEW: "新建 新单 新 待分派 待派单 未分派 待受理 未受理 待处理 未处理 已提交 打开 new open "
    "opened submitted unassigned todo to_do backlog created pending_triage",
    _S.TRIAGED: "已分级 已分派 已派单 已受理 已接单 已确认 triaged assigned accepted "
    "acknowledged confirmed",
    _S.IN_PROGRESS: "处理中 进行中 解决中 跟进中 正在处理 已开始 重新打开 已重开 in_progress "
    "active working work_in_progress wip started reopened doing processing in_work",
    _S.WAITING_REQUESTER: "等待报告人 等待用户 待用户反馈 等待用户反馈 待反馈 待确认 待用户确认 "
    "挂起 暂停 已挂起 waiting_for_requester waiting_for_customer awaiting_user_info "
    "awaiting_user pending on_hold hold feedback waiting awaiting_customer",
    _S.WITH_VENDOR: "已交接厂商 厂商处理中 已转厂商 转厂商 待厂商 等待厂商 with_vendor "
    "awaiting_vendor waiting_for_vendor pending_vendor escalated vendor",
    _S.WAITING_CUSTOMER_INFO: "厂商等我方资料 厂商等待资料 待补充资料 vendor_waits_for_us "
    "waiting_for_our_information",
    _S.RESOLVED: "已恢复 已解决 解决 已完成 完成 已修复 已处理 resolved solved fixed done "
    "complete completed",
    _S.CLOSED: "已关闭 关闭 已结单 结单 已办结 已归档 结束 已结束 closed close archived finished",
    _S.CANCELLED: "已取消 取消 作废 已作废 已撤销 撤销 已拒绝 驳回 cancelled canceled rejected "
    "void withdrawn wont_fix invalid",
    _S.DUPLICATE: "重复 重复单 duplicate duplicated",
}  # fmt: skip
_PRIORITY: Mapping[Priority, str] = {
    Priority.P1: "p1 1 紧急 特急 非常紧急 最高 严重 致命 特高 立即 critical urgent immediate "
    "highest blocker sev1 s1 一级 emergency",
    Priority.P2: "p2 2 高 较高 重要 急 high major important sev2 s2 二级",
    Priority.P3: "p3 3 中 普通 一般 正常 中等 medium normal moderate middle sev3 s3 三级 "
    "standard",
    Priority.P4: "p4 4 5 低 较低 轻微 不急 最低 low minor lowest trivial planning sev4 s4 四级",
}  # fmt: skip
_TYPE: Mapping[TicketType, str] = {
    TicketType.INCIDENT: "incident 事件 故障 报修 异常 bug defect fault error 缺陷 故障类",
    TicketType.REQUEST: "request service_request 请求 服务请求 申请 权限申请 task 任务 服务",
    TicketType.QUESTION: "question 咨询 问题咨询 问答 求助 inquiry enquiry consult how_to "
    "support 支持",
    TicketType.IMPROVEMENT: "improvement 改进 需求 建议 优化 优化建议 feature enhancement "
    "change_request suggestion story",
}  # fmt: skip
_LEVEL: Mapping[int, str] = {
    1: "1 高 大 全厂 全部 全公司 严重 紧急 很急 high critical extensive widespread plant "
    "company immediate",
    2: "2 中 一般 部门 一个部门 产线 较大 medium moderate normal department significant limited "
    "soon",
    3: "3 4 低 小 个人 一个人 我一个人 轻微 不急 可以等 low minor localized one_person person "
    "can_wait",
}  # fmt: skip
_MARKS = re.compile(r"[\W_]+")
_NAMED = re.compile(r"(?<![a-z0-9])p([1-4])(?![a-z0-9])")
_NUMBERED = re.compile(r"^(?:p|级)?([1-5])(?=$|[\W_])")


def _table(words: Mapping[object, str]) -> dict[str, object]:
    return {plain(word): value for value, several in words.items() for word in several.split()}


def plain(word: str) -> str:
    """Return what of a value decides: letters and digits, half-width, in lower case."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", word).casefold())


def _statuses() -> dict[str, object]:
    known = _table(dict(_STATUS.items()))
    for status, row in CHART.items():
        for word in (status, row.name.zh, row.name.en):
            known[plain(word)] = status
    return known


_TABLES: Mapping[str, Mapping[str, object]] = {
    "status": _statuses(),
    "priority": _table(dict(_PRIORITY.items())),
    "type": _table(dict(_TYPE.items())),
    "impact": _table(dict(_LEVEL.items())),
    "urgency": _table(dict(_LEVEL.items())),
}
WORDED = tuple(_TABLES)


def meaning(field: str, word: str) -> object | None:
    """Return what `word` means as a value of `field` (one of WORDED), or None when unknown.

    A leading digit decides where there is one: `1 - Critical` is P1, `2-High` is level 2.
    """
    found = _TABLES[field].get(plain(word))
    if found is None and field not in ("status", "type"):
        folded = unicodedata.normalize("NFKC", word).casefold().strip()
        numbered = _NUMBERED.match(folded) or _NAMED.search(folded)
        if numbered:
            found = _TABLES[field].get(numbered[1])
    return found
