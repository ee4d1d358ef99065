"""The demo company: the golden quarter out of the store, and every state on screen."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_run import NOW, Run

from firstline.app.main import main
from firstline.app.profile import Profile, open_profile
from firstline.domain.instants import epoch
from firstline.domain.query.query import parse_query
from firstline.domain.sla.live import live_state, remaining
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Leg, Status
from firstline.system.settings import load

# templates.md I.1: minutes to the reply, its verdict, gross and net minutes, verdict of the end.
MET, BREACHED, UNPROVEN, NO_TARGET = "met", "breached", "unproven", "no_target"
GOLDEN = {
    "T02": (45, MET, 385, 385, BREACHED), "T03": (35, MET, 210, 210, MET),
    "T04": (35, UNPROVEN, 200, 200, UNPROVEN), "T05": (82, BREACHED, 230, 230, MET),
    "T06": (75, MET, 415, 415, MET), "T08": (70, MET, 400, 400, MET),
    "T10": (135, BREACHED, 280, 280, MET), "T13": (90, MET, 435, 435, MET),
    "T15": (90, MET, 2760, 360, MET), "T20": (75, MET, 355, 355, MET),
    "T22": (75, MET, 445, 445, MET), "T23": (110, MET, 1070, 1070, MET),
    "T25": (160, BREACHED, 640, 640, BREACHED), "T26": (150, MET, 1320, 1320, MET),
    "T27": (100, MET, 2310, 2310, BREACHED), "T29": (200, MET, 1370, 1370, MET),
    "T30": (100, MET, 450, 450, MET), "T31": (570, MET, None, None, NO_TARGET),
    "T32": (95, MET, 405, 405, MET), "T33": (100, MET, 1480, 530, MET),
    "T36": (210, MET, 1360, 1360, MET), "T43": (470, MET, None, None, NO_TARGET),
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    """Give the demo of NOW to tests that only read it."""
    folder = tmp_path_factory.mktemp("demo") / "profile"
    words = ["--profile", str(folder), "--lang", "zh_CN", "demo"]
    assert main(words, clock=lambda: NOW) == 0
    with open_profile(folder, "zh_CN", NOW) as opened:
        yield opened


def vendor_timer(demo: Profile, number: str, metric: Metric) -> Timer:
    timers = demo.store.timers(demo.store.ticket(number).id)
    return next(one for one in timers if one.leg is Leg.VENDOR and one.metric is metric)


@pytest.mark.parametrize("number", GOLDEN)
def test_the_golden_quarter_comes_out_of_the_store(demo: Profile, number: str) -> None:
    reply_min, replied, gross_min, net_min, ended = GOLDEN[number]
    response = vendor_timer(demo, number, Metric.FIRST_RESPONSE)
    assert (response.state, response.counted_s) == (replied, reply_min * 60)
    resolution = vendor_timer(demo, number, Metric.RESOLUTION)
    assert resolution.state == ended
    if net_min is not None and gross_min is not None:
        assert resolution.counted_s == net_min * 60
        clocks = demo.desk.clocks(demo.store.ticket(number), NOW)
        gross = next(
            one.gross_s for one in clocks if one.leg is Leg.VENDOR and one.metric == "resolution"
        )
        assert gross == gross_min * 60


def test_no_other_dated_ticket_has_a_vendor_leg(demo: Profile) -> None:
    for number in (f"T{one:02d}" for one in range(1, 45)):
        state = vendor_timer(demo, number, Metric.FIRST_RESPONSE).state
        outside = (State.NOT_STARTED, State.CANCELLED)
        assert (state in outside) is (number not in GOLDEN), number


def test_the_quarter_has_its_outcomes(demo: Profile) -> None:
    store = demo.store
    dated = [store.ticket(f"T{one:02d}") for one in range(1, 45)]
    levels = [str(one.priority) for one in dated]
    assert [levels.count(one) for one in ("P1", "P2", "P3", "P4")] == [5, 12, 18, 9]
    assert [one.number for one in dated if one.is_open] == ["T31", "T38", "T42", "T43"]
    assert store.ticket("T40").status is Status.DUPLICATE
    disputed = store.ticket("T25")
    assert (disputed.priority, disputed.vendor_priority) == ("P2", "P3")
    reopened = [event.kind for event in store.ticket("T23").events]
    assert "reopened" in reopened


def states(demo: Profile, number: str, now: datetime) -> dict[tuple[str, str], tuple[State, int]]:
    timers = demo.store.timers(demo.store.ticket(number).id)
    instant = epoch(now)
    return {
        (one.leg, one.metric): (
            live_state(one, instant, demo.desk.calendars),
            remaining(one, instant, demo.desk.calendars) or 0,
        )
        for one in timers
    }


def test_every_state_of_a_countdown_is_on_screen(demo: Profile) -> None:
    store = demo.store
    internal, vendor = ("internal", "resolution"), ("vendor", "resolution")
    answer = ("internal", "first_response")

    def state(number: str, clock: tuple[str, str]) -> tuple[State, int]:
        return states(demo, number, NOW)[clock]

    assert state("N01", internal)[0] is State.BREACHED
    assert state("N02", vendor)[0] is State.BREACHED
    assert 0 < state("N03", answer)[1] < 300
    assert 300 < state("N04", internal)[1] <= 8 * 3600 / 4
    assert state("N05", internal)[1] > 6 * 3600
    assert state("N06", vendor)[1] > 2 * 86_400
    assert state("N08", internal)[0] is State.PAUSED
    assert state("N09", internal)[0] is State.PAUSED
    assert state("N09", vendor)[0] is State.RUNNING
    assert state("N10", vendor)[0] is State.NOT_STARTED
    assert state("N12", internal)[0] is State.MET
    assert state("N14", vendor)[0] is State.PAUSED
    assert state("N18", internal)[0] is State.OUTSIDE_HOURS
    due = vendor_timer(demo, "N13", Metric.RESOLUTION)
    assert due.provisional
    for query, numbers in (
        ("is:unassigned is:open", {"N11"}),
        ("is:unread", {"N01", "N11"}),
        ("is:draft", {"N05"}),
    ):
        keys = store.queue(parse_query(query), now=NOW)
        assert {row.number for row in store.rows(keys)} == numbers, query
    assert store.count(parse_query("is:mine is:open"), now=NOW) >= 10


@pytest.mark.parametrize("hour", range(0, 24, 2))
def test_somebody_is_outside_hours_at_any_time(run: Run, profile: Path, hour: int) -> None:
    now = datetime(2026, 11, 25, hour, 30, tzinfo=UTC)
    assert run("demo", at=now).code == 0
    with open_profile(profile, None, now) as demo:
        found = [
            states(demo, number, now)["internal", "resolution"][0] for number in ("N07", "N18")
        ]
    assert State.OUTSIDE_HOURS in found


def dump(profile: Path) -> str:
    """Return a hash of everything a person could see in the database."""
    tables = ("ticket", "ticket_doc", "edit", "draft", "file")
    digest = hashlib.sha256()
    with closing(sqlite3.connect(profile / "firstline.db")) as raw:
        known = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
        used = [one for one in tables if one in known]
        assert {"ticket", "ticket_doc", "edit"} <= set(used)
        for name in used:
            for row in sorted(map(repr, raw.execute(f"SELECT * FROM {name}"))):
                digest.update(row.encode())
    return digest.hexdigest()


def test_the_same_instant_gives_the_same_database(run: Run, tmp_path: Path) -> None:
    found = set()
    for name in ("one", "two"):
        assert run("demo", "--profile", tmp_path / name).code == 0
        found.add(dump(tmp_path / name))
    assert len(found) == 1
    assert run("demo", "--profile", tmp_path / "later", at=NOW + timedelta(days=1)).code == 0
    assert dump(tmp_path / "later") not in found


def test_counts_and_the_user_at_work(run: Run, profile: Path) -> None:
    done = run("demo", "--json")
    assert done.json["tickets"] == 62
    assert done.json["articles"] == 28
    assert (
        run("search", "jiami dianshu", "--in", "knowledge", "--json").json["hits"][0]["id"] == "K01"
    )
    assert load(profile).user == "李娜"
    mine = run("ticket", "list", "is:mine is:open", "--json").json
    assert mine["total"] >= 10


def test_english_words_only_when_asked_for(run: Run, profile: Path, tmp_path: Path) -> None:
    assert run("demo", lang="en").code == 0
    title = run("ticket", "show", "T01", "--json").json["title"]
    assert title == "Plant-wide login refused, licence points full"
    assert load(profile).user == "Li Na"


def test_a_profile_in_use_is_refused_and_untouched(run: Run, profile: Path) -> None:
    run("ticket", "new", "--title", "我的", "--impact", "3", "--urgency", "3")
    done = run("demo")
    assert done.code == 1
    assert "--profile" in done.line
    assert run("ticket", "list", "--json").json["total"] == 1
    assert not list((profile / "packs").iterdir())
    assert not (profile / "settings.toml").exists()


def test_twice_is_refused(run: Run) -> None:
    assert run("demo").code == 0
    assert run("demo").code == 1
    assert run("ticket", "list", "--json").json["total"] == 62


def test_attached_files_can_be_opened(demo: Profile) -> None:
    shown = demo.store.ticket("N04").attachments[0]
    path = demo.store.file_path(shown.sha256)
    assert path is not None
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert hashlib.sha256(content).hexdigest() == shown.sha256


def test_a_comparison_with_its_three_defects_is_there(run: Run) -> None:
    assert run("demo").code == 0
    found = run("reconcile", "list", "--json").json["reconciliations"]
    assert [(one["verdict"], one["found"], one["unexplained"]) for one in found] == [
        ("different", 4, 3)
    ]
    shown = run("reconcile", "show", found[0]["number"], "--json").json
    assert shown["result"]["rows"]["missing"] == 1
    assert shown["result"]["equations"][0]["holds"] is True


def test_at_a_portal_everybody_keeps_their_acts_on_the_records(demo: Profile) -> None:
    others = [
        event.actor
        for one in demo.store.edits()
        if one.edit.kind != "ticket" and one.edit.act != "import"
        for event in one.edit.events
        if event.actor != demo.settings.user
    ]
    assert not others, "the portal would name its own account there"
