"""The bugs that are planted to test the tests: each a change of one or two places of the source."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_DOMAIN = "desktop/firstline/domain"
_STORE = "desktop/firstline/store"
_SYNC = "desktop/firstline/sync"
_PORTAL = "desktop/firstline/portal"
_SERVER = "desktop/firstline_portal"


@dataclass(frozen=True, slots=True)
class Bug:
    """One planted bug: `changes` are place, old text and new text.

    It is caught by the simulation with `options`, or by the named pytest node `test`.
    """

    name: str
    changes: tuple[tuple[str, str, str], ...]
    test: str = ""
    options: tuple[str, ...] = ()

    def fits(self, home: Path = ROOT) -> bool:
        """Whether every old text stands exactly once in the program below `home`."""
        texts = {place: home / place for place, _, _ in self.changes}
        return all(
            texts[place].exists() and texts[place].read_text("utf-8").count(old) == 1
            for place, old, _ in self.changes
        )


def _bug(name: str, place: str, old: str, new: str, test: str = "") -> Bug:
    return Bug(name, ((place, old, new),), test)


_REBASE = (
    _bug("rebase: a field that moved is overwritten", f"{_DOMAIN}/edits/rebase.py",
         "elif fresh or _standing(ticket, change.field) == change.seen:", "elif True:"),
    _bug("rebase: a conflict is not kept", f"{_DOMAIN}/edits/rebase.py",
         "    held = ticket.conflicts + fresh\n", "    held = ticket.conflicts\n"),
    _bug("rebase: events are added again", f"{_DOMAIN}/edits/rebase.py",
         "one for one in edit.events if one.id not in known and (not moved or _stands(one, moved))",
         "one for one in edit.events if not moved or _stands(one, moved)"),
    _bug("rebase: tags of others go", f"{_DOMAIN}/edits/rebase.py",
         "sorted({*tags} - {*edit.remove_tags} | {*edit.add_tags})", "sorted({*edit.add_tags})"),
    _bug("rebase: a text is taken whole", f"{_DOMAIN}/edits/rebase.py",
         'return merge_lines(*(one if isinstance(one, str) else "" for one in texts))',
         "return str(change.to)"),
    _bug("rebase: lines that touch are merged", f"{_DOMAIN}/edits/line_merge.py",
         "if _repeats(lines, [*ours, *others]) or _touch(ours, others):",
         "if _repeats(lines, [*ours, *others]):"),
    _bug("rebase: a note of a held change goes with it", f"{_DOMAIN}/edits/rebase.py",
         '    return event.kind not in _OF_STATUS or "status" not in held\n',
         "    return not held\n"),
    _bug("rebase: entries of another kind go", f"{_DOMAIN}/edits/entity.py",
         "        events=entity.events + added,\n", "        events=added or entity.events,\n"),
)  # fmt: skip

_SETTLE = (
    _bug("settle: a rejected edit is settled", f"{_STORE}/exchange/settlement.py",
         'return self._become(stored, "refused", answer.code or "rejected",'
         " reason_to(answer.reason))", 'return self._become(stored, "settled")'),
    _bug("settle: what is in progress is settled", f"{_STORE}/exchange/settlement.py",
         "        if answer.outcome in _DONE:\n            return self._become",
         "        if answer.outcome not in (Outcome.CONFLICT, Outcome.REJECTED):\n"
         "            return self._become"),
    _bug("settle: a conflict is refused", f"{_STORE}/exchange/settlement.py",
         "            return self._conflict(stored)\n",
         '            return self._become(stored, "withdrawn")\n'),
    _bug("arrive: the last copy of a page is lost", f"{_STORE}/exchange/arrival.py",
         "    landed.take(raw, page.copies, elsewhere(raw, portal), ready=ready.copies)\n",
         "    landed.take(raw, page.copies[: 1 if len(page.copies) < 3 else -1],"
         " elsewhere(raw, portal), ready=ready.copies)\n"),
    _bug("arrive: an older epoch's copy is newer", f"{_STORE}/exchange/landing.py",
         "        return here and 0 < copy.rev < held.rev\n",
         "        return 0 < copy.rev < held.rev\n"),
    _bug("arrive: what a first pull lacks stays", f"{_STORE}/exchange/arrival.py",
         "    absent = [] if page.first or page.more else _absent(raw, landed)\n",
         "    absent = []\n"),
    _bug("arrive: a tombstone is passed over", f"{_STORE}/exchange/landing.py",
         "        if copy.state is not CopyState.PUT:\n",
         "        if copy.state is CopyState.GONE:\n            return\n"
         "        if copy.state is not CopyState.PUT:\n"),
    _bug("arrive: an edit that may be there is refused", f"{_STORE}/exchange/arrival.py",
         "        \" AND state IN ('waiting','held') AND tries=0\",\n",
         "        \" AND state IN ('waiting','held')\",\n"),
    _bug("store: a held edit is laid twice", f"{_STORE}/shown/overlay.py",
         'one.state in LAID and not (one.state == "held" and _is_in(base, one))',
         "one.state in LAID"),
    _bug("store: a sent edit can be withdrawn", f"{_STORE}/acts/undo.py",
         "if one.state not in LAID or one.tries:", "if one.state not in LAID:"),
    _bug("store: a clock that was put right keeps edits back", f"{_STORE}/exchange/outgoing.py",
         "    return now < not_before <= now + LONGEST_WAIT_S\n", "    return now < not_before\n"),
    _bug("store: an edit tried again has the old id", f"{_STORE}/acts/again.py",
         "again = renewed(one.edit, shown_of(desk, one.edit), new_id(now))",
         "again = renewed(one.edit, shown_of(desk, one.edit), one.edit.id)"),
)  # fmt: skip

_EPOCHS = (
    _bug("epoch: nothing is offered again", f"{_STORE}/exchange/position.py",
         "        again = offer_again(raw, portal)\n", "        again = frozenset()\n"),
    _bug("epoch: held edits are not offered again", f"{_STORE}/exchange/position.py",
         "AND (state='settled' OR (state='held' AND code<>''))", "AND state='settled'"),
    _bug("epoch: files are not offered again", f"{_STORE}/exchange/position.py",
         "WHERE portal=? AND sha256 IN (SELECT sha256 FROM edit_file)",
         "WHERE portal=? AND sha256=''"),
    Bug("epoch: a place that was lost is not told", (
        (f"{_SYNC}/round.py", "trip.portal.hello(known.device, known.head)",
         "trip.portal.hello(known.device)"),
        (f"{_STORE}/exchange/position.py", "    behind = hello.device_head < known.head",
         "    behind = False and hello.device_head < known.head"),
    )),
    _bug("epoch: a run that was lost is not known", f"{_PORTAL}/memory_desk.py",
         'if place["run"] not in self.runs or place["seq"] > self._end_of(place["run"]):',
         'if place["seq"] > self.seq:'),
    _bug("epoch: a clone keeps its device", f"{_STORE}/exchange/position.py",
         "    cloned = hello.device_head > highest\n", "    cloned = False\n",
         "tests/store/test_store_rebuild.py"),
)  # fmt: skip

_ROUNDS = (
    _bug("round: a lost answer counts as applied", f"{_SYNC}/round.py",
         "        trip.report = replace(trip.report, batch=trip.report.batch.smaller())\n"
         "        raise\n",
         "        done = tuple(Answer(one.edit.id, Outcome.APPLIED) for one in ops)\n"
         "        return Pushed(done, ())\n"),
    _bug("round: an edit is not marked before the wire", f"{_SYNC}/round.py",
         "            marked = trip.store.sending(ops, trip.clock())\n",
         "            marked = ops\n"),
    _bug("round: what was taken back meanwhile is sent", f"{_STORE}/exchange/outgoing.py",
         "        elif record not in stopped:\n            marked.append(one)\n",
         "        marked.append(one)\n",
         "tests/store/test_store_exchange.py"
         "::test_what_was_taken_back_since_it_was_read_is_not_sent"),
    _bug("round: what builds on an undecided edit is sent", f"{_SYNC}/round.py",
         "    return [one for one in ops if one.edit.entity not in trip.blocked]\n",
         "    return [one for one in ops if one.edit.id not in trip.blocked]\n"),
    _bug("round: a page that was cut moves the cursor", f"{_SYNC}/round.py",
         "                trip.name, page, trip.clock(), mass_ok",
         "                trip.name, replace(page, copies=page.copies[:3]), trip.clock(), mass_ok"),
    _bug("round: a file counts as sent before it is", f"{_SYNC}/files.py",
         '    trip.check()\n    try:\n        with step("upload", trip.at):\n',
         "    trip.store.file_sent(trip.name, file.sha256, trip.clock())\n"
         '    try:\n        with step("upload", trip.at):\n'),
    _bug("round: a batch too large is given up", f"{_SYNC}/round.py",
         "        if len(ops) == 1:\n            return _never_fits(ops[0], problem)\n",
         "        if len(ops) > 0:\n            return _never_fits(ops[0], problem)\n"),
    _bug("plan: a success does not end the back-off", f"{_SYNC}/plan.py",
         "    return replace(plan, tries=0, due_s=_next_poll(plan, event, began_s)), ()\n",
         "    return replace(plan, due_s=_next_poll(plan, event, began_s)), ()\n",
         "tests/sync/test_plan.py"),
    _bug("plan: Retry-After is not honoured", f"{_SYNC}/plan.py",
         "    asked = min(asked_s or 0.0, MOST_HONOURED_S)\n", "    asked = 0.0\n",
         "tests/sync/test_plan.py"),
    _bug("plan: what is in progress is asked in a tight loop", f"{_SYNC}/plan.py",
         "    due = max(due, event.at.s + LEAST_DELAY_S)\n", "    due = event.at.s\n",
         "tests/sync/test_plan.py"),
    _bug("plan: a stuck queue is not told", f"{_SYNC}/plan.py",
         "    if since is None or s - since < STUCK_S:\n", "    if since is None or s > since:\n",
         "tests/sync/test_plan.py"),
)  # fmt: skip

_FAR_END = (
    _bug("cursor: a page's place is the desk's", f"{_PORTAL}/memory.py",
         "        last = page[-1][0] if more else self.desk.seq\n",
         "        last = self.desk.seq\n"),
    _bug("cursor: a first pull is not pinned", f"{_PORTAL}/memory.py",
         "self.desk.cursor(pinned, last), more,", "self.desk.cursor(self.desk.seq, last), more,"),
    _bug("cursor: a place is passed over", f"{_PORTAL}/memory_desk.py",
         "bisect_right(self.log, seq, key=lambda one: one[0])",
         "bisect_right(self.log, seq + 1, key=lambda one: one[0])"),
    _bug("server: hidden records are told", f"{_PORTAL}/memory.py",
         "        if not self._may_see(key):\n            return Copy(*key, CopyState.HIDDEN,",
         "        if not self._may_see(key) and row.gone:\n"
         "            return Copy(*key, CopyState.HIDDEN,"),
    _bug("server: a tombstone is not told", f"{_PORTAL}/memory_desk.py",
         "        return row is not None and row.seq == place and not hidden and since < place\n",
         "        return (row is not None and row.seq == place and not hidden and since < place\n"
         "                and not row.gone)\n"),
    Bug("server: an edit is done again when it comes again", (
        (f"{_PORTAL}/memory_desk.py",
         "        if known is not None and known[0] == digest:\n            return known[1]\n",
         ""),
        (f"{_PORTAL}/memory_desk.py",
         "        if known is not None and known[1].outcome is not Outcome.REJECTED:\n",
         "        if known is not None and known[0] != digest:\n"),
        (f"{_DOMAIN}/edits/rebase.py", "    if known and _is_in(known, edit):\n",
         "    if known and not known:\n"),
        (f"{_DOMAIN}/edits/rebase.py",
         "one for one in edit.events if one.id not in known and (not moved or _stands(one, moved))",
         "one for one in edit.events if not moved or _stands(one, moved)"),
    )),
    _bug("server: an answer is kept apart from its effect", f"{_PORTAL}/memory_desk.py",
         "            answer = Answer(edit.id, self._write(key, row, verdict, edit),"
         " seq=self.seq)\n",
         "            answer = Answer(edit.id, verdict.outcome, seq=self.seq)\n"
         "            if len(self.answers) % 7:\n"
         "                self._write(key, row, verdict, edit)\n"),
    _bug("arbiter: a clash is merged", f"{_DOMAIN}/edits/arbiter.py",
         "    if conflicts:\n        return Outcome.CONFLICT\n",
         "    if conflicts:\n        return Outcome.REJECTED\n"),
)  # fmt: skip

_STICKS = (
    _bug("stick: an edit on a stick can be taken back", f"{_SYNC}/packs/stick.py",
         "    ops = store.sending(ops, now)  # before the pack can leave the machine\n", "",
         "tests/sync/test_sticks.py"),
    _bug("stick: an answer moves the cursor from anywhere", f"{_SYNC}/packs/stick.py",
         '    return _begun(store, manifest) == (at.cursor or "")'
         ' and at.epoch in ("", manifest.epoch)\n', "    return bool(at)\n",
         "tests/sync/test_sticks.py"),
    _bug("stick: an answer of a lost epoch settles", f"{_SYNC}/packs/stick.py",
         '    if at.epoch in ("", manifest.epoch):\n', "    if at:\n",
         "tests/sync/test_sticks.py"),
    _bug("stick: an answer that the portal lost is not missed", f"{_SYNC}/packs/stick.py",
         "Pushed(answers, with_effect, device_head=head)", "Pushed(answers, with_effect)",
         "tests/sync/test_sticks.py"),
    _bug("stick: an answer to another device is taken", f"{_SYNC}/packs/stick.py",
         "        if known is None or (manifest.device, manifest.server_id) != (\n"
         "            known.device,\n            known.server_id,\n        ):\n",
         "        if known is None:\n", "tests/sync/test_sticks.py"),
)  # fmt: skip

_POWER = "tests/store/test_power.py"
_CUTS = (
    _bug("power: an act is not on the disk when it is acknowledged", f"{_STORE}/file/connection.py",
         '"synchronous=FULL", "trusted_schema=OFF"', '"synchronous=NORMAL", "trusted_schema=OFF"',
         _POWER),
    _bug("power: the journal is not flushed", f"{_STORE}/file/journal.py",
         "        flush(handle)\n", "", _POWER),
    _bug("power: a file kept is not flushed", f"{_STORE}/files.py",
         "        flush(out.fileno())\n", "", _POWER),
    _bug("power: the name of a new folder is not flushed", f"{_STORE}/files.py",
         "        make_folder(target.parent)\n        if not",
         "        target.parent.mkdir(exist_ok=True)\n        if not", _POWER),
    _bug("power: a first start that was cut off is another program's",
         f"{_STORE}/file/connection.py",
         " WHERE tbl_name <> '_sqlite_migrations'", "", _POWER),
    _bug("power: the cursor of a page is written before its copies",
         f"{_STORE}/exchange/acts.py",
         "                self._in_turns(turns.arrival(self.connection.lock), disk)\n",
         "                self._write(lambda: self._desk.raw.execute("
         '"UPDATE position SET cursor=? WHERE portal=?", (page.cursor, portal)) and NOTHING)\n'
         "                self._in_turns(turns.arrival(self.connection.lock), disk)\n", _POWER),
)  # fmt: skip

BUGS: tuple[Bug, ...] = (*_REBASE, *_SETTLE, *_EPOCHS, *_ROUNDS, *_FAR_END, *_STICKS, *_CUTS)
