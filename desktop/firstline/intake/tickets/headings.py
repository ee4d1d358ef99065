"""Knows which heading means which field, in Chinese and English, as desks write them."""

import re
import unicodedata
from collections.abc import Mapping

from firstline.domain.ticket.fields import NAMES
from firstline.domain.words import Text

INSTANTS = ("created", "updated", "responded", "handed_off", "received", "resolved", "closed")
FIELDS = (
    "number", "title", "body", "status", "priority", "type", "impact", "urgency", "site",
    "product", "module", "channel", "requester", "assignee", "case_no", "tags", *INSTANTS,
)  # fmt: skip

INSTANT_NAMES: Mapping[str, Text] = {
    "created": Text("创建时间", "Created"), "updated": Text("更新时间", "Updated"),
    "responded": Text("首次响应时间", "First response"),
    "handed_off": Text("交接厂商时间", "Handed off"),
    "received": Text("厂商收到时间", "Received by the vendor"),
    "resolved": Text("恢复时间", "Resolved"), "closed": Text("关闭时间", "Closed"),
}  # fmt: skip

_ALIASES: Mapping[str, str] = {
    "number": "编号 工单号 工单编号 单号 事件编号 事件单号 流水号 票号 问题编号 申请单号 number "
    "id no ticket ticket_id ticket_no ticket_number incident incident_id incident_number "
    "case_id key issue_key issue_id ref reference request_id task_id",
    "title": "标题 主题 工单标题 问题标题 事件标题 摘要 概要 问题概述 简述 简要描述 title "
    "subject summary short_description headline",
    "body": "描述 说明 详细描述 问题描述 问题说明 故障描述 事件描述 内容 正文 详情 description "
    "details detail body content text problem_description",
    "status": "状态 工单状态 处理状态 当前状态 单据状态 status state incident_state "
    "ticket_status",
    "priority": "优先级 优先级别 级别 紧急级别 priority prio severity 严重程度 严重级别",
    "type": "类型 工单类型 事件类型 单据类型 类别类型 type ticket_type issue_type tracker "
    "request_type",
    "impact": "影响 影响度 影响范围 影响程度 impact",
    "urgency": "紧急 紧急度 紧急程度 urgency",
    "site": "站点 工厂 地点 厂区 公司 组织 所属组织 分公司 基地 site location plant factory "
    "branch office company",
    "product": "产品 系统 应用 产品线 软件 product system application app service",
    "module": "模块 功能模块 子系统 module component category 分类 类别",
    "channel": "渠道 来源 提交方式 受理渠道 channel source origin contact_type",
    "requester": "报告人 提交人 申请人 提单人 报修人 发起人 联系人 客户 requester reporter "
    "caller caller_id submitter raised_by requested_by opened_by author customer contact",
    "assignee": "受理人 处理人 负责人 经办人 责任人 当前处理人 工程师 指派给 assignee "
    "assigned_to owner agent handler technician engineer",
    "case_no": "厂商单号 厂商工单号 厂商编号 外部单号 原厂单号 vendor_case vendor_case_number "
    "case_no vendor_ticket external_id",
    "tags": "标签 标记 关键字 关键词 tags tag labels label keywords",
    "created": "创建时间 提交时间 提单时间 报告时间 申请时间 登记时间 发生时间 受理时间 "
    "建单时间 创建日期 提交日期 创建于 开单时间 created created_at created_on create_time "
    "creation_date created_date opened opened_at open_date submitted submitted_at reported "
    "reported_at date_created",
    "updated": "更新时间 修改时间 最后更新 最后更新时间 最近更新 最后修改时间 更新于 updated "
    "updated_at updated_on update_time last_updated modified modified_at last_modified "
    "sys_updated_at",
    "responded": "首次响应时间 响应时间 首次回复时间 首次响应 first_response first_response_at "
    "first_reply first_responded_at responded responded_at response_time",
    "handed_off": "交接时间 交接厂商时间 提交厂商时间 转厂商时间 handed_off handed_off_at "
    "escalated_at",
    "received": "厂商收到时间 厂商接收时间 received_at vendor_received_at received_by_the_vendor",
    "resolved": "解决时间 恢复时间 处理完成时间 完成时间 修复时间 解决日期 完成日期 resolved "
    "resolved_at resolved_on resolution_date resolve_time fixed_at completed completed_at "
    "done_at",
    "closed": "关闭时间 结单时间 关单时间 办结时间 关闭日期 结束时间 closed closed_at closed_on "
    "close_date closing_date end_time",
}  # fmt: skip

_BRACKETS = re.compile(r"[(\[【{<].*?[)\]】}>]")
_NOT_LETTERS = re.compile(r"[\W_]+")


def folded(heading: str) -> str:
    """Return what of a heading decides: letters and digits, half-width, in lower case."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return _NOT_LETTERS.sub("", _BRACKETS.sub("", plain)) or _NOT_LETTERS.sub("", plain)


def _known() -> dict[str, tuple[str, int]]:
    """Return each heading's field and its rank among that field's words, the plainest first."""
    known: dict[str, tuple[str, int]] = {}
    for field, words in _ALIASES.items():
        for rank, word in enumerate((field, *words.split())):
            known.setdefault(folded(word), (field, rank))
    for field, name in (*NAMES.items(), *INSTANT_NAMES.items()):
        if field in _ALIASES:
            known.setdefault(folded(name.zh), (field, 0))
            known.setdefault(folded(name.en), (field, 0))
    return known


_KNOWN = _known()


def field_of(heading: str) -> tuple[str, int] | None:
    """Return the field that `heading` means and how plainly it says so (0 is plainest), or None."""
    return _KNOWN.get(folded(heading))


def field_name(field: str) -> Text:
    """Return the field as a person reads it."""
    return NAMES[field] if field in NAMES else INSTANT_NAMES[field]
