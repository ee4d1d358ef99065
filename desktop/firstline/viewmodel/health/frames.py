"""The frames of the boards: what each is called, and the heads and widths of its table."""

from firstline.domain.health import (
    audit_log,
    burn_down,
    compat,
    cost_rate,
    environment,
    finding,
    installed,
    measurement,
    outage,
    quality_run,
    risk,
    scope,
    upgrade_path,
)
from firstline.domain.words import Text
from firstline.viewmodel.health.board import Frame

LOOK = Text("注意", "To look at")

SYSTEMS = Frame(
    "system", Text("系统台账", "Systems"), "hard-drive",
    (Text("名称", "Name"), Text("产品", "Product"), Text("版本与补丁", "Version, patch"),
     Text("站点", "Sites"), Text("负责人", "Owner"), LOOK),
    (140, 76, 190, 100, 80, 140), 0,
    Text("还没有登记系统。登记产品、版本和站点,工单就带上当时的版本。",
         "No systems yet. With product, version and site, tickets carry the version of their day."),
    installed.SHEET,
    spare=(4, 3, 5),
)  # fmt: skip
RISKS = Frame(
    "risk", Text("风险", "Risks"), "triangle-alert",
    (Text("编号", "Id"), Text("分数", "Score"), Text("风险", "Risk"), Text("负责人", "Owner"),
     LOOK),
    (90, 70, 200, 100, 210), 2,
    Text("还没有风险。可以先收入起始清单。", "No risks yet. The starting list is a beginning."),
    risk.SHEET,
    spare=(3, 0, 4),
)  # fmt: skip
SCOPE = Frame(
    "scope", Text("迁移范围", "Scope"), "list-checks",
    (Text("对象", "Object"), Text("类别", "Part"), Text("数量", "Volume"), Text("决定", "Decision"),
     Text("负责人", "Owner"), LOOK),
    (200, 96, 80, 96, 80, 164), 0,
    Text("还没有迁移对象:逐个登记,并决定迁移、归档或舍弃。",
         "No objects yet: record each and decide to migrate, archive or drop it."),
    scope.SHEET,
    spare=(1, 2, 4, 5),
)  # fmt: skip
COMPAT = Frame(
    "compat", Text("兼容性", "Compatibility"), "plug",
    (Text("产品", "Product"), Text("部件", "Part"), Text("版本", "Version"),
     Text("结论", "Verdict"), Text("来源", "Source")),
    (100, 130, 160, 130, 150), 4,
    Text("还没有登记兼容性。没有登记的就是未知。",
         "Nothing recorded yet; what is not, is unknown."),
    compat.SHEET,
    spare=(1,),
)  # fmt: skip
ENVIRONMENTS = Frame(
    "environment", Text("环境", "Environments"), "server",
    (Text("名称", "Name"), Text("用途", "Purpose"), Text("数据日期", "Data as of"),
     Text("脱敏", "Masked"), Text("像生产", "Like prod."), LOOK),
    (140, 90, 100, 80, 90, 230), 5,
    Text("还没有登记环境。", "No environments yet."),
    environment.SHEET,
    spare=(1, 2, 3),
)  # fmt: skip
PATH = Frame(
    "upgrade_edge", Text("升级路径", "Upgrade path"), "arrow-up",
    (Text("从", "From"), Text("到", "To"), Text("可以", "Allowed"), Text("前提", "Conditions"),
     Text("来源", "Source")),
    (110, 110, 70, 200, 180), 3,
    Text("还没有升级步:没有来源的路一律请问厂商。",
         "No steps yet: what has no source is asked of the vendor."),
    upgrade_path.SHEET,
    spare=(4, 2),
)  # fmt: skip
QUALITY = Frame(
    "quality", Text("数据质量", "Data quality"), "search",
    (Text("数据", "Extract"), Text("行数", "Rows"), Text("缺陷", "Defects"),
     Text("检查日期", "Looked on"), LOOK),
    (150, 80, 80, 100, 260), 4,
    Text("还没有检查过数据:用“检查一个文件…”开始。",
         "No extract was looked at yet: begin with a file."),
    quality_run.SHEET, adds=False, spare=(3, 1),
)  # fmt: skip
MEASURES = Frame(
    "measurement", Text("前后对比", "Before and after"), "clock",
    (Text("事务", "Transaction"), Text("阶段", "Phase"), Text("n", "n"), Text("p50 毫秒", "p50 ms"),
     Text("p95 毫秒", "p95 ms"), Text("时段", "Window"), Text("负载", "Load")),
    (170, 70, 50, 90, 90, 110, 70), 0,
    Text("还没有测量。先测之前,再测之后,工作量要相同。",
         "No measurements yet. Measure before and after, under the same workload."),
    measurement.SHEET,
    spare=(6, 5, 2),
)  # fmt: skip
CASES = Frame(
    "error_baseline", Text("错误下降", "Error burn-down"), "thumbs-down",
    (Text("诊断项", "Case"), Text("基线", "Baseline"), Text("剩余", "Left"),
     Text("新类型", "New types"),
     Text("下降", "Reduction"), Text("期限", "Due"), LOOK),
    (150, 110, 104, 84, 92, 96, 170), 0,
    Text("还没有错误基线。用命令 measure baseline 冻结一个。",
         "No baseline yet. Freeze one with the command measure baseline."),
    burn_down.SHEET, adds=False, spare=(5, 3, 1),
)  # fmt: skip
OUTAGES = Frame(
    "outage", Text("停机与可用率", "Availability"), "unplug",
    (Text("系统", "System"), Text("中断", "From"), Text("分钟", "Minutes"), Text("种类", "Kind"),
     Text("原因", "Cause")),
    (100, 150, 80, 130, 200), 4,
    Text("还没有停机记录。", "No outages yet."),
    outage.SHEET,
    spare=(3, 2),
)  # fmt: skip
RATES = Frame(
    "cost_rate", Text("停机损失费率", "Cost of standstill"), "calculator",
    (Text("业务流程", "Process"), Text("元/小时", "CNY an hour"), Text("产品或系统", "Systems"),
     Text("站点", "Sites"), Text("来源", "Source"), LOOK),
    (160, 110, 110, 90, 150, 120), 4,
    Text("还没有费率:登记每小时停机损失和来源,P1 工单就显示正在发生的损失。",
         "No rates yet: with CNY an hour and its source, a P1 shows what it is costing."),
    cost_rate.SHEET,
    spare=(3, 5, 2),
)  # fmt: skip
CHECKS = Frame(
    "check", Text("审计与健康检查", "Audit and health"), "shield-alert",
    (Text("项", "Item"), Text("检查什么", "What is looked at"), Text("结论", "Verdict"),
     Text("到期", "Due"), Text("与去年比", "Against last year")),
    (60, 220, 100, 124, 170), 1,
    Text("写明系统,例如“U8 总部”。", "Name a system, such as “U8 HQ”."), None,
    adds=False, spare=(4, 3),
)  # fmt: skip
LOGS = Frame(
    "audit_log", Text("审计日志覆盖", "Audit log coverage"), "scroll-text",
    (Text("系统", "System"), Text("日志", "Log"), Text("已开启", "On"), Text("保留", "Kept"),
     Text("审计服务到期", "Service ends"), LOOK),
    (130, 130, 70, 80, 110, 230), 5,
    Text("还没有系统,也没有审计日志:逐个系统登记它记什么、保留多久。",
         "No systems and no audit logs yet: record for each system what it logs and how long."),
    audit_log.SHEET,
    spare=(4, 3, 1),
)  # fmt: skip
FINDINGS = Frame(
    "finding", Text("发现项", "Findings"), "target",
    (Text("编号", "Id"), Text("严重程度", "Severity"), Text("发现", "Finding"),
     Text("系统", "System"), Text("期限", "Due"), LOOK),
    (90, 86, 190, 86, 92, 170), 2,
    Text("没有发现项。", "There are no findings."),
    finding.SHEET,
    spare=(0, 4, 3, 5),
)  # fmt: skip
FRAMES: tuple[Frame, ...] = (
    RISKS, SYSTEMS, SCOPE, COMPAT, ENVIRONMENTS, PATH, QUALITY, MEASURES, CASES, OUTAGES, RATES,
    CHECKS, LOGS, FINDINGS,
)  # fmt: skip
"""In the order of the page."""
