"""JSON: plain objects by their keys, our own tickets checked, and documents that are not JSON."""

import json
from pathlib import Path

import pytest
from intake_desk import ZONE, bring_in, counts, every_ticket, reasons

from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Priority, Status
from firstline.intake.tickets.importer import prepare
from firstline.store.store import Store

PLAIN = [
    {"编号": "A1", "标题": "坏了", "状态": "处理中", "创建时间": "2026-03-02 09:00",
     "标签": ["甲", "乙"]},
    {"number": "A2", "title": "broken", "priority": 1, "created_at": "2026-03-02T09:00:00+01:00",
     "assigned_to": {"display_value": "李", "link": "https://x"}, "site": None, "other": {"a": 1}},
]  # fmt: skip


def write(path: Path, value: object, encoding: str = "utf-8") -> Path:
    path.write_bytes(json.dumps(value, ensure_ascii=False).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_plain_list_of_objects(store: Store, tmp_path: Path, encoding: str) -> None:
    file = write(tmp_path / "a.json", PLAIN, encoding)
    # Two keys mean one field here, and each object uses its own.
    result = bring_in(store, file)
    assert counts(result) == (2, 2, 0, 0, 0)
    first, second = store.ticket("A1"), store.ticket("A2")
    assert (first.title, first.status, first.tags) == ("坏了", Status.IN_PROGRESS, ("甲", "乙"))
    assert (second.title, second.priority, second.assignee) == ("broken", Priority.P1, "李")
    assert second.created_at.isoformat() == "2026-03-02T09:00:00+01:00"
    assert counts(bring_in(store, file)) == (2, 0, 0, 2, 0)


@pytest.mark.parametrize("holder", ["tickets", "result", "data"])
def test_a_list_inside_an_object_and_objects_one_after_another(
    store: Store, tmp_path: Path, holder: str
) -> None:
    rows = [{"title": f"t{n}", "number": n} for n in range(3)]
    file = write(tmp_path / "a.json", {"count": 3, "page": {"n": 1}, holder: rows, "next": None})
    assert bring_in(store, file).created == 3
    file.write_text("\n".join(json.dumps(one) for one in rows), "utf-8")
    assert bring_in(store, file).unchanged == 3


def test_what_is_no_object_or_lacks_a_title_is_listed(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "a.json", [{"title": "t"}, 3, None, {"number": 9}, "x", {"title": ""}])
    result = bring_in(store, file)
    assert counts(result) == (6, 1, 0, 0, 5)
    assert list(reasons(result)) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[1,2", "line 1, column 5"),
        ('[{"title": "a"},]', "line 1, column 17"),
        ('[{"title": "a"}\n {"title": "b"}]', "line 2, column 2"),
        ('[{"title": nope}]', "line 1"),
        ('[{"title": NaN}]', "line 1"),
        ('{"tickets": [1] "x": 2}', "line 1"),
        ('[{"title": "a"}] tail', "line 1, column 18"),
        ('[{"title": "a', "line 1"),
        ("[" * 5000, ""),
        ('{"title": "a", "n": ' + "9" * 5000 + "}", "line 1"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        prepare(file, format="json", zone=ZONE)
    assert place in caught.value.in_("en")
    assert "JSON" in caught.value.in_("zh_CN")


def test_a_fault_at_the_end_is_met_before_anything_is_written(tmp_path: Path) -> None:
    line = json.dumps({"title": "x" * 100, "number": "n"})
    file = tmp_path / "a.json"
    file.write_text("[" + ",\n".join([line] * 9000) + ",\n{]", "utf-8")
    with pytest.raises(BadInput, match="line 9001"):
        prepare(file, zone=ZONE)


def own(store: Store, tmp_path: Path) -> dict[str, object]:
    """Return a whole ticket of ours as JSON."""
    bring_in(store, write(tmp_path / "seed.json", PLAIN))
    return {**ticket_to_json(store.ticket("A1")), "id": "0197-fresh", "number": "B1"}


def test_our_own_ticket_goes_in_whole(store: Store, tmp_path: Path) -> None:
    raw = own(store, tmp_path)
    assert bring_in(store, write(tmp_path / "a.json", [raw])).created == 1
    assert ticket_to_json(store.ticket("B1")) == raw


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x" * 401}, {"title": ""}, {"title": 5}, {"title": None}, {"title": ["a"]},
        {"priority": "P9"}, {"status": "?"}, {"impact": 9}, {"impact": "x"}, {"impact": None},
        {"created_at": "yesterday"}, {"created_at": "2026-03-02T09:00:00"}, {"created_at": 5},
        {"created_at": "0001-01-01T00:00:00+00:00"}, {"updated_at": None}, {"number": None},
        {"events": []}, {"events": [5]}, {"events": [{"id": "x"}]},
        {"events": [{"id": "x", "kind": "exploded", "at": "2026-03-02T09:00:00+08:00"}]},
        {"events": [{"id": "x", "kind": "reported", "at": "2026-03-02T09:00:00"}]},
        {"events": [{"id": "x", "kind": "reported", "at": "2026-03-02T09:00:00+08:00"}] * 2},
        {"events": [{"id": 5, "kind": "reported", "at": "2026-03-02T09:00:00+08:00"}]},
        {"events": [{"id": "x", "kind": "reported", "at": "2026-03-02T09:00:00+08:00",
                     "data": {"a": 1}}]},
        {"events": [{"id": "x", "kind": "reported", "at": "2026-03-02T09:00:00+08:00",
                     "text": 7}]},
        {"tags": [["a"]]}, {"tags": 5}, {"id": ""}, {"id": "x" * 300}, {"id": "a\u202eb"},
        {"conflicts": [{"edit": "x"}]}, {"attachments": [{"sha256": "x"}]}, {"extra": {"a": 5}},
        {"extra": 5}, {"modifiers": [5]}, {"number": "A1"}, {"type": "party"}, {"body": 5},
    ],
)  # fmt: skip
def test_a_bad_ticket_of_ours_is_a_listed_row(
    store: Store, tmp_path: Path, change: dict[str, object]
) -> None:
    raw = {**own(store, tmp_path), **change}
    good = {**own(store, tmp_path), "id": "0197-good", "number": "C1"}
    result = bring_in(store, write(tmp_path / "a.json", [raw, good]))
    assert counts(result) == (2, 1, 0, 0, 1)
    assert list(reasons(result)) == [1]
    assert [one.number for one in every_ticket(store)] == ["A1", "A2", "C1"]


def test_what_cannot_be_seen_goes_from_our_own_too(store: Store, tmp_path: Path) -> None:
    raw = {**own(store, tmp_path), "title": "发\u202e票\x07"}
    assert bring_in(store, write(tmp_path / "a.json", [raw])).created == 1
    assert store.ticket("B1").title == "发票"
