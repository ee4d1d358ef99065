"""Every way in which a ticket comes to be says which phase its system was in, by one rule (S2)."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import firstline
from firstline.domain.edits import edits
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import new_record
from firstline.domain.ids import derived_id
from firstline.domain.project import phase
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Ticket
from firstline.store.store import Store
from window_makers import NOW, Window

ROOT = Path(firstline.__file__).parent.parent
BY_STORE = "a person's act: Store.perform marks it"
BY_IMPORT = "a plain table or log: the importer marks it, by the phase of that day"
BY_PORTAL = "made at our own portal: the server marks it"
ALONE = "left alone: it says itself what it is, or is not ours to mark"
WAYS = {
    "firstline/cli/ticket/acts.py": BY_STORE,
    "firstline/cli/watch/watch.py": BY_STORE,
    "firstline/domain/uat/acts.py": BY_STORE,
    "firstline/viewmodel/triage/triage.py": BY_STORE,
    "firstline/viewmodel/directory/watching.py": BY_STORE,
    "firstline/widgets/shell/deeds.py": BY_STORE,
    "firstline/intake/tickets/column_edits.py": BY_IMPORT,
    "firstline/intake/tickets/servicenow_events.py": BY_IMPORT,
    "firstline_portal/tickets.py": BY_PORTAL,
    "firstline/domain/edits/edits.py": BY_STORE,  # what the others call
    "firstline/intake/demo/demo.py": ALONE,  # a past that is told
    "firstline/portal/rt/log.py": ALONE,  # a foreign desk's own tickets: no edit of ours
    "firstline/portal/redmine/wire.py": ALONE,
}
NONE_MADE = {
    "firstline/domain/desk.py", "firstline/viewmodel/triage/desk.py",  # only reckoned with
    "firstline/portal/rt/push.py",  # what was made is carried
}  # fmt: skip
"""Where tickets are made. A new place belongs in here, with what marks its tickets."""


def makes(tree: ast.AST) -> bool:
    """Whether a module opens tickets, or writes the event with which a ticket begins."""
    for one in ast.walk(tree):
        if not isinstance(one, ast.Call):
            continue
        name = ast.unparse(one.func).rpartition(".")[2]
        event = name.casefold() in ("event", "event_of", "_event", "add")
        if event and any(ast.unparse(it).endswith(".REPORTED") for it in one.args):
            return True
        if name == "open_ticket" and len(one.args) > 2:
            return True
    return False


def test_no_way_to_a_ticket_is_without_a_rule() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if (text := path.read_text("utf-8"))
        and ("REPORTED" in text or "open_ticket" in text)
        and makes(ast.parse(text))
    }
    assert found - NONE_MADE == set(WAYS)


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    made = Window(tmp_path)
    qtbot.addWidget(made.shell)
    made.shell.show()
    yield made
    made.store.close()


def system(store: Store, key: str, at: datetime, product: str = "YonSuite") -> Entity:
    """Record a system in a phase since an instant."""
    stamp = edits.Stamp(derived_id("sys", product), at, "李娜")
    made = new_record(phase.SHEET, {"subject": product, "phase": key}, stamp, UTC)
    store.perform(made, now=NOW)
    return next(one for one in store.records("phase") if one.id == made.entity)


def moved(store: Store, one: Entity, to: str, at: datetime) -> None:
    """Let the system enter a phase."""
    edit = phase.move(one, to, {}, edits.Stamp(derived_id(one.id, to), at, "李娜"), UTC)
    assert edit is not None
    store.perform(edit, now=NOW)


def opened(store: Store, name: str, at: datetime = NOW, **fields: str) -> Ticket:
    """Record a ticket as every act does; `at` is when it was reported."""
    key, stamp = derived_id("t", name), edits.Stamp(derived_id("e", name), NOW, "李娜")
    store.perform(edits.open_ticket(stamp, key, {"title": name, **fields}, reported_at=at), now=NOW)
    return store.ticket(key)


def test_the_store_marks_what_a_person_records_and_leaves_what_says_it_itself(
    window: Window,
) -> None:
    store, began = window.store, NOW - timedelta(days=30)
    held = system(store, "uat", began)
    assert opened(store, "a", product="YonSuite").tags == ("phase:uat",)
    moved(store, held, "hypercare", NOW - timedelta(days=2))
    assert opened(store, "b", product="YonSuite").tags == ("phase:hypercare",)
    late = NOW - timedelta(days=3)  # told today, reported before it went live
    assert opened(store, "c", late, product="YonSuite").tags == ("phase:uat",)
    assert opened(store, "d", product="U8").tags == ()
    stamp = edits.Stamp(derived_id("e", "own"), NOW)
    own: dict[str, Value] = {"title": "x", "product": "YonSuite", "tags": ("phase:uat", "uat")}
    store.perform(edits.open_ticket(stamp, "own", own), now=NOW)  # a defect of a test
    assert store.ticket("own").tags == ("phase:uat", "uat")


def test_quick_capture_is_marked_when_its_product_is_told(window: Window, qtbot: QtBot) -> None:
    store = window.store
    held = system(store, "uat", NOW - timedelta(days=9))
    capture = window.shell.aids.deeds.capture
    capture.ask()
    capture.field.setText("按钮没有反应")
    capture.captured.emit("按钮没有反应")
    capture.hide()
    (made,) = [one for one in store.search("按钮没有反应") if one.kind == "ticket"]
    assert store.ticket(made.id).tags == ()  # nobody can tell of which system it is
    moved(store, held, "go_live", NOW + timedelta(seconds=1))
    ticket = store.ticket(made.id)
    edit = edits.set_field(ticket, "product", "YonSuite", window.desktop.stamp())
    assert window.desktop.perform(edit)
    assert store.ticket(made.id).tags == ("phase:uat",)  # as it was when it was captured
    window.desktop.undo()
    assert store.ticket(made.id).tags == ()
    assert store.ticket(made.id).product == ""


def test_a_product_that_changes_marks_nothing(window: Window) -> None:
    store = window.store
    system(store, "uat", NOW - timedelta(days=9))
    one = opened(store, "a", product="U8")
    store.perform(edits.set_field(one, "product", "YonSuite", edits.Stamp("s1", NOW)), now=NOW)
    assert store.ticket(one.id).tags == ()  # an incident stays one
