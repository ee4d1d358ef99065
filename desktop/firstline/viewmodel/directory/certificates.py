"""Certificates on screen: who holds what and how it stands, and recording one as typed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput, Problem
from firstline.domain.routing.roster import KIND as ROSTER
from firstline.domain.training import training, training_acts
from firstline.domain.training.curriculum import Course, find_course, last_day
from firstline.domain.training.permit import SOON
from firstline.domain.training.training import STANDINGS, Certificate, Standing
from firstline.domain.words import Text
from firstline.viewmodel.clock import HALF_MINUTE
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft

if TYPE_CHECKING:
    from firstline.store.watch import Changed

Courses = Callable[[], Mapping[str, Course]]
DRAFT = "certificate:"
FIELDS = (
    "person", "course", "on", "until", "score", "products", "modules", "sites", "proof",
)  # fmt: skip
RECORDED = Text("已登记证书", "Certificate recorded")
GRANTED = Text("已授予,立即生效", "Granted; it holds at once")
REVOKED = Text("已撤销,立即生效", "Revoked; it holds no longer")


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate, how it stands today, and whether it ends within thirty days."""

    certificate: Certificate
    standing: Standing
    soon: bool
    may_grant: bool

    @property
    def state(self) -> Text:
        """How it stands, in words."""
        if self.soon:
            return Text("即将到期", "ends soon")
        return STANDINGS[self.standing]


class CertificatesModel(QObject):
    """Reads the certificates when somebody looks; keeps what is typed into the sheet."""

    loaded = Signal()
    said = Signal(object)  # Text: what was done

    def __init__(self, desktop: Desktop, courses: Courses, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._make_courses = courses
        self._known: dict[str, Course] | None = None
        self._draft = Draft(desktop, self)
        self.rows: list[CertificateRow] = []
        self._day = date.min  # the day that the rows are of
        self.awake = False
        desktop.changed.connect(self._on_changed)
        desktop.preferred.connect(self._on_preferred)
        desktop.ticking.ticked.connect(self._on_tick)

    @property
    def courses(self) -> dict[str, Course]:
        """The courses by code, those that open steps first; read when first wanted."""
        if self._known is None:
            found = self._make_courses().values()
            order = sorted(found, key=lambda one: (not one.opens, one.opens, one.role, one.code))
            self._known = {one.code: one for one in order}
        return self._known

    @property
    def today(self) -> date:
        """The day in the profile's zone."""
        return self._desktop.ticking.now().astimezone(self._desktop.zone).date()

    @property
    def summary(self) -> Text:
        """How many may do which steps today, and how many certificates end soon."""
        valid = [one for one in self.rows if one.standing is Standing.VALID]
        people = {
            level: len({
                one.certificate.person.casefold()
                for one in valid if one.certificate.opens >= level
            })
            for level in training.OPENS
        }  # fmt: skip
        soon = sum(one.soon for one in valid)
        waiting = sum(one.standing in (Standing.UNGRANTED, Standing.ALTERED) for one in self.rows)
        zh = [f"{many} 人可做 {level}" for level, many in people.items()]
        en = [f"{many} may do {level}" for level, many in people.items()]
        if waiting:
            zh.append(f"{waiting} 张待授予")
            en.append(f"{waiting} to be granted")
        if soon:
            zh.append(f"{soon} 张 30 天内到期")
            en.append(f"ending within 30 days: {soon}")
        return Text(" · ".join(zh), " · ".join(en))

    def refresh(self) -> None:
        """Read the certificates again."""
        held = training.certificates(self._desktop.store.records(training.KIND))
        self._day = self.today
        self.rows = [self._row(one) for one in held]
        self.loaded.emit()

    def row(self, key: str) -> CertificateRow | None:
        """Return the row of this record."""
        return next((one for one in self.rows if one.certificate.id == key), None)

    def people(self) -> list[str]:
        """Return the names to choose from: those of the roster and of who holds something."""
        records = self._desktop.store.records(ROSTER)
        names = [str(one.fields.get("name") or "") for one in records if not one.fields.get("gone")]
        held = [one.certificate.person for one in self.rows]
        return sorted({one for one in (*names, *held, self._desktop.me) if one})

    # --- the sheet ---

    def typed(self) -> dict[str, str]:
        """Return what was typed into the sheet before, also before a crash."""
        text = self._draft.open(DRAFT)
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = {}
        return {name: str(found.get(name, "")) for name in FIELDS}

    def type(self, values: Mapping[str, str]) -> None:
        """Take what stands in the sheet; it is stored while it is typed."""
        some = {name: value for name, value in values.items() if value}
        self._draft.type(json.dumps(some, ensure_ascii=False) if some else "")

    def flush(self) -> None:
        """Store at once what was typed."""
        self._draft.flush()

    def until(self, course: str, on: str) -> str:
        """Return the last day of such a certificate by the course's own validity, "" unknown."""
        try:
            return last_day(_day(on), self.courses[course].valid_months).isoformat()
        except (BadInput, KeyError):
            return ""

    def record(self, values: Mapping[str, str]) -> str:
        """Record what stands in the sheet and return the record's id. Raises Problem."""
        until = values.get("until", "").strip()
        passed = training_acts.Passed(
            values["person"], find_course(self.courses, values["course"]), _day(values["on"]),
            _day(until) if until else None, values["score"], values["proof"],
            (values["products"],), (values["modules"],), (values["sites"],),
        )  # fmt: skip
        known = {one.id for one in self._desktop.store.records(training.KIND)}
        edit = training_acts.record(passed, self._desktop.shown_stamp(), self.today, known)
        self._perform(edit, RECORDED)
        self._draft.drop()
        return edit.entity

    def grant(self, key: str) -> None:
        """Grant it, in the name of the one who uses this PC; what is wrong is told."""
        row = self.row(key)
        if row is not None:
            self._try(
                lambda: training_acts.grant(row.certificate, self._desktop.shown_stamp()), GRANTED
            )

    def revoke(self, key: str, reason: str) -> bool:
        """Revoke it at once; undo offers nothing here: it would have to be granted anew."""
        row = self.row(key)
        if row is None:
            return False
        return self._try(
            lambda: training_acts.revoke(row.certificate, self._desktop.stamp(), reason), REVOKED
        )

    def _try(self, make: Callable[[], Edit], words: Text) -> bool:
        try:
            self._perform(make(), words)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        return True

    def _perform(self, edit: Edit, words: Text) -> None:
        self._desktop.store.perform(edit, now=self._desktop.ticking.now())
        self.said.emit(words)

    def _row(self, one: Certificate) -> CertificateRow:
        standing = one.standing(self.today)
        ends = one.until is not None and one.until - self.today <= SOON
        may = standing in (Standing.UNGRANTED, Standing.ALTERED) and bool(self._desktop.me)
        return CertificateRow(
            one, standing, standing is Standing.VALID and ends,
            may and not one.is_of(self._desktop.me),
        )  # fmt: skip

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (training.KIND in changed.kinds or changed.everything):
            self.refresh()

    def look(self, *, looking: bool) -> None:
        """Say whether somebody looks; a new day is shown as one."""
        self.awake = looking
        self._desktop.ticking.wish("certificates", HALF_MINUTE if looking else 0)
        if looking:
            self.refresh()

    def _on_tick(self) -> None:
        if self.awake and self.today != self._day:
            self.refresh()

    def _on_preferred(self) -> None:
        if self.awake:
            self.refresh()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            Text(f"日期写成 2026-11-28,不是“{text[:20]}”。",
                 f"A date is written 2026-11-28, not “{text[:20]}”."),
        ) from error  # fmt: skip
