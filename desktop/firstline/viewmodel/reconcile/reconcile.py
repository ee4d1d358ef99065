"""Kept comparisons on screen: what each found, what is explained, and the acts on them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import Problem
from firstline.domain.reconcile import record
from firstline.domain.reconcile.record import KIND, Kept, kept_from
from firstline.domain.reconcile.values import KINDS, Difference
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.reconcile.doors import Compared

if TYPE_CHECKING:
    from firstline.store.watch import Changed

VERDICTS = {
    "equal": Text("一致", "Equal"),
    "different": Text("有差异", "Different"),
}
KEPT = Text("对账已保存", "Comparison kept")
EXPLAINED = Text("差异已说明", "Difference explained")
MOST_TOTALS = 400


class ReconcileModel(QObject):
    """Reads the kept comparisons when somebody looks, and performs what is done to them."""

    loaded = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self.rows: list[Kept] = []
        self.awake = False
        desktop.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Read them again, the newest first."""
        found = [kept for one in self._desktop.store.records(KIND) if (kept := kept_from(one))]
        self.rows = sorted(found, key=lambda one: (str(one.at), one.id), reverse=True)
        self.loaded.emit()

    def row(self, kept_id: str) -> Kept | None:
        """Return the comparison with this id."""
        return next((one for one in self.rows if one.id == kept_id), None)

    def keep(self, done: Compared, name: str) -> str:
        """Keep what was compared, and return its id; the same comparison is one record."""
        kept_id, file = record.id_of(done.digest), done.sha256
        held = self._desktop.store.record(KIND, kept_id)
        known = kept_from(held) if held is not None else None
        if known is None or (file and file not in known.files):
            stamp = self._desktop.stamp()
            try:
                edit = (
                    record.keep(done.result, done.differences, done.digest, name, stamp, file)
                    if known is None
                    else record.keep_file(known, file, stamp)
                )
            except Problem as problem:
                self._desktop.problem.emit(problem)
                return ""
            if not self._desktop.perform(edit, text=KEPT):
                return ""
        self.refresh()
        return kept_id

    def explain(self, kept_id: str, numbers: Sequence[int], text: str) -> bool:
        """Explain some differences; what stands against it is told as a banner."""
        kept = self.row(kept_id)
        if kept is None:
            return False
        try:
            edit = record.explain(kept, numbers, text, self._desktop.stamp())
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        return self._desktop.perform(edit, text=EXPLAINED)

    def sign(self, kept_id: str) -> bool:
        """Sign for what stands now; undo offers nothing here. What stands against it is told."""
        kept, entity = self.row(kept_id), self._desktop.store.record(KIND, kept_id)
        if kept is None or entity is None:
            return False
        try:
            edit = record.sign(kept, entity.events, "", self._desktop.stamp())
            self._desktop.store.perform(edit, now=self._desktop.ticking.now())
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        return True

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (changed.everything or KIND in changed.kinds):
            self.refresh()


def standing(one: Kept) -> Text:
    """Return how a comparison stands: unexplained, to be signed, or by whom it was signed."""
    signed = one.signature
    if signed is not None:
        return Text(f"{signed.by} 已签字", f"Signed by {signed.by}")
    if one.unexplained:
        return Text(f"{one.unexplained} 处未说明", f"{one.unexplained} unexplained")
    return Text("待签字", "To be signed")


def headline(one: Kept) -> Text:
    """Return the counts of a comparison in a line."""
    rows: dict[str, Any] = one.result.get("rows", {})
    rate = one.result.get("error_rate", {})
    a, b, gone, more, other = (
        rows.get(name, 0) for name in ("source", "target", "missing", "extra", "different")
    )
    percent = rate.get("percent") or "-"
    return Text(
        f"源 {a:,} 行,目标 {b:,} 行 · 缺少 {gone:,},多出 {more:,},不一致 {other:,} · "
        f"错误率 {percent} %(源键)",
        f"{a:,} rows against {b:,} · {gone:,} missing, {more:,} extra, {other:,} different · "
        f"error rate {percent} % of the source's keys",
    )


def hashes(one: Kept) -> Text:
    """Return both inputs with their hashes."""
    both = one.result.get("inputs", {})
    parts = [f"{held.get('name', '')} {held.get('sha256', '')[:12]}…"
             for held in (both.get("source", {}), both.get("target", {}))]  # fmt: skip
    return Text(f"SHA-256:{' ↔ '.join(parts)}", f"SHA-256: {' ↔ '.join(parts)}")


def _group(one: Kept, line: dict[str, Any]) -> str:
    """Return a group as a person reads it, its columns in the order that was asked for."""
    order = one.result.get("options", {}).get("group", ())
    return " / ".join(str(line["group"][name]) for name in order if name in line["group"])


def first_of(one: Kept) -> Text:
    """Return where the groups first diverge, the first three of them; nothing where none does."""
    parts = []
    for held in one.result.get("first", ())[:3]:
        group = _group(one, held)
        key = " / ".join(held["key"])
        day = f"{held['date']} " if held["date"] else ""
        parts.append(f"{group + ': ' if group else ''}{day}{key}")
    many = len(one.result.get("first", ()))
    said = "; ".join(parts) + (" …" if many > 3 else "")
    return Text(f"首个差异:{said}", f"First difference: {said}") if parts else Text("", "")


def totals(one: Kept) -> list[tuple[str, Sequence[str], bool]]:
    """Return the control totals as rows: key, cells, and whether both sides agree."""
    found: list[tuple[str, Sequence[str], bool]] = []
    for n, line in enumerate(one.result.get("totals", ())[:MOST_TOTALS]):
        if line["measure"] != "keys":
            group = _group(one, line)
            cells = (group, line["measure"], line["source"], line["target"], line["difference"])
            found.append((f"t{n}", cells, bool(line["equal"])))
    for n, held in enumerate(one.result.get("equations", ())[:MOST_TOTALS]):
        group = " / ".join(part for part in (held["side"], _group(one, held)) if part)
        mark = "=" if held["holds"] else "≠"
        cells = (group, held["equation"], held["left"], held["right"], mark)
        found.append((f"e{n}", cells, bool(held["holds"])))
    return found


def words_of(found: Difference) -> Text:
    """Return what is wrong with a difference, in a line."""
    kind = KINDS[found.kind]
    if found.kind.value in ("missing", "extra"):
        return kind
    columns = ", ".join(found.columns)
    return Text(f"{kind.zh}:{columns}", f"{kind.en}: {columns}")
