"""The group `firstline runbook`: one module for reading, one for items, one for runs."""

from firstline.cli.grammar import Group
from firstline.domain.words import Text

_HOME = "firstline.cli.runbook."
_READ, _ITEMS, _RUNS = (f"{_HOME}{one}" for one in ("read", "items", "runs"))

runbook_ = Group(
    "runbook",
    words=Text(
        "操作手册:关口、证据、演练、切换", "Runbooks: gates, evidence, rehearsals, cutovers"
    ),
    lazy={
        "templates": (_READ, Text("列出模板", "List the templates")),
        "start": (_READ, Text("由模板建立操作手册", "Make a runbook from a template")),
        "list": (_READ, Text("列出操作手册", "List the runbooks")),
        "show": (_READ, Text("一份操作手册的全部", "Everything about a runbook")),
        "gate": (_READ, Text("一个关口能否放行,为什么", "Whether a gate lets pass, and why not")),
        "report": (_READ, Text("放行报告、评分卡:PDF、XLSX", "Go/no-go, scorecard: PDF, XLSX")),
        "check": (_ITEMS, Text("勾选一项并附证据", "Tick an item, with its evidence")),
        "reopen": (_ITEMS, Text("重新打开一项", "Open an item again")),
        "waive": (_ITEMS, Text("豁免一项", "Let an item pass open")),
        "na": (_ITEMS, Text("一项不适用", "An item does not apply")),
        "vote": (_ITEMS, Text("在关口表决", "Vote at a gate")),
        "set": (_ITEMS, Text("窗口、预算、角色", "The window, budgets, roles")),
        "plan": (_ITEMS, Text("负责人、时长、先后、批次", "Owners, durations, order, waves")),
        "adopt": (f"{_HOME}adopt", Text("采用新版模板", "Take a later template version in")),
        "wave": (f"{_HOME}wave", Text("批次:条件、决定", "Waves: criteria, decisions")),
        "begin": (_RUNS, Text("开始一项", "Begin an item")),
        "finish": (_RUNS, Text("完成一个步骤", "Finish a step")),
        "rehearse": (_RUNS, Text("开始演练", "Begin a rehearsal")),
        "live": (_RUNS, Text("开始正式切换", "Begin the live cutover")),
        "end": (_RUNS, Text("结束演练或切换", "End the rehearsal or the cutover")),
        "backup": (_RUNS, Text("登记备份和校验和", "Record a backup and its checksum")),
        "drill": (_RUNS, Text("登记恢复或回退演练", "Record a restore or rollback drill")),
        "rollback": (_RUNS, Text("决定回退", "Decide for the rollback")),
        "ponr": (_RUNS, Text("不可回退点,两人两步", "The point of no return: two people, twice")),
        "review": (_RUNS, Text("上线后评审", "The post-implementation review")),
    },
)
