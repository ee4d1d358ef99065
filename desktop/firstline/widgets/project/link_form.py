"""What stands over the boards of interfaces: probes, tables, and files of others with fields."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QPushButton

from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.interfaces import migration_score, network, slow_sql
from firstline.domain.interfaces.network_profile import parse_profiles
from firstline.domain.interfaces.score_rule import parse_rule
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.system.resources import read_text
from firstline.viewmodel.project.files import ProjectActs
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.settings.rows import fill

TABLE = Text("导入表格…", "Take a table in…")
TABLES = Text("表格 (*.csv *.xlsx *.txt)", "Tables (*.csv *.xlsx *.txt)")
PROBE_ONE, PROBE_ALL = Text("探测这一个", "Probe this one"), Text("探测全部", "Probe all")
SLOW = Text("收入慢语句…", "Take statements in…")
LOGS = Text("慢查询 (*.csv *.xlsx *.log *.txt)", "Slow queries (*.csv *.xlsx *.log *.txt)")
EXPORT, ERASE = Text("导出此人…", "Export this person…"), Text("去标识化", "Pseudonymise")
APPROVAL = Sheet(
    "approval", "approvals", "AP", Text("批准", "Approval"),
    (Column("approved_by", Text("谁批准(另一个人)", "Approved by (another person)")),),
)  # fmt: skip
"""What is asked beside a name before a person is pseudonymised; no record is made of it."""
PERSON = Text("个人信息.json", "person.json")
SCORE = Text("登记今天的评分", "Record today's score")
SAMPLES = Text("收入采样…", "Take samples in…")
Act = tuple[Text, str, Callable[[], None]]
"""What a button says, its icon, what it does."""


class LinkForm(QFrame):
    """One row of buttons; the fields before them are columns of a sheet that a file goes with."""

    def __init__(
        self, speech: Speech, acts: Sequence[Act], sheet: Sheet | None = None,
        names: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self._speech = speech
        self._acts = acts
        self._sheet = sheet
        self.fields: dict[str, QLineEdit | Combo] = {}
        self.buttons = [QPushButton() for _ in acts]
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 6)
        row.setSpacing(8)
        for name in names:
            chosen = sheet is not None and sheet.column(name).shape is Shape.CHOICE
            self.fields[name] = Combo() if chosen else QLineEdit()
            row.addWidget(self.fields[name], 1)
        for button, (_, _, run) in zip(self.buttons, acts, strict=True):
            button.clicked.connect(run)
            row.addWidget(button)
        if not names:
            row.addStretch(1)

    def values(self) -> Mapping[str, Value]:
        """Return what the fields say, without those left empty."""
        said = {
            name: str(one.currentData() or "") if isinstance(one, Combo) else one.text().strip()
            for name, one in self.fields.items()
        }
        return {name: value for name, value in said.items() if value}

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for button, (words, icon, _) in zip(self.buttons, self._acts, strict=True):
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon))
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
        if self._sheet is None:
            return
        for name, field in self.fields.items():
            column = self._sheet.column(name)
            field.setAccessibleName(say(column.name))
            field.setToolTip(say(column.name))
            if isinstance(field, Combo):
                chosen = field.currentData() or column.first
                fill(field, [(key, say(one)) for key, one in column.choices.items()], chosen)
            else:
                field.setPlaceholderText(say(column.name))


class Forms:
    """Makes the form of a register that has one; a file is chosen, and read apart."""

    def __init__(self, speech: Speech, acts: ProjectActs, project: Callable[[], str]) -> None:
        self._speech = speech
        self._project = project  # the one that is looked at, "" for all
        self.acts = acts

    def form(self, name: str, leaf: Leaf, sheet: Sheet) -> LinkForm | None:
        """Return the form over the board `name`, None for a register without one."""
        if name == "interface_contract":
            return self._interface(leaf, sheet)
        if name == "field_mapping":
            return LinkForm(self._speech, (self._table(leaf, sheet),))
        if name == "slow_sql":
            return self._slow(leaf)
        if name == "person_request":
            return self._person(leaf)
        if name == "migration_score":
            return self._score()
        return self._samples(leaf) if name == "net_sample" else None

    def _interface(self, leaf: Leaf, sheet: Sheet) -> LinkForm:
        def one() -> None:
            self.acts.probe([leaf.table.key()])

        def every() -> None:
            self.acts.probe([line.key for line in leaf.lines])

        probes: tuple[Act, ...] = ((PROBE_ONE, "plug", one), (PROBE_ALL, "refresh-cw", every))
        return LinkForm(self._speech, (*probes, self._table(leaf, sheet)))

    def _table(self, leaf: Leaf, sheet: Sheet) -> Act:
        def take() -> None:
            if path := self._chosen(leaf, TABLE, TABLES):
                self.acts.take_table(sheet, path)

        return TABLE, "download", take

    def _slow(self, leaf: Leaf) -> LinkForm:
        def take() -> None:
            if path := self._chosen(leaf, SLOW, LOGS):
                self.acts.take_slow(path, {"project": self._project(), **made.values()})

        names = ("transaction", "phase", "window", "environment")
        made = LinkForm(self._speech, ((SLOW, "download", take),), slow_sql.SHEET, names)
        return made

    def _samples(self, leaf: Leaf) -> LinkForm:
        def take() -> None:
            if path := self._chosen(leaf, SAMPLES, TABLES):
                text = read_text("packs", "health", "network_profiles.toml")
                known = parse_profiles(text, "network_profiles")
                given = {"project": self._project(), **made.values()}
                self.acts.take_samples(path, given, known)

        names = ("name", "profile", "project")
        made = LinkForm(self._speech, ((SAMPLES, "download", take),), network.SHEET, names)
        return made

    def _score(self) -> LinkForm:
        def take() -> None:
            text = read_text("packs", "health", "migration_score.toml")
            project = str(made.values().get("project") or self._project())
            self.acts.score(project, parse_rule(text, "migration_score"))

        made = LinkForm(
            self._speech, ((SCORE, "target", take),), migration_score.SHEET, ("project",)
        )
        return made

    def _person(self, leaf: Leaf) -> LinkForm:
        def export() -> None:
            say = self._speech
            chosen, _ = QFileDialog.getSaveFileName(leaf, say(EXPORT), say(PERSON), "JSON (*.json)")
            if chosen:
                self.acts.people.export(leaf.table.key(), Path(chosen))

        def erase() -> None:
            self.acts.people.erase(leaf.table.key(), str(made.values().get("approved_by") or ""))

        acts: tuple[Act, ...] = ((EXPORT, "download", export), (ERASE, "user-x", erase))
        made = LinkForm(self._speech, acts, APPROVAL, ("approved_by",))
        return made

    def _chosen(self, leaf: Leaf, title: Text, kinds: Text) -> Path | None:
        say = self._speech
        chosen, _ = QFileDialog.getOpenFileName(leaf, say(title), "", say(kinds))
        return Path(chosen) if chosen else None
