"""What a page is for, in one quiet sentence under its title: for whoever is new here."""

from PySide6.QtCore import QEvent

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.plain_label import PlainLabel

ROOM_TO_PERCENT = 125  # larger text needs the line for the page itself
RUNBOOKS = Text(
    "迁移与切换按关口推进:每项有负责人和证据,这里看得到什么挡住了关口。",
    "Migrations and cutovers, gate by gate: owners, evidence, and what stops a gate.",
)
PROJECTS = Text(
    "项目的登记册:阶段、需求、变更、交付、验收测试、接口与数据。",
    "The registers of projects: phases, requirements, changes, deliverables, tests, interfaces.",
)
HEALTH = Text(
    "升级与日常运行的风险、兼容、环境和数据质量;标 ✗ 的会挡住关口。",
    "Risks, compatibility, environments and data quality; what bears a ✗ stops gates.",
)
CONTRACTS = Text(
    "合同、权益与预算:什么何时到期、还剩多少、怎样申请。",
    "Contracts, entitlements and budget: what ends when, what is left, how to ask for it.",
)
KNOWLEDGE = Text(
    "先查这里:处理步骤、文档和根因,没有网络也能查。",
    "Look here first: steps, documents and root causes, without a network too.",
)
TRAINING = Text(
    "谁该学什么、何时到期、谁已通过、哪里缺人。",
    "Who must learn what and by when, who passed, and where people are lacking.",
)
CONTACTS = Text(
    "该打给谁、客户方要备好什么、谁有证书、谁获准进入系统。",
    "Whom to call, what our side owes, who is certified, and who may enter our systems.",
)
GROUP = Text(
    "与厂商的联合工作组:会议、行动、决定和章程。",
    "The working group with the vendor: meetings, actions, decisions and its charter.",
)
SYNC = Text(
    "还没送到服务端的更改、要您决定的冲突,以及只存在这台电脑上的内容。",
    "Changes not yet sent, clashes for you to decide, and what this PC alone holds.",
)
ALARMS = Text(
    "到点的时限和将到期的事;选一条,看现在该做什么。",
    "Deadlines that rang, and what comes due; pick one to see what to do now.",
)
WATCH = Text(
    "出事之前先看到:磁盘、证书、备份的告警和规则,以及首次答复要多久。",
    "Seen before it hurts: alerts and rules for disks, certificates, backups; first replies.",
)
RECONCILE = Text(
    "两边数据逐行对账:每处差异写明原因,然后签字。",
    "Compare two sides row by row: explain each difference, then sign.",
)


class Purpose(PlainLabel):
    """Gives its line away where the text is large."""

    def __init__(self, speech: Speech, words: Text) -> None:
        super().__init__()
        self._speech, self._words = speech, words
        self.setProperty("look", "small")
        self.setMinimumWidth(1)  # a narrow window is not pushed wider by it
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language in use."""
        self.setText(self._speech(self._words))
        self._fit()

    def _fit(self) -> None:
        small = theme.percent() <= ROOM_TO_PERCENT
        if not small or self.parentWidget() is not None:  # alone it would be a window
            self.setVisible(small)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:  # the size of the text was chosen anew
            self._fit()
