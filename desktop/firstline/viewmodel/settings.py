"""The settings as the page shows them: every choice is saved as soon as it is made."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import Problem
from firstline.domain.packs.pack_age import out_of_date
from firstline.domain.values import dataclass
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop, Preferences

LANGUAGES = (
    ("", Text("跟随系统", "As the system")),
    ("zh_CN", Text("简体中文", "简体中文")),
    ("en", Text("English", "English")),
)
THEMES = (
    ("system", Text("跟随系统", "As the system")),
    ("light", Text("浅色", "Light")),
    ("dark", Text("深色", "Dark")),
)
WHOSE = (
    ("all", Text("全部工单", "All tickets")),
    ("mine", Text("我的、未分派的和 P1", "Mine, unassigned and P1")),
)
MIB = 1 << 20
LIMITS = (
    (0, Text("不限", "No limit")),
    (200 * MIB, Text("200 MB", "200 MB")),
    (500 * MIB, Text("500 MB", "500 MB")),
    (1024 * MIB, Text("1 GB", "1 GB")),
    (2048 * MIB, Text("2 GB", "2 GB")),
    (5120 * MIB, Text("5 GB", "5 GB")),
)
SIZES = (100, 110, 125, 150, 175, 200)
ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Singapore", "Asia/Bangkok",
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Mexico_City", "UTC",
)  # fmt: skip


class Choices(Preferences, Protocol):
    """All that the page shows; a frozen dataclass."""

    language: str
    theme: str
    text_percent: int
    compact: bool
    calendar: str
    packs: tuple[str, ...]
    phone: str
    alarms: bool
    news: bool
    alarms_of: str
    alarm_sound: bool
    auto_assign: bool
    quiet_from: str
    quiet_to: str


@dataclass(frozen=True, slots=True)
class PackLine:
    """One agreement in force, as the page names it."""

    title: Text
    details: Text
    verified: bool


class SettingsModel(QObject):
    """Holds the settings; saves each change through a callable that the roof hands in."""

    changed = Signal(str)  # the name of the setting
    problem = Signal(object)

    def __init__(
        self,
        desktop: Desktop,
        save: Callable[[Any], None],
        notes: tuple[Text, ...] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._save = save
        self.notes = notes

    @property
    def values(self) -> Any:
        """The settings in force."""
        return self._desktop.settings

    def change(self, name: str, value: object) -> bool:
        """Save `value` under `name` and tell everybody; a failure is told as a Problem."""
        old = self._desktop.settings
        if getattr(old, name) == value:
            return True
        new = self.values.having(**{name: value})
        try:
            self._save(new)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            self.changed.emit(name)
            return False
        self._desktop.prefer(new)
        self.changed.emit(name)
        return True

    @property
    def files_limit(self) -> int:
        """How many bytes of attachments stay on this PC, 0 for all of them."""
        from firstline.store.filing import LIMIT_SETTING  # noqa: PLC0415 - for this page alone

        found = self._desktop.store.get(LIMIT_SETTING, 0)
        return found if isinstance(found, int) and found > 0 else 0

    def files_limits(self) -> list[tuple[int, Text]]:
        """Return the limits to choose from, the one in force among them."""
        held = self.files_limit
        known = dict(LIMITS)
        words = Text(f"{held // MIB} MB", f"{held // MIB} MB")
        return sorted({held: words, **known}.items())

    def limit_files(self, size_bytes: int) -> bool:
        """Keep the limit and let go at once of what is over it; a failure is told as a Problem."""
        from firstline.store.filing import LIMIT_SETTING  # noqa: PLC0415 - as above

        try:
            self._desktop.store.put(LIMIT_SETTING, size_bytes)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            self.changed.emit(LIMIT_SETTING)
            return False
        later = self._desktop.later
        if size_bytes and later is not None:
            later(lambda store: store.evict(size_bytes), lambda _gone: None)
        self.changed.emit(LIMIT_SETTING)
        return True

    def packs(self) -> list[PackLine]:
        """Return the agreements in force, in rule order."""
        lines = []
        today = self._desktop.ticking.now().astimezone(self._desktop.zone).date()
        for one in self._desktop.desk.agreements:
            zh = [one.id, f"版本 {one.version or '—'}", f"截至 {one.as_of or '—'}"]
            en = [one.id, f"version {one.version or '—'}", f"as of {one.as_of or '—'}"]
            if one.source.zh:
                zh.append(f"来源:{one.source.zh}")
                en.append(f"source: {one.source.en}")
            seal = self._desktop.desk.seal_of(one).said
            zh, en = [*zh, seal.zh], [*en, seal.en]
            if old := out_of_date(one, today):
                zh.append(f"⚠ {old.zh}")
                en.append(f"⚠ {old.en}")
            details = Text(" · ".join(zh), " · ".join(en))
            lines.append(PackLine(one.title, details, one.verified))
        return lines

    def shares(self) -> Text:
        """Return the marks at which the agreements in force ring, as they name them."""
        found = {1.0, *(share for one in self._desktop.desk.agreements for share in one.warn_at)}
        said = " · ".join(f"{round(one * 100)} %" for one in sorted(found) if 0 < one <= 1)
        return Text(f"{said}(由服务级别包决定)", f"{said} (from the service-level packs)")

    def calendars(self) -> list[tuple[str, Text]]:
        """Return the calendars there are, first that of each agreement's own."""
        own = ("", Text("按各协议的日历", "Each agreement's own"))
        return [own, *((key, one.title) for key, one in self._desktop.desk.calendars.items())]
