"""One round of watching on one profile: the terminal and the window's lane both do it this way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.watch import round as watch_round
from firstline.domain.watch.alert import KIND as ALERTS
from firstline.domain.watch.round import MEMORY, Looked
from firstline.domain.watch.rule import KIND, Rule, rules_in_use
from firstline.domain.words import Text
from firstline.intake.packs.watch_files import FOLDER, load_rules
from firstline.intake.watching import Eyes, look
from firstline.system.resources import resource_path

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Stamp
    from firstline.store.store import Store


@dataclass(frozen=True, slots=True)
class Post:
    """Where a round is done: the machine's name, what it sees with, and what stamps its acts."""

    host: str
    eyes: Eyes
    stamp: "Callable[[], Stamp]"


def rules_of(folder: Path, store: "Store") -> tuple[list[Rule], tuple[Text, ...]]:
    """Return the rules of the profile in `folder`, and a note for each refused pack."""
    packs, notes = load_rules((resource_path("packs", FOLDER), folder / "packs" / FOLDER))
    return rules_in_use(packs, store.records(KIND)), notes


def due_rules(rules: Sequence[Rule], store: "Store", post: Post) -> list[Rule]:
    """Return those that this machine is to look at now."""
    return watch_round.due(rules, store.get(MEMORY, {}), post.host, post.eyes.now)


def run_round(rules: Sequence[Rule], store: "Store", post: Post) -> tuple[Looked, ...]:
    """Look at `rules` now, raise and clear what follows, and remember it."""
    found = watch_round.round_of(
        rules, store.records(ALERTS), store.get(MEMORY, {}), post.host,
        lambda rule: look(rule, post.eyes), post.stamp,
    )  # fmt: skip
    if found.edits:
        store.perform(*found.edits, now=post.eyes.now)
    store.put(MEMORY, found.memory)
    return found.looked


def clear_forgotten(rules: Sequence[Rule], store: "Store", post: Post) -> None:
    """Clear the alerts of this machine whose rules are followed no more."""
    edits = watch_round.forgotten(rules, store.records(ALERTS), post.host, post.stamp)
    if edits:
        store.perform(*edits, now=post.eyes.now)
