"""The kinds of records that people share, and which class each field has when two sides meet."""

from collections.abc import Mapping
from enum import StrEnum

from firstline.domain.values import dataclass, field
from firstline.domain.words import Text


class FieldClass(StrEnum):
    """What happens to a field that two sides changed (sync.md 2.5); events always append."""

    SCALAR = "scalar"  # the portal's value stands, the other is kept as a conflict
    SET = "set"  # adds and removals commute
    TEXT = "text"  # lines merge where they do not touch, else as a scalar
    WORKFLOW = "workflow"  # as a scalar, and the state chart must allow the move


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record; a field without a class is a scalar."""

    id: str
    name: Text
    classes: Mapping[str, FieldClass] = field(default_factory=dict)


ARTICLE = "article"
_SET, _TEXT = FieldClass.SET, FieldClass.TEXT
_ALL = (
    Kind("ticket", Text("工单", "Ticket"), {
        "tags": _SET, "body": _TEXT, "status": FieldClass.WORKFLOW,
    }),
    Kind("contact", Text("联系人", "Contact"), {"tags": _SET}),
    Kind("roster", Text("名单", "Roster"), {"tags": _SET}),
    Kind("filter", Text("筛选", "Filter")),
    Kind("duty", Text("客户责任", "Customer duty"), {"tags": _SET}),
    Kind(ARTICLE, Text("知识文章", "Article"), {
        "tags": _SET, "body": _TEXT, "body_zh": _TEXT, "body_en": _TEXT,
    }),
    Kind("document", Text("文档", "Document"), {"note": _TEXT}),
    Kind("runbook", Text("操作手册", "Runbook"), {"tags": _SET, "body": _TEXT}),
    Kind("training", Text("培训", "Training"), {"tags": _SET}),
    Kind("share", Text("采用率与差错率", "Adoption and error rate"), {"rule": _TEXT}),
    Kind("ledger", Text("台账", "Ledger"), {"tags": _SET}),
    Kind("paid_request", Text("付费申请", "Paid request"), {"purpose": _TEXT}),
    Kind("contract", Text("合同", "Contract"), {
        "contacts": _TEXT, "targets": _TEXT, "note": _TEXT,
    }),
    Kind("catalog_item", Text("服务目录条目", "Catalogue entry"), {
        "about": _TEXT, "questions": _TEXT, "criteria": _TEXT, "note": _TEXT,
    }),
    Kind("service_request", Text("增值服务申请", "Value-added request"), {
        "purpose": _TEXT, "note": _TEXT,
    }),
    Kind("claim", Text("补偿申请", "Claim"), {
        "breaches": _TEXT, "asked": _TEXT, "reply": _TEXT, "note": _TEXT,
    }),
    Kind("evidence", Text("证据", "Evidence"), {"note": _TEXT}),
    Kind("policy_watch", Text("政策关注", "Policy watch"), {"seen": _TEXT, "note": _TEXT}),
    Kind("package", Text("服务包", "Service package"), {"note": _TEXT}),
    Kind("price", Text("价格", "Price"), {"note": _TEXT}),
    Kind("lifecycle", Text("版本生命周期", "Lifecycle"), {"note": _TEXT}),
    Kind("budget_plan", Text("预算预留", "Budget reserve"), {"uses": _TEXT, "note": _TEXT}),
    Kind("application", Text("申请", "Application"), {
        "company": _TEXT, "goal": _TEXT, "pains": _TEXT, "asked": _TEXT, "evidence": _TEXT,
        "promise": _TEXT, "limits": _TEXT, "result": _TEXT, "note": _TEXT,
    }),
    Kind("supplement", Text("补充协议", "Supplement"), {
        "text": _TEXT, "targets": _TEXT, "note": _TEXT,
    }),
    Kind("system", Text("系统", "System"), {"hosts": _TEXT, "note": _TEXT}),
    Kind("cost_rate", Text("停机损失费率", "Cost of standstill"), {"note": _TEXT}),
    Kind("risk", Text("风险", "Risk"), {
        "tags": _SET, "body": _TEXT, "cause": _TEXT, "effect": _TEXT, "mitigation": _TEXT,
    }),
    Kind("scope", Text("迁移范围", "Scope object"), {"reason": _TEXT}),
    Kind("compat", Text("兼容性", "Compatibility"), {"note": _TEXT}),
    Kind("environment", Text("环境", "Environment"), {"note": _TEXT}),
    Kind("upgrade_edge", Text("升级步", "Upgrade step"), {
        "conditions": _TEXT, "conflicts": _TEXT,
    }),
    Kind("upgrade_goal", Text("升级目标", "Upgrade goal"), {"note": _TEXT}),
    Kind("quality", Text("数据质量检查", "Data-quality run"), {"note": _TEXT}),
    Kind("reconciliation", Text("对账", "Reconciliation")),
    Kind("measurement", Text("测量表", "Measurement")),
    Kind("error_baseline", Text("错误基线", "Error baseline"), {"note": _TEXT}),
    Kind("interface_contract", Text("接口", "Interface"), {"note": _TEXT, "fields": _TEXT}),
    Kind("field_mapping", Text("字段映射", "Field mapping"), {"note": _TEXT}),
    Kind("slow_sql", Text("慢语句", "Slow statements"), {"note": _TEXT}),
    Kind("processing_record", Text("处理活动", "Processing record"), {
        "purpose": _TEXT, "note": _TEXT,
    }),
    Kind("person_request", Text("个人请求", "Request of a person"), {"note": _TEXT}),
    Kind("erasure", Text("去标识化", "Pseudonym")),
    Kind("retention_rule", Text("保留规则", "Retention rule"), {"note": _TEXT}),
    Kind("legal_hold", Text("法律保全", "Legal hold"), {"note": _TEXT}),
    Kind("destruction", Text("销毁记录", "Destruction")),
    Kind("extract_copy", Text("抽取登记", "Extract"), {"note": _TEXT}),
    Kind("migration_score", Text("迁移风险评分", "Migration risk score"), {"note": _TEXT}),
    Kind("net_sample", Text("网络采样", "Network samples"), {"note": _TEXT}),
    Kind("outage", Text("停机记录", "Outage")),
    Kind("check", Text("检查项", "Check")),
    Kind("finding", Text("发现项", "Finding"), {"note": _TEXT}),
    Kind("audit_log", Text("审计日志", "Audit log"), {"records": _TEXT, "note": _TEXT}),
    Kind("phase", Text("阶段", "Phase"), {"note": _TEXT}),
    Kind("uat_case", Text("测试用例", "Test case"), {"steps": _TEXT}),
    Kind("uat_run", Text("测试执行", "Test run")),
    Kind("uat_signoff", Text("验收签字", "Acceptance")),
    Kind("migration_coverage", Text("迁移保障", "Migration coverage"), {
        "promise": _TEXT, "conditions": _TEXT, "claim": _TEXT, "note": _TEXT,
    }),
    Kind("backup_plan", Text("备份计划", "Backup plan"), {"places": _TEXT, "note": _TEXT}),
    Kind("rollback_plan", Text("回退方案", "Rollback plan"), {
        "triggers": _TEXT, "re_entry": _TEXT, "note": _TEXT,
    }),
    Kind("tool_run", Text("迁移工具运行", "Migration tool run"), {
        "parameters": _TEXT, "note": _TEXT,
    }),
    Kind("requirement", Text("需求", "Requirement"), {"text": _TEXT, "acceptance": _TEXT}),
    Kind("prototype_review", Text("原型评审", "Prototype review"), {
        "decisions": _TEXT, "open_points": _TEXT,
    }),
    Kind("change_request", Text("变更申请", "Change request"), {
        "reason": _TEXT, "impact_test": _TEXT,
    }),
    Kind("diagnosis", Text("流程诊断", "Process diagnosis"), {"processes": _TEXT}),
    Kind("pain_point", Text("痛点", "Pain point"), {"text": _TEXT, "reason": _TEXT}),
    Kind("vendor_person", Text("厂商人员", "Person of the vendor"), {"note": _TEXT}),
    Kind("handover", Text("交接记录", "Hand-over record"), {
        "open_points": _TEXT, "documents": _TEXT,
    }),
    Kind("deliverable", Text("交付物", "Deliverable")),
    Kind("benefit", Text("收益", "Benefit")),
    Kind("outcome", Text("预期成果", "Intended outcome")),
    Kind("saving", Text("价格节约", "Price saving"), {"evidence": _TEXT}),
    Kind("cycle", Text("周期", "Cycle time"), {"earlier": _TEXT}),
    Kind("authorisation", Text("授权", "Authorisation"), {"tags": _SET}),
    Kind("remote_session", Text("远程会话", "Remote session"), {"tags": _SET}),
    Kind("watch_rule", Text("监视规则", "Watch rule"), {"tags": _SET}),
    Kind("alert", Text("告警", "Alert"), {"tags": _SET}),
    Kind("problem", Text("问题(根因)", "Problem"), {
        "tags": _SET, "cause": _TEXT, "workaround": _TEXT,
    }),
    Kind("action", Text("行动项", "Action"), {"tags": _SET, "body": _TEXT}),
    Kind("group", Text("工作组", "Working group"), {
        "tags": _SET, "purpose": _TEXT, "scope": _TEXT, "authority": _TEXT,
    }),
    Kind("meeting", Text("会议", "Meeting"), {"tags": _SET, "notes": _TEXT}),
    Kind("decision", Text("决定", "Decision"), {"tags": _SET, "why": _TEXT}),
)  # fmt: skip
EVIDENCE = ("uat_run", "outcome")
"""The kinds whose files come to every desk by themselves: who signs or believes has to see them."""
KINDS: Mapping[str, Kind] = {one.id: one for one in _ALL}
"""A new kind is an entry here, not a new endpoint (sync.md, kinds)."""


def class_of(kind: str, name: str) -> FieldClass:
    """Return the class of the field `name`; a kind this version does not know has scalars only."""
    known = KINDS.get(kind)
    return known.classes.get(name, FieldClass.SCALAR) if known else FieldClass.SCALAR
