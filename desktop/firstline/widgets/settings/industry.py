"""The industry in the settings: what its profile brings, and one button that applies it (S87)."""

from PySide6.QtWidgets import QPushButton

from firstline.domain.project.industry import Profile, parse_profiles
from firstline.domain.words import Text
from firstline.system.resources import read_text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.industry import IndustryModel, about
from firstline.widgets.combo import Combo, narrow
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.settings.rows import Card, fill

FILE = "industry.toml"
NONE = Text("只收入风险", "Risks alone")
APPLY = Text("应用", "Apply")


class IndustryCard(Card):
    """Shows a profile in full before it is applied; again it adds nothing."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop.speech, Text("行业要点", "Industry profile"))
        found = parse_profiles(read_text("packs", "industry", FILE), FILE)
        self.model = IndustryModel(desktop, found)
        self.industry, self.book, self.go = Combo(), Combo(), QPushButton()
        self.about, self.said = PlainLabel(), PlainLabel()
        self._told: Text | None = None
        narrow(self.book)
        for label in (self.about, self.said):
            label.setWordWrap(True)
            label.setContentsMargins(16, 4, 16, 8)
        self.about.setProperty("look", "small")
        self.add(
            Text("行业", "Industry"),
            Text(
                "制造、零售、物流、金融、电商、服务、医药", "Seven trades; pharma adds traceability"
            ),
            self.industry,
        )
        self.add(
            Text("迁移检查加进", "Checks of a migration into"),
            Text("例如医药的批次追溯;加进去后是关口的项目",
                 "Such as batch traceability; they become items of its gates"),
            self.book,
        )  # fmt: skip
        self.add(Text("应用行业要点", "Apply the profile"),
                 Text("已有的不变,再按一次也不重复", "What is there stays; twice adds nothing"),
                 self.go)  # fmt: skip
        self.add_widget(self.about)
        self.add_widget(self.said)
        self.said.hide()
        self.industry.activated.connect(self._on_industry)
        self.go.clicked.connect(self._on_go)

    @property
    def _profile(self) -> Profile:
        at = max(0, self.industry.currentIndex())
        return self.model.profiles[at]

    def _on_industry(self) -> None:
        self._told = None
        self._show()

    def _show(self) -> None:
        say, profile = self._speech, self._profile
        books = self.model.books(profile)
        held = self.book.currentData()
        fill(self.book, [("", say(NONE)), *((one.id, one.name) for one in books)], held or "")
        self.about.setText(say(about(profile)))
        self.said.setText(say(self._told) if self._told else "")
        self.said.setVisible(self._told is not None)

    def _on_go(self) -> None:
        profile = self._profile
        books = {one.id: one for one in self.model.books(profile)}
        self._told = self.model.apply(profile, books.get(str(self.book.currentData() or "")))
        self._show()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        super().retranslate()
        say = self._speech
        names = [(one.id, say(one.title)) for one in self.model.profiles]
        fill(self.industry, [*names], self._profile.id)
        self.go.setText(say(APPLY))
        self._show()
