"""The command `firstline` itself: what it is called with, and where each command lives."""

from pathlib import Path

import click

from firstline.cli.grammar import Group, Option, session_of
from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_HOME = "firstline.cli"
COMMANDS: dict[str, tuple[str, Text]] = {
    "ticket": (
        f"{_HOME}.ticket.ticket",
        Text("新建、查看、修改工单", "Record, show and change tickets"),
    ),
    "sla": (f"{_HOME}.sla.group", Text("重放服务级别的判定", "Replay a service-level verdict")),
    "import": (f"{_HOME}.exchange", Text("导入工单", "Import tickets")),
    "export": (f"{_HOME}.exchange", Text("导出工单", "Export tickets")),
    "search": (f"{_HOME}.ticket.search", Text("全文检索", "Search everything")),
    "portal": (f"{_HOME}.sync.portal", Text("门户", "Portals")),
    "sync": (f"{_HOME}.sync.sync", Text("同步一轮", "Carry one round")),
    "outbox": (f"{_HOME}.sync.outbox", Text("发件箱", "The outbox")),
    "conflict": (f"{_HOME}.sync.conflict", Text("冲突", "Conflicts")),
    "pack": (f"{_HOME}.sync.pack", Text("U 盘数据包", "USB packs")),
    "handoff": (f"{_HOME}.ticket.verify_package", Text("交接包:校验", "Hand-off packages: verify")),
    "knowledge": (f"{_HOME}.knowledge.knowledge", Text("知识库", "The knowledge base")),
    "problem": (
        f"{_HOME}.knowledge.problem",
        Text("问题(根因)记录", "Problem records (root causes)"),
    ),
    "group": (
        f"{_HOME}.group.group",
        Text("联合工作组:章程、RACI、例会", "Working groups: charter, RACI"),
    ),
    "meeting": (
        f"{_HOME}.group.meeting",
        Text("会议:议程、纪要、出席", "Meetings: agenda, minutes"),
    ),
    "decision": (f"{_HOME}.group.decision", Text("决定", "Decisions")),
    "action": (f"{_HOME}.group.action", Text("行动项与改进", "Actions and improvements")),
    "authorisation": (
        f"{_HOME}.directory.authorisation",
        Text("授权:日志和附件外发给谁、到何时", "Authorisations: who may have logs, until when"),
    ),
    "session": (
        f"{_HOME}.directory.remote",
        Text("远程会话登记:开始、结束、更正", "Remote sessions: begin, end, correct"),
    ),
    "runbook": (
        f"{_HOME}.runbook.runbook",
        Text("操作手册:关口、演练、切换", "Runbooks: gates, cutovers"),
    ),
    "watch": (f"{_HOME}.watch.watch", Text("监视规则与告警(只读)", "Watch rules and alerts")),
    "macro": (f"{_HOME}.ticket.macro", Text("宏与快捷回复", "Macros and canned replies")),
    "contact": (f"{_HOME}.directory.contact", Text("联系人与应急卡", "Contacts, emergency card")),
    "duty": (
        f"{_HOME}.directory.duty",
        Text("客户责任与备份检查", "Customer duties, backup check"),
    ),
    "alarm": (f"{_HOME}.watch.alarm", Text("提醒", "Alarms")),
    "training": (f"{_HOME}.training.training", Text("培训与证书", "Training and certificates")),
    "share": (f"{_HOME}.outcome.share", Text("采用率与差错率", "Adoption and error rates")),
    "ledger": (
        f"{_HOME}.ledger.group",
        Text("权益与费用台账:额度、券、预算", "Ledgers: quotas, vouchers, budget"),
    ),
    "paid": (
        f"{_HOME}.ledger.paid",
        Text("付费申请:估价、批准、实际", "Paid requests: estimate, approval"),
    ),
    "contract": (
        f"{_HOME}.contracts.contract",
        Text("合同:登记、时限的来源、文件哈希", "Contracts: register, targets, documents"),
    ),
    "package": (f"{_HOME}.contracts.contract", Text("服务包", "Service packages")),
    "supplement": (
        f"{_HOME}.contracts.contract",
        Text("补充协议:改写时限的条款", "Supplements: clauses that override targets"),
    ),
    "renewal": (
        f"{_HOME}.contracts.renewal",
        Text("续约:期限、比较、决定、日历", "Renewals: deadlines, comparison, decision"),
    ),
    "lifecycle": (
        f"{_HOME}.contracts.lifecycle",
        Text("版本生命周期与免费升级", "Lifecycles, free upgrades"),
    ),
    "decide": (f"{_HOME}.contracts.decide", Text("决策表:哪个服务包划算", "Which package pays")),
    "price": (f"{_HOME}.contracts.decide", Text("自己的价格表", "The own price list")),
    "budget": (f"{_HOME}.contracts.budget", Text("预算预留", "Budget reserves")),
    "catalogue": (
        f"{_HOME}.services.catalogue",
        Text("服务目录:增值服务条目", "The catalogue of value-added services"),
    ),
    "service-request": (
        f"{_HOME}.services.delivery",
        Text("增值服务申请:报价、批准、交付、验收", "Service requests: quote to acceptance"),
    ),
    "application": (
        f"{_HOME}.contracts.application",
        Text("申请:预评估、扶持计划、培训券", "Applications: assessment, plan, vouchers"),
    ),
    "roster": (f"{_HOME}.directory.roster", Text("人员与班次名单", "The roster")),
    "shift": (f"{_HOME}.shift", Text("交接班", "Shift hand-over")),
    "reconcile": (
        f"{_HOME}.reconcile.reconcile",
        Text("对账:源与目标逐行比对", "Reconcile source against target"),
    ),
    "system": (
        f"{_HOME}.health.installed",
        Text("系统台账:产品、版本、补丁、主机", "The installed systems"),
    ),
    "risk": (f"{_HOME}.health.risk", Text("风险清单", "The risk register")),
    "scope": (f"{_HOME}.health.scope", Text("迁移范围清单", "The scope inventory")),
    "compat": (f"{_HOME}.health.compat", Text("兼容性矩阵", "The compatibility matrix")),
    "environment": (f"{_HOME}.health.environment", Text("环境登记", "Environments")),
    "path": (f"{_HOME}.health.path", Text("升级路径", "Upgrade paths")),
    "quality": (f"{_HOME}.health.quality", Text("数据质量检查", "Data quality of an extract")),
    "measure": (f"{_HOME}.health.measure", Text("前后对比与错误下降", "Before and after")),
    "interface": (f"{_HOME}.interfaces.contract", Text("接口登记与探测", "Interfaces, probes")),
    "mapping": (f"{_HOME}.interfaces.mapping", Text("字段映射与检查", "Field mappings, checked")),
    "slowsql": (f"{_HOME}.interfaces.slow_sql", Text("慢语句读数", "Slow statements, compared")),
    "extract": (f"{_HOME}.interfaces.extract_copy", Text("抽取登记与销毁", "Extracts, destroyed")),
    "migration": (f"{_HOME}.interfaces.migration", Text("迁移风险评分", "Migration risk score")),
    "network": (f"{_HOME}.interfaces.network", Text("网络采样,按班次", "Network samples by shift")),
    "outage": (f"{_HOME}.health.outage", Text("停机记录与可用率", "Outages, availability")),
    "rate": (f"{_HOME}.health.cost_rate", Text("停机损失费率与损失", "Cost of standstill")),
    "privacy": (
        f"{_HOME}.privacy.group",
        Text("个人信息:登记、请求、导出、去标识化", "Personal data"),
    ),
    "retention": (
        f"{_HOME}.retention.group",
        Text("保留与销毁:规则、保全、到期清单", "Retention, holds, destruction"),
    ),
    "audit": (f"{_HOME}.health.audit", Text("安全审计与健康检查", "Audit and health check")),
    "phase": (f"{_HOME}.project.phase", Text("阶段:系统和项目", "Phases of systems and projects")),
    "uat": (f"{_HOME}.uat.group", Text("用户验收测试与签字", "Acceptance tests, sign-off")),
    "coverage": (
        f"{_HOME}.project.coverage",
        Text("迁移保障(厂商服务)", "Migration coverage, a vendor service"),
    ),
    "backup-plan": (f"{_HOME}.project.backup_plan", Text("备份计划与凭证", "Backup plans, proof")),
    "rollback-plan": (
        f"{_HOME}.project.rollback_plan",
        Text("回退方案:触发、数字、谁定", "Rollback plans and their triggers"),
    ),
    "toolrun": (f"{_HOME}.project.tool_run", Text("迁移工具运行登记", "Migration tool runs")),
    "requirement": (
        f"{_HOME}.project.requirement",
        Text("需求、验收标准与追溯", "Requirements and their trace"),
    ),
    "prototype": (f"{_HOME}.project.requirement", Text("原型评审与冻结", "Prototype reviews")),
    "change-request": (f"{_HOME}.project.change_request", Text("变更申请", "Change requests")),
    "diagnosis": (f"{_HOME}.project.diagnosis", Text("流程诊断", "Process diagnoses")),
    "pain-point": (f"{_HOME}.project.diagnosis", Text("痛点", "Pain points of diagnoses")),
    "vendor-person": (f"{_HOME}.project.vendor_person", Text("厂商人员", "The vendor's people")),
    "handover": (f"{_HOME}.project.vendor_person", Text("交接记录", "Hand-over records")),
    "deliverable": (f"{_HOME}.project.deliverable", Text("交付物", "Deliverables")),
    "benefit": (f"{_HOME}.project.deliverable", Text("项目收益", "Benefits of projects")),
    "outcome": (f"{_HOME}.outcome.outcome", Text("服务行动的成果", "Outcomes of service actions")),
    "saving": (f"{_HOME}.project.outcome", Text("价格节约", "Savings on prices")),
    "cycle": (f"{_HOME}.project.outcome", Text("周期缩短", "Cycle times")),
    "project": (f"{_HOME}.project.project", Text("项目与项目健康", "Projects, their health")),
    "industry": (
        f"{_HOME}.project.industry",
        Text("行业要点:时段、风险、迁移检查", "Industry profiles: moments, risks, checks"),
    ),
    "claim": (
        f"{_HOME}.review.group",
        Text("补偿申请:凭已证实的超时", "Claims for proven breaches"),
    ),
    "evidence": (
        f"{_HOME}.review.evidence",
        Text("证据:指标、来源文件、哈希", "Evidence: figures, sources, hashes"),
    ),
    "policy-watch": (
        f"{_HOME}.review.policy",
        Text("政策关注:来源、查看、影响", "Watch list of policies and events"),
    ),
    "report": (
        f"{_HOME}.review.group",
        Text("厂商段看板、季度复盘、补偿申请、核对哈希", "Vendor's SLA, quarter, claim, hashes"),
    ),
    "demo": (f"{_HOME}.care", Text("填入演示公司", "Fill in the demo company")),
    "backup": (f"{_HOME}.care", Text("备份", "Back the profile up")),
    "restore": (f"{_HOME}.care", Text("恢复备份", "Restore a backup")),
    "update": (f"{_HOME}.update", Text("更新:离线核对发布", "Updates: check a release offline")),
    "doctor": (f"{_HOME}.care", Text("检查并修复", "Check and mend the profile")),
}


def build_root() -> click.Group:
    """Return the command tree; its context's `obj` must be a Session."""
    return Group(
        "firstline",
        words=Text(
            "一线:一线响应者的服务台,有没有网络都能用。不带命令则打开窗口。",
            "Firstline: the first responder's service desk, with or without a network. "
            "Without a command it opens the window.",
        ),
        lazy=COMMANDS,
        callback=_start,
        invoke_without_command=True,
        params=[
            Option(["--demo"], is_flag=True,
                   words=Text("用演示公司打开临时窗口", "Open a throw-away demo company")),
            Option(["--wallboard"], is_flag=True, words=Text("大屏", "The wall display")),
            Option(["--version"], is_flag=True, words=Text("显示版本", "Show the version")),
        ],
    )  # fmt: skip


def _start(*, demo: bool, wallboard: bool, version: bool) -> None:
    ctx = click.get_current_context()
    session = session_of(ctx)
    if version:
        from firstline import __version__  # noqa: PLC0415 - one word

        session.show(f"firstline {__version__}")
        return
    if ctx.invoked_subcommand is not None:
        if demo or wallboard:
            raise BadInput(
                Text(
                    "--demo 和 --wallboard 不与命令同用。",
                    "--demo and --wallboard do not go with a command.",
                )
            )
        return
    folder: Path | None = session.folder
    ctx.exit(session.roof.window(folder, session.language_asked, demo=demo, wall=wallboard))
