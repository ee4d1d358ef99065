"""B1, B2, B11: a first pull until all is searchable, a pull of changes, and the bytes it costs.

Our side is the real one: the portal in a process of its own, the client's session, and the
profile's store as the postman of a window opens it, through the same round that a desk carries.
PouchDB 9 pulling from pouchdb-server beside it in the same run is the baseline (installed by npm
into --pouch at need, left out where npm is absent). Prints one JSON line for each figure.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench_portal import (
    NOW,
    Counted,
    Served,
    later,
    median_of,
    our_portal,
    pouch_folder,
    pouch_run,
    pouch_server,
    write_documents,
)
from figures import line
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import set_field
from firstline.domain.edits.exchange import Op
from firstline.domain.ids import new_id
from firstline.domain.portal_entry import PortalEntry
from firstline.portal.base import Portal
from firstline.portal.open import open_portal
from firstline.store.search import index as search_index
from firstline.store.store import Store
from firstline.sync.report import QUIET_ROWS, Asked, RoundReport
from firstline.sync.round import run_round
from firstline.system.pinyin import initials
from synthetic import desk_for

CHANGES = 1000
_DEFAULT_POUCH = Path(tempfile.gettempdir()) / "firstline-bench-pouch"
_BUDGETS = {
    "b1": "at least 3 times PouchDB's records/s, searchable at the end; memory +64 MB",
    "b2": "at least 2 times PouchDB's records/s",
    "b11": "first pull at most 400 bytes a ticket; idle round one request under 1 KB",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was named and print it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("figure", choices=("b1", "b2", "b11"))
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pouch", default=str(_DEFAULT_POUCH), help="where PouchDB is installed")
    parser.add_argument("--without-pouch", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(_child(json.loads(options.child))))
        return 0
    pouch = None if options.without_pouch else pouch_folder(options.pouch)
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as name, ExitStack() as stack:
        bench = Bench(Path(name), options.tickets, options.rounds, pouch, stack)
        print({"b1": bench.b1, "b2": bench.b2, "b11": bench.b11}[options.figure]())
    return 0


class Bench:
    """One run of the benchmark, in a folder of its own."""

    def __init__(
        self, folder: Path, tickets: int, rounds: int, pouch: Path | None, stack: ExitStack
    ) -> None:
        self._folder, self._tickets, self._rounds = folder, tickets, rounds
        self._pouch, self._stack = pouch, stack

    def b1(self) -> str:
        """Measure first pulls."""
        ours = self._ours(0)
        theirs = self._theirs(0)
        parts = _rates("seconds", self._tickets, ours)
        fastest = max((one["records_s"] for one in theirs.values()), default=0)
        ratio = round(parts["median"] / fastest, 2) if fastest else None
        return line(
            "B1", f"first full pull of {self._tickets} tickets until searchable", _BUDGETS["b1"],
            unit="records/s", **parts, baseline=theirs, ratio=ratio,
            ratios=_ratios(parts["median"], theirs),
            arrived=_rates("arrive_s", self._tickets, ours)["median"],
            us_of_cpu_a_ticket=round(1e6 * median_of(one["cpu_s"] for one in ours) / self._tickets),
            **{name: round(median_of(one[name] for one in ours), 2)
               for name in ("index_s", "clocks_s", "added_mb")},
        )  # fmt: skip

    def b2(self) -> str:
        """Measure pulls of changes into a filled store."""
        ours = self._ours(CHANGES)
        theirs = self._theirs(CHANGES)
        parts = _rates("changes_s", CHANGES, ours)
        fastest = max((one["records_s"] for one in theirs.values()), default=0)
        ratio = round(parts["median"] / fastest, 2) if fastest else None
        return line(
            "B2",
            f"pull of {CHANGES} changes into {self._tickets} tickets",
            _BUDGETS["b2"],
            unit="records/s",
            **parts,
            baseline=theirs,
            ratio=ratio,
            ratios=_ratios(parts["median"], theirs),
            searchable=_rates("words_s", CHANGES, ours)["median"],
        )

    def b11(self) -> str:
        """Count the bytes of a first pull and of an idle round."""
        served = self._served()
        wire = Counted(_address(served.url))
        told = _run_child(served, self._folder / "counted", url=wire.url, idle=True)
        wire.close()
        parts = {
            "bytes_a_ticket": round(told["first_bytes"] / self._tickets),
            "idle_bytes": round(told["idle_bytes"]), "idle_requests": round(told["idle_requests"]),
        }  # fmt: skip
        theirs = self._counted_theirs()
        ratio = round(parts["bytes_a_ticket"] / theirs, 2) if theirs else None
        return line(
            "B11",
            f"bytes on the wire, first pull of {self._tickets} tickets",
            _BUDGETS["b11"],
            **parts,
            baseline={"what": "PouchDB", "bytes_a_ticket": theirs},
            ratio=ratio,
        )

    def _served(self) -> Served:
        _say("filling our portal")
        return self._stack.enter_context(our_portal(self._folder / "portal", self._tickets))

    def _ours(self, changes: int) -> list[dict[str, float]]:
        served, found = self._served(), []
        for nth in range(self._rounds):
            _say(f"our pull {nth + 1} of {self._rounds}")
            found.append(_run_child(served, self._folder / f"profile-{nth}", changes=changes))
        return found

    def _theirs(self, changes: int) -> dict[str, dict[str, float]]:
        """Return PouchDB's records a second for each adapter, {} without PouchDB."""
        remote = self._filled_pouch()
        if remote is None or self._pouch is None:
            return {}
        name = "changes_seconds" if changes else "seconds"
        found: dict[str, dict[str, float]] = {}
        for adapter in ("leveldb", "memory"):
            times, cpu_s = [], 0.0
            for nth in range(self._rounds):
                _say(f"PouchDB's pull into {adapter}")
                words = {"remote": remote, "adapter": adapter, "changes": changes,
                         "local": str(self._folder / f"{adapter}-{nth}")}  # fmt: skip
                told = pouch_run(self._pouch, "pull", **words)
                times.append(told[name])
                cpu_s = told["cpu_s"]
            count = changes or self._tickets
            found[f"PouchDB 9, {adapter}"] = {
                "records_s": round(count / median_of(times)), "n": len(times),
                "us_of_cpu_a_record": round(1e6 * cpu_s / self._tickets),
            }  # fmt: skip
        return found

    def _filled_pouch(self) -> str | None:
        if self._pouch is None:
            _say("PouchDB is left out")
            return None
        url = self._stack.enter_context(pouch_server(self._pouch, self._folder / "pouch"))
        documents = self._folder / "documents.jsonl"
        write_documents(documents, self._tickets)
        _say("filling PouchDB")
        told = pouch_run(self._pouch, "fill", remote=f"{url}/desk", documents=str(documents))
        if told["held"] != self._tickets:
            raise SystemExit(f"PouchDB holds {told['held']} of {self._tickets} tickets")
        return f"{url}/desk"

    def _counted_theirs(self) -> int:
        remote = self._filled_pouch()
        if remote is None or self._pouch is None:
            return 0
        wire = Counted(_address(remote))
        local = str(self._folder / "counted-pouch")
        pouch_run(self._pouch, "pull", remote=f"{wire.url}/desk", adapter="leveldb", local=local)
        wire.close()
        return round((wire.up + wire.down) / self._tickets)


def _rates(name: str, count: int, found: Sequence[dict[str, float]]) -> dict[str, Any]:
    rates = [count / one[name] for one in found]
    return {
        "median": round(median_of(rates)), "min": round(min(rates)), "max": round(max(rates)),
        "n": len(rates),
    }  # fmt: skip


def _ratios(ours: float, theirs: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return ours to each adapter: leveldb keeps what it pulls on the disk, as we do."""
    return {name: round(ours / one["records_s"], 2) for name, one in theirs.items()}


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 0


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


# --- one pull, in a process of its own ---


def _run_child(served: Served, folder: Path, **words: Any) -> dict[str, float]:
    told = {"url": served.url, "straight": served.url, "token": served.token,
            "folder": str(folder), **words}  # fmt: skip
    command = [sys.executable, __file__, "b1", "--child", json.dumps(told)]
    found: dict[str, float] = json.loads(subprocess.check_output(command))
    return found


def _child(words: dict[str, Any]) -> dict[str, float]:
    folder = Path(words["folder"])
    with (
        Store.open(folder, desk_for(folder), now=NOW, initials=initials) as window,
        window.sibling(NOW) as store,  # as the postman's thread beside the window
    ):
        store.put("portals", [{"name": "bench", "kind": "native", "url": words["url"]}])
        portal = _portal(words["url"], words["token"])
        portal.hello("warm-up")
        initials("\u5e93")  # the table of sounds: 50 MB that every search needs too
        before, cpu = _peak_mb(), time.process_time()
        begun = time.perf_counter()
        _round(store, portal)
        arrived = time.perf_counter()
        _searchable(store)
        done = time.perf_counter()
        told = {
            "seconds": done - begun, "arrive_s": arrived - begun, "index_s": done - arrived,
            "cpu_s": time.process_time() - cpu, "added_mb": _peak_mb() - before,
        }  # fmt: skip
        _settled(store)
        told["clocks_s"] = time.perf_counter() - done
        if words.get("changes"):
            told |= _changes(store, portal, words)
        if words.get("idle"):
            told |= _idle(store, words)
    return told


def _portal(url: str, token: str) -> Portal:
    return open_portal(PortalEntry("bench", "native", url), token)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _round(store: Store, portal: Portal, ask: Asked | None = None) -> RoundReport:
    report = run_round(store, portal, "bench", clock=lambda: later(1), ask=ask)
    if report.problem is not None:
        raise report.problem
    return report


def _searchable(store: Store) -> None:
    """Let the index follow until every ticket is found by its words."""
    while _is_behind(store):
        store.catch_up(1000)


def _is_behind(store: Store) -> bool:
    with store.connection.read() as raw:
        return search_index.has_pending(raw)


def _settled(store: Store) -> None:
    """Let the clocks of closed tickets follow too, which were put off."""
    while store.catch_up(1000):
        pass
    store.connection.tidy(poured=True)  # as the window does when much has come


def _changes(store: Store, portal: Portal, words: dict[str, Any]) -> dict[str, float]:
    """Let another person change tickets; return how long our pull of them takes."""
    other = _portal(words["straight"], words["token"])
    now = datetime.now(NOW.tzinfo)
    ids = [str(own) for (own,) in store.connection.raw.execute(
        "SELECT id FROM base ORDER BY id LIMIT ?", (words["changes"],)
    )]  # fmt: skip
    edits: list[Edit] = []
    for own in ids:
        ticket = store.ticket(own)
        edits.append(set_field(ticket, "site", f"改 {now:%f}", Stamp(new_id(now), now, "other")))
    for begin in range(0, len(edits), 200):
        ops = [Op(one, n) for n, one in enumerate(edits[begin : begin + 200], begin + 1)]
        other.push(ops, f"other-{folder_name(words)}")
    begun = time.perf_counter()
    report = _round(store, portal, Asked(rows=QUIET_ROWS))
    arrived = time.perf_counter()
    _searchable(store)
    if report.pulled < len(edits):
        raise SystemExit(f"only {report.pulled} of {len(edits)} changes came")
    return {"changes_s": arrived - begun, "words_s": time.perf_counter() - begun}


def folder_name(words: dict[str, Any]) -> str:
    """Return a name that no other child of this run has."""
    return Path(str(words["folder"])).name


def _idle(store: Store, words: dict[str, Any]) -> dict[str, float]:
    """Count the bytes of the whole first pull anew, and those of one idle round."""
    wire = Counted(_address(words["straight"]))
    portal = _portal(wire.url, words["token"])
    cursor: str | None = None
    while True:
        page = portal.pull(cursor, limit=2000)
        cursor = page.cursor
        if not page.more:
            break
    first = wire.up + wire.down
    calm = Asked(greet=False)
    _round(store, portal, calm)
    before = wire.up + wire.down
    report = _round(store, portal, calm)
    return {
        "first_bytes": first, "idle_bytes": wire.up + wire.down - before, "idle_requests": 1,
        "idle_pulled": report.pulled,
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
