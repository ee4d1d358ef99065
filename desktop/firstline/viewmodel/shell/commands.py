"""Everything the window can be told to do: one list for keys, menus, palette and shortcut sheet."""

from enum import StrEnum

from firstline.domain.values import dataclass
from firstline.domain.words import Text


class Group(StrEnum):
    """Where a command stands in the shortcut sheet."""

    GO = "go"
    LIST = "list"
    TICKET = "ticket"
    WINDOW = "window"


GROUPS = {
    Group.GO: Text("去哪里", "Go"),
    Group.LIST: Text("列表(焦点在列表时)", "List (while the list has the focus)"),
    Group.TICKET: Text("工单", "Ticket"),
    Group.WINDOW: Text("窗口", "Window"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `keys` work everywhere, `list_keys` only while the list has the focus.

    `on_tickets` commands act on the chosen tickets and stand in the context menu.
    """

    id: str
    name: Text
    group: Group
    keys: tuple[str, ...] = ()
    list_keys: tuple[str, ...] = ()
    icon: str = ""
    on_tickets: bool = False
    in_palette: bool = True


_G = Group
COMMANDS: tuple[Command, ...] = (
    Command("palette", Text("命令面板", "Command palette"), _G.GO, ("Ctrl+K",), icon="command",
            in_palette=False),
    Command("search", Text("搜索工单", "Search tickets"), _G.GO, ("Ctrl+F",), icon="search"),
    Command("queue", Text("工单队列", "Queue"), _G.GO, ("Ctrl+1",), icon="inbox"),
    Command("runbooks", Text("操作手册:关口与证据", "Runbooks: gates and evidence"), _G.GO,
            ("Ctrl+2",), icon="list-checks"),
    Command("cutover", Text("切换指挥:最晚回退倒计时", "Live control: latest safe rollback"), _G.GO,
            icon="alarm-clock"),
    Command("runbook_timeline", Text("操作手册:时间表", "Runbooks: timeline"), _G.GO,
            icon="calendar"),
    Command("waves", Text("操作手册:批次", "Runbooks: waves"), _G.GO, icon="list-checks"),
    Command("runbook_review", Text("操作手册:评审", "Runbooks: review"), _G.GO,
            icon="circle-check"),
    Command("adopt", Text("操作手册:补进模板的新版", "Runbooks: lay in a newer template"), _G.GO,
            icon="file-plus"),
    Command("projects", Text("项目:阶段、需求与登记册", "Projects: phases and registers"),
            _G.GO, ("Ctrl+Shift+P",), icon="folder-kanban"),
    Command("outcomes", Text("行动成效:已证实、未证实", "Action outcomes: proven or not"),
            _G.GO, icon="target"),
    Command("retention", Text("保留与销毁:到期清单、法律保全", "Retention: due list, legal holds"),
            _G.GO, icon="hourglass"),
    Command("knowledge", Text("知识库", "Knowledge"), _G.GO, ("Ctrl+5",), icon="book-open"),
    Command("article", Text("写知识文章", "Write an article"), _G.GO, icon="pencil-line"),
    Command("mend", Text("修改当前知识文章", "Mend the article that is shown"), _G.GO,
            icon="pencil"),
    Command("documents", Text("基础文档:手册、发布说明", "Documents: manuals, release notes"),
            _G.GO, ("Ctrl+Shift+D",), icon="file"),
    Command("problems", Text("问题记录(根因)", "Problem records"), _G.GO, icon="repeat"),
    Command("gaps", Text("知识库:查不到的内容", "Knowledge: looked for in vain"), _G.GO,
            icon="search-x"),
    Command("outbox", Text("同步与待发更改", "Sync and unsent changes"), _G.GO, ("Ctrl+8",),
            icon="refresh-cw"),
    Command("contacts", Text("联系人与应急卡", "Contacts and emergency card"), _G.GO, ("Ctrl+9",),
            icon="phone"),
    Command("duties", Text("客户责任:谁证明了什么", "Customer duties: what is proved"), _G.GO,
            icon="clipboard-check"),
    Command("certificates", Text("证书:谁可以做 L1、L2", "Certificates: who may do L1, L2"),
            _G.GO, icon="user-check"),
    Command("superusers", Text("超级用户:覆盖图与首线解决率",
                               "Super-users: coverage map, first-line rate"),
            _G.GO, icon="users"),
    Command("authorisations", Text("授权:谁可以看日志,销毁了没有",
                                   "Authorisations: who may see logs, what is destroyed"),
            _G.GO, icon="key-round"),
    Command("health", Text("健康与风险", "Health and risk"), _G.GO, ("Ctrl+L",),
            icon="shield-alert"),
    Command("training", Text("培训:要做的事", "Training: what is to be done"), _G.GO, ("Ctrl+3",),
            icon="graduation-cap"),
    Command("matrix", Text("培训矩阵:人员 × 课程", "Training matrix: people × courses"), _G.GO,
            icon="graduation-cap"),
    Command("training_people", Text("培训:人员", "Training: people"), _G.GO, icon="users"),
    Command("training_sessions", Text("培训:场次、到场", "Training: sessions and who came"), _G.GO,
            icon="calendar"),
    Command("training_courses", Text("培训:课程与资料", "Training: courses and material"), _G.GO,
            icon="book-open"),
    Command("transfer", Text("培训:知识转移", "Training: knowledge transfer"), _G.GO, icon="users"),
    Command("coverage", Text("培训:覆盖", "Training: coverage"), _G.GO, icon="users"),
    Command("training_files", Text("培训:导入导出、xAPI", "Training: import, export, xAPI"), _G.GO,
            icon="folder-search"),
    Command("contracts", Text("合同与权益:时间轴、续约", "Contracts: timeline, renewals"),
            _G.GO, ("Ctrl+Shift+C",), icon="scroll-text"),
    Command("renewals", Text("续约:期限与比较", "Renewals: deadlines and comparison"), _G.GO,
            icon="calendar-clock"),
    Command("package_decision", Text("服务包决策表", "Which package pays"), _G.GO,
            icon="calculator"),
    Command("applications", Text("向厂商的申请", "Applications to the vendor"), _G.GO,
            icon="send"),
    Command("catalogue", Text("服务目录:增值服务", "Catalogue of value-added services"), _G.GO,
            icon="book-open"),
    Command("service_requests", Text("增值服务申请:报价到验收",
                                     "Service requests: quote to acceptance"),
            _G.GO, icon="clipboard-check"),
    Command("ledgers", Text("台账:额度、培训券、预算", "Ledgers: quotas, vouchers, budgets"), _G.GO,
            icon="scroll-text"),
    Command("alarms", Text("提醒", "Alarms"), _G.GO, ("Ctrl+B",), icon="bell"),
    Command("shift", Text("交接班单", "Shift hand-over"), _G.GO, ("Ctrl+J",),
            icon="clipboard-list"),
    Command("group", Text("工作组:会议、议程、纪要", "Working group: meetings, agenda"), _G.GO,
            ("Ctrl+Shift+G",), icon="users"),
    Command("actions", Text("工作组:行动项", "Working group: actions"), _G.GO, icon="list-checks"),
    Command("decisions", Text("工作组:决定", "Working group: decisions"), _G.GO,
            icon="circle-check"),
    Command("charter", Text("工作组:章程", "Working group: charter"), _G.GO, icon="scroll-text"),
    Command("reconcile", Text("对账:源与目标", "Reconcile source and target"), _G.GO, ("Ctrl+D",),
            icon="scale"),
    Command("watch", Text("监视规则与告警", "Watch rules and alerts"), _G.GO, ("Ctrl+Shift+B",),
            icon="shield-alert"),
    Command("watch_rules", Text("监视:规则", "Watching: rules"), _G.GO, icon="shield-alert"),
    Command("replies", Text("首次回复要等多久(按渠道)", "Time to the first reply, by channel"),
            _G.GO, icon="clock"),
    Command("settings", Text("设置", "Settings"), _G.GO, ("Ctrl+,",), icon="settings"),
    Command("industry", Text("行业要点:风险与迁移检查", "Industry profile: risks and checks"),
            _G.GO, icon="settings"),
    Command("next", Text("下一张", "Next ticket"), _G.LIST, (), ("J",), in_palette=False),
    Command("previous", Text("上一张", "Previous ticket"), _G.LIST, (), ("K",), in_palette=False),
    Command("open", Text("打开工单", "Open ticket"), _G.LIST, (), ("Return", "Enter"),
            icon="panel-right", on_tickets=True, in_palette=False),
    Command("back", Text("返回", "Back"), _G.LIST, ("Esc",), in_palette=False),
    Command("select", Text("选中/取消选中", "Select or unselect"), _G.LIST, (), ("X",),
            icon="list-checks", on_tickets=True, in_palette=False),
    Command("select_all", Text("全选", "Select all"), _G.LIST, (), ("Ctrl+A",), in_palette=False),
    Command("new", Text("新建工单", "New ticket"), _G.TICKET, ("Ctrl+N",), icon="plus"),
    Command("template", Text("用模板新建…", "New from a template…"), _G.TICKET, ("Ctrl+Alt+N",),
            icon="file"),
    Command("template.offered", Text("用适合阶段的模板(新工单)",
                                     "Use the template that fits the phase (new ticket)"),
            _G.TICKET, icon="file"),
    Command("canned", Text("插入快捷回复…", "Insert a canned reply…"), _G.TICKET,
            ("Ctrl+Shift+R",), icon="message-square"),
    Command("capture", Text("快速记录", "Quick capture"), _G.TICKET, ("Ctrl+Shift+N",), icon="zap"),
    Command("priority.P1", Text("改为 P1 紧急", "Set P1 Urgent"), _G.TICKET, (), ("1",),
            on_tickets=True),
    Command("priority.P2", Text("改为 P2 高", "Set P2 High"), _G.TICKET, (), ("2",),
            on_tickets=True),
    Command("priority.P3", Text("改为 P3 一般", "Set P3 Normal"), _G.TICKET, (), ("3",),
            on_tickets=True),
    Command("priority.P4", Text("改为 P4 低", "Set P4 Low"), _G.TICKET, (), ("4",),
            on_tickets=True),
    Command("priority.why", Text("写改级别的理由", "Say why the priority changed"), _G.TICKET, (),
            ("0",), icon="flag", on_tickets=True),
    Command("status", Text("改状态…", "Set status…"), _G.TICKET, ("Ctrl+Shift+S",), ("S",),
            icon="circle-dot", on_tickets=True),
    Command("assign", Text("分派给…", "Assign to…"), _G.TICKET, ("Ctrl+Shift+A",), ("A",),
            icon="user-plus", on_tickets=True),
    Command("assign_me", Text("分派给我", "Assign to me"), _G.TICKET, ("Ctrl+Shift+M",), ("M",),
            icon="user-check", on_tickets=True),
    Command("assign_suggested", Text("按名单建议分派", "Assign as suggested"), _G.TICKET,
            ("Ctrl+Shift+W",), ("W",), icon="user-check", on_tickets=True),
    Command("tag", Text("标签/站点…", "Tag or site…"), _G.TICKET, ("Ctrl+T",), ("T",), icon="tag",
            on_tickets=True),
    Command("field", Text("改任一字段…", "Set any field…"), _G.TICKET, ("Ctrl+Shift+E",), ("F",),
            icon="pencil-line", on_tickets=True),
    Command("macro", Text("执行宏…", "Run a macro…"), _G.TICKET, ("Ctrl+Shift+Y",), ("Y",),
            icon="zap", on_tickets=True),
    Command("snooze", Text("暂缓…", "Snooze…"), _G.TICKET, ("Ctrl+H",), ("Z",), icon="bell-off",
            on_tickets=True),
    Command("resolve", Text("标记已恢复", "Mark resolved"), _G.TICKET, ("Ctrl+E",), ("E",),
            icon="circle-check", on_tickets=True),
    Command("reply", Text("回复报告人", "Reply"), _G.TICKET, ("Ctrl+R",), ("R",), icon="reply",
            on_tickets=True),
    Command("note", Text("内部备注", "Internal note"), _G.TICKET, ("Ctrl+I",), ("I",),
            icon="sticky-note", on_tickets=True),
    Command("title", Text("改标题", "Edit title"), _G.TICKET, ("F2",), icon="pencil",
            on_tickets=True),
    Command("triage", Text("重新分级", "Triage again"), _G.TICKET, ("Ctrl+G",), ("G",),
            icon="target", on_tickets=True),
    Command("major", Text("宣布重大故障", "Declare a major incident"), _G.TICKET, ("Ctrl+Shift+J",),
            icon="triangle-alert", on_tickets=True),
    Command("problem", Text("建立问题记录(根因)", "Make a problem record"), _G.TICKET,
            icon="repeat", on_tickets=True),
    Command("handoff", Text("交给厂商(交接包)", "Hand over to the vendor (package)"), _G.TICKET,
            ("Ctrl+Shift+H",), ("V",), icon="package", on_tickets=True),
    Command("vendor.replied", Text("厂商已回复…(渠道、谁、何时)", "Vendor replied… (channel, who)"),
            _G.TICKET, icon="reply", on_tickets=True),
    Command("contact", Text("记录联系…", "Log a contact…"), _G.TICKET, ("Ctrl+Shift+K",), ("L",),
            icon="phone", on_tickets=True),
    Command("sessions", Text("远程会话…", "Remote sessions…"), _G.TICKET, ("Ctrl+Shift+L",),
            icon="monitor", on_tickets=True),
    Command("bundle", Text("交换包:发给总部、工厂或伙伴…", "Bundle for HQ, a plant or a partner…"),
            _G.TICKET, ("Ctrl+Shift+X",), icon="package", on_tickets=True),
    Command("print", Text("打印工单…", "Print the ticket…"), _G.TICKET, ("Ctrl+Alt+P",),
            icon="printer", on_tickets=True),
    Command("conflict.mine", Text("冲突:保留我的", "Conflict: keep mine"), _G.TICKET,
            icon="triangle-alert"),
    Command("conflict.theirs", Text("冲突:采用对方", "Conflict: take theirs"), _G.TICKET,
            icon="triangle-alert"),
    Command("conflict.both", Text("冲突:两者都留", "Conflict: keep both"), _G.TICKET,
            icon="triangle-alert"),
    Command("copy", Text("复制编号和标题", "Copy number and title"), _G.LIST, (), ("Ctrl+C",),
            icon="copy", on_tickets=True),
    Command("sync_now", Text("立即同步", "Sync now"), _G.WINDOW, ("F5",), icon="refresh-cw"),
    Command("bundle_in", Text("收下交换包或 U 盘包…", "Take in a bundle or a pack…"),
            _G.WINDOW, ("Ctrl+Shift+I",), icon="inbox"),
    Command("undo", Text("撤销", "Undo"), _G.WINDOW, ("Ctrl+Z",), icon="undo-2"),
    Command("redo", Text("重做", "Redo"), _G.WINDOW, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2"),
    Command("theme", Text("切换深色/浅色", "Switch light or dark"), _G.WINDOW, icon="moon"),
    # i18n: each names the other
    Command("language", Text("Switch to English", "切换到中文"), _G.WINDOW, icon="languages"),
    Command("wallboard", Text("大屏", "Wallboard"), _G.WINDOW, ("F11", "Ctrl+7"), icon="monitor"),
    Command("shortcuts", Text("快捷键一览", "Keyboard shortcuts"), _G.WINDOW, ("Ctrl+/",),
            icon="keyboard"),
    Command("quit", Text("退出", "Quit"), _G.WINDOW, ("Ctrl+Q",), icon="x"),
)  # fmt: skip
BY_ID = {one.id: one for one in COMMANDS}


def keys_of(command: Command) -> tuple[str, ...]:
    """Return every key that runs `command`, the single letters first."""
    return (*command.list_keys, *command.keys)
