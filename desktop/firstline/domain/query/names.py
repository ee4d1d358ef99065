"""The words of the search line: its fields and their fixed values, in Chinese and English."""

import unicodedata
from collections.abc import Mapping

from firstline.domain.ticket.statuses import CHART
from firstline.domain.values import dataclass
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Name:
    """One field or value: the word that is stored, how it is shown, and what else it is called."""

    id: str
    text: Text
    also: tuple[str, ...] = ()


FIELDS: Mapping[str, Name] = {
    one.id: one
    for one in (
        Name("status", Text("状态", "Status"), ("st",)),
        Name("priority", Text("优先级", "Priority"), ("p", "prio", "级别")),
        Name("site", Text("站点", "Site"), ("工厂", "厂区", "地点")),
        Name("product", Text("产品", "Product")),
        Name("module", Text("模块", "Module"), ("mod",)),
        Name("assignee", Text("负责人", "Assignee"), ("处理人", "受理人", "指派", "assigned")),
        Name("requester", Text("报告人", "Requester"), ("提单人", "reporter", "from")),
        Name("type", Text("类型", "Type"), ("类别",)),
        Name("sla", Text("时限", "SLA"), ("服务级别",)),
        Name("is", Text("是", "Is")),
        Name("tag", Text("标签", "Tag"), ("tags", "label")),
        Name("phase", Text("阶段", "Phase")),
        Name("number", Text("编号", "Number"), ("单号", "工单号", "no", "id")),
        Name("created", Text("创建", "Created"), ("创建时间", "新建于", "opened")),
        Name("updated", Text("更新", "Updated"), ("更新时间", "更新于", "changed")),
        Name("text", Text("文字", "Text"), ("内容", "全文")),
    )
}

_STATUS_ALSO: Mapping[str, tuple[str, ...]] = {
    "new": ("新",),
    "triaged": ("已定级",),
    "in_progress": ("处理", "working", "started"),
    "waiting_requester": ("等待", "待报告人", "等报告人"),
    "with_vendor": ("厂商", "已交接", "交接", "vendor"),
    "waiting_customer_info": ("等我方资料", "待资料"),
    "resolved": ("已解决", "解决", "恢复"),
    "closed": ("关闭", "已关"),
    "cancelled": ("取消", "canceled"),
}

VALUES: Mapping[str, tuple[Name, ...]] = {
    "status": (
        Name("open", Text("未结", "Open"), ("未关闭", "进行中", "active")),
        *(
            Name(str(status), row.name, _STATUS_ALSO.get(status, ()))
            for status, row in CHART.items()
        ),
    ),
    "priority": (
        Name("P1", Text("P1 紧急", "P1 Urgent"), ("1", "紧急", "urgent")),
        Name("P2", Text("P2 高", "P2 High"), ("2", "高", "high")),
        Name("P3", Text("P3 一般", "P3 Normal"), ("3", "一般", "普通", "normal")),
        Name("P4", Text("P4 低", "P4 Low"), ("4", "低", "low")),
    ),
    "type": (
        Name("incident", Text("故障", "Incident"), ("事件",)),
        Name("request", Text("服务请求", "Service request"), ("请求", "服务")),
        Name("question", Text("咨询", "Question")),
        Name("improvement", Text("改进建议", "Improvement idea"), ("改进", "建议")),
    ),
    "sla": (
        Name("risk", Text("将超时", "At risk"), ("即将超时", "临近", "soon")),
        Name("overdue", Text("已超时", "Overdue"), ("超时", "late")),
        Name("paused", Text("已暂停", "Paused"), ("暂停",)),
        Name("ok", Text("正常", "On time"), ("充足", "fine")),
        Name("none", Text("无时限", "No clock"), ("无", "没有")),
        Name("met", Text("达成", "Met"), ("已达成",)),
        Name("breached", Text("违约", "Breached"), ("已违约",)),
        Name("unproven", Text("未证实", "Unproven")),
    ),
    "phase": (
        Name("assess", Text("评估", "Assess")),
        Name("implement", Text("实施", "Implement")),
        Name("uat", Text("用户验收测试", "UAT"), ("验收测试",)),
        Name("go_live", Text("上线", "Go-live"), ("golive",)),
        Name("hypercare", Text("上线支持", "Hypercare")),
        Name("run", Text("运行", "Run"), ("已上线", "live")),
        Name("upgrade", Text("版本升级", "Upgrade"), ("升级",)),
        Name("migrate", Text("迁移", "Migrate")),
        Name("retire", Text("退役", "Retire")),
    ),
    "is": (
        Name("open", Text("未结", "Open"), ("未关闭",)),
        Name("closed", Text("已结", "Closed"), ("已结束", "已关闭", "ended", "done")),
        Name("mine", Text("我的", "Mine"), ("我", "my")),
        Name("unassigned", Text("未分派", "Unassigned"), ("无负责人",)),
        Name("unread", Text("未读", "Unread"), ("新消息",)),
        Name("draft", Text("有草稿", "Draft"), ("草稿",)),
        Name("waiting", Text("待同步", "Waiting to sync"), ("待发送",)),
        Name("conflict", Text("有冲突", "Conflict"), ("冲突",)),
        Name("vendor", Text("在厂商", "With vendor"), ("厂商",)),
        Name("snoozed", Text("已暂缓", "Snoozed"), ("暂缓", "稍后", "later")),
    ),
}


def fold(text: str) -> str:
    """Return `text` as two writings of one word are compared: width, case and spacing gone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char not in " _-\t")


def field_named(name: str) -> str | None:
    """Return the field that `name` means, in either language, or None."""
    return _FIELDS.get(fold(name))


def values_named(field: str, word: str) -> tuple[str, ...]:
    """Return the fixed values of `field` that `word` names: the one it is, else all it begins."""
    plain = fold(word)
    exact = _VALUES[field].get(plain)
    if exact:
        return (exact,)
    found = (value for name, value in _VALUES[field].items() if name.startswith(plain))
    return tuple(dict.fromkeys(found))


def shown(field: str, value: str) -> Text:
    """Return how a value of `field` is written on a chip."""
    for one in VALUES.get(field, ()):
        if one.id == value:
            return one.text
    return Text(value, value)


def _index(names: tuple[Name, ...]) -> dict[str, str]:
    return {
        fold(word): one.id
        for one in names
        for word in (one.id, one.text.zh, one.text.en, *one.also)
    }


_FIELDS = _index(tuple(FIELDS.values()))
_VALUES = {field: _index(names) for field, names in VALUES.items()}
