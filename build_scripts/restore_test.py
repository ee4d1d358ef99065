"""Restores yesterday's copy of a portal again and again: each loss that a desk knows of must show.

    python build_scripts/restore_test.py --restores 500 [--seed 7]

At random: acts before and after the copy, a reader who pulled somewhere between, and acts of
others after the restore, so that the portal may be as far as it was. A cursor that knows of a
lost act must be refused with a new epoch, and one that knows of none must go on.
"""

import argparse
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from firstline.domain.edits.codec import edit_to_json
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.ids import derived_id
from firstline.portal.native_wire import WireOp
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.people import Person, add_person, person_named
from firstline_portal.problems import Refusal
from firstline_portal.rights import Role

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_ACTS = 8


class Portal:
    """A portal on a file that can be copied and put back."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._file, self._copy = folder / "portal.db", folder / "yesterday.db"
        self._seed, self._n = seed, 0
        self.core = self._opened()

    def _opened(self) -> Core:
        core = Core(Database(f"sqlite:///{self._file}"))
        core.prepare(NOW)
        return core

    def person(self, name: str) -> Person:
        """Return somebody who may act."""
        self.core.database.write(lambda one: add_person(one, name, Role.SUPERUSER, (), NOW))
        with self.core.database.read() as connection:
            found = person_named(connection, name)
        if found is None:
            raise LookupError(name)
        return found

    def act(self, who: Person) -> None:
        """Do one act that nobody did before."""
        self._n += 1
        op_id = derived_id("restore", str(self._seed), str(self._n))
        change = (Change("note", op_id),)
        edit = Edit(op_id, derived_id(op_id, "record"), "open", NOW, "", "action", change)
        op = WireOp(n=self._n, edit=edit_to_json(edit))
        self.core.push(who, f"device of {who.name}".replace(" ", "-"), [op], NOW)

    def back_up(self) -> None:
        """Take the copy."""
        with closing(sqlite3.connect(self._file)) as raw:
            raw.execute("VACUUM INTO ?", (str(self._copy),))

    def restore(self) -> None:
        """Put the copy back, as an administrator does after a broken disk."""
        self.core.database.close()
        for one in self._file.parent.glob("portal.db*"):
            one.unlink()
        shutil.copy(self._copy, self._file)
        self.core = self._opened()


def restored(folder: Path, seed: int) -> str:
    """Return what became of one restore: noticed, nothing-lost, or what should not be."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    portal = Portal(folder, seed)
    reader, other = portal.person("reader"), portal.person("other")
    copied_at, cursor, told_at = chance.randint(1, _ACTS - 2), None, 0
    for turn in range(1, _ACTS + 1):
        portal.act(reader)
        if turn == copied_at:
            portal.back_up()
        if cursor is None or chance.random() < 0.5:
            cursor, told_at = portal.core.snapshot(reader, None, 100, NOW).cursor, turn
    portal.restore()
    for _ in range(chance.randint(0, 2 * _ACTS)):
        portal.act(other)
    try:
        portal.core.changes(reader, cursor or "", 100, NOW)
        noticed = False
    except Refusal as refusal:
        noticed = refusal.name == "epoch-changed"
    portal.core.database.close()
    if told_at > copied_at:
        return "noticed" if noticed else "missed"
    return "false-alarm" if noticed else "nothing-lost"


def main() -> int:
    """Restore as often as asked; 1 when a loss was missed or an alarm was false."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--restores", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    words = parser.parse_args()
    told: Counter[str] = Counter()
    for number in range(words.restores):
        with tempfile.TemporaryDirectory(prefix="firstline-restore-") as folder:
            told[restored(Path(folder), words.seed + number)] += 1
    print(json.dumps({"restores": words.restores, "seed": words.seed, **told}))
    return int(bool(told["missed"] or told["false-alarm"]))


if __name__ == "__main__":
    sys.exit(main())
