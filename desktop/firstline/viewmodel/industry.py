"""An industry's profile applied in the window: its risks, and its checks in a migration (S87)."""

from collections.abc import Sequence
from itertools import repeat

from firstline.domain.errors import BadInput, Problem
from firstline.domain.health.risk_starters import take_in
from firstline.domain.project.industry import Profile, entries
from firstline.domain.runbook import acts
from firstline.domain.runbook.book import Book, book_from
from firstline.domain.runbook.runbook import KIND
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop

DONE = Text("行业要点已应用", "Industry profile applied")


class IndustryModel:
    """Applies a profile once: what is there already stays, and again it changes nothing."""

    def __init__(self, desktop: Desktop, profiles: Sequence[Profile]) -> None:
        self._desktop = desktop
        self.profiles = profiles

    def books(self, profile: Profile) -> list[Book]:
        """Return the runbooks that have a gate of its checks."""
        found = []
        for record in self._desktop.store.records(KIND):
            try:
                book = book_from(record)
            except BadInput:  # of a later version
                continue
            if any(book.template.gate(one.gate) is not None for one in profile.checks):
                found.append(book)
        return found

    def apply(self, profile: Profile, book: Book | None) -> Text | None:
        """Take the risks in, and the checks into the runbook; None where it was refused.

        The risks are those of the runbook's project, or of none.
        """
        desktop = self._desktop
        stamps = (desktop.stamp() for _ in repeat(None))
        project = " ".join(book.name.split())[:400] if book else ""
        edits = take_in(profile.risks, desktop.store.records("risk"), project, stamps)
        risks, checks = len(edits), 0
        try:
            if book is not None:
                found = entries(profile, book, desktop.speech.language)
                checks = len(found)
                if found:
                    edits.append(acts.adding(book, found, desktop.stamp(), None))
        except Problem as problem:
            desktop.problem.emit(problem)
            return None
        if edits and not desktop.perform(*edits, text=DONE):
            return None
        if not edits:
            return Text("都已在,没有改动。", "All of it is there; nothing was changed.")
        return Text(f"收入 {risks} 个风险,加 {checks} 项迁移检查。",
                    f"{risks} risks and {checks} checks of a migration were added.")  # fmt: skip


def about(profile: Profile) -> Text:
    """Return what a profile brings, before it is applied."""
    zh = "、".join((*(one.title.zh for one in profile.risks),
                   *(one.title.zh for one in profile.checks)))  # fmt: skip
    en = "; ".join((*(one.title.en for one in profile.risks),
                    *(one.title.en for one in profile.checks)))  # fmt: skip
    moments = ", ".join(profile.modifiers)
    return Text(
        f"{len(profile.risks)} 个风险、{len(profile.checks)} 项迁移检查:{zh}。"
        f"要写明日期的时段(settings.toml 的 windows):{moments}。",
        f"{len(profile.risks)} risks, {len(profile.checks)} checks: {en}. "
        f"Moments to be dated (windows in settings.toml): {moments}.",
    )
