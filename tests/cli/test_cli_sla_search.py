"""`sla evaluate` and `search`, as a script calls them."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_run import Run

from firstline.system.resources import resource_path

New = Callable[..., dict[str, Any]]
CASE = {
    "agreements": ["seed-2023"],
    "as_of": "2026-11-23T18:00:00+08:00",
    "events": [
        {"kind": "reported", "at": "2026-11-23T10:00:00+08:00", "priority": "P3"},
        {"kind": "handed_off", "at": "2026-11-23T10:05:00+08:00",
         "received_at": "2026-11-23T10:06:00+08:00", "proof": True},
        {"kind": "responded", "leg": "vendor", "at": "2026-11-23T11:06:00+08:00",
         "received_at": "2026-11-23T11:06:00+08:00", "proof": True},
    ],
}  # fmt: skip


def evaluate(run: Run, path: Path, text: str, *words: str) -> Any:
    path.write_text(text, "utf-8")
    done = run("sla", "evaluate", path, *words)
    assert done.code == 0, done.err
    return done.json


def test_a_case_gives_its_clocks(run: Run, tmp_path: Path, profile: Path) -> None:
    found = evaluate(run, tmp_path / "case.json", json.dumps(CASE))
    assert found["as_of"] == CASE["as_of"]
    assert [(one["metric"], one["state"]) for one in found["clocks"]] == [
        ("first_response", "met"), ("resolution", "running"),
    ]  # fmt: skip
    assert found["clocks"][0]["counted_s"] == 3600
    assert found["clocks"][0]["trace"]
    assert not profile.exists()


def test_a_pack_by_path_from_here_or_beside_the_case(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = resource_path("packs", "sla_seed_2023.toml").read_text("utf-8")
    (tmp_path / "pack.toml").write_text(text.replace("seed-2023", "ours"), "utf-8")
    for ref in ("pack.toml", str(tmp_path / "pack.toml")):
        case = json.dumps({**CASE, "agreements": [ref]})
        found = evaluate(run, tmp_path / "case.json", case)
        assert {one["agreement"] for one in found["clocks"]} == {"ours"}
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deep").mkdir()
    case = json.dumps({**CASE, "agreements": ["pack.toml"]})
    assert evaluate(run, tmp_path / "deep" / "case.json", case)["clocks"]


def test_lines_give_a_result_each_and_a_bad_one_its_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join((json.dumps(CASE), "{", "", json.dumps(CASE))), "utf-8")
    done = run("sla", "evaluate", path)
    assert done.code == 2
    results = [json.loads(line) for line in done.out.splitlines()]
    assert [sorted(one) for one in results] == [["as_of", "clocks"], ["error"], ["as_of", "clocks"]]
    assert "cases.jsonl:2" in results[1]["error"]


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, text in (((), json.dumps(CASE)), (("--lines",), json.dumps(CASE) * 1)):
        source = io.TextIOWrapper(io.BytesIO(text.encode()))
        monkeypatch.setattr("sys.stdin", source)
        done = run("sla", "evaluate", "-", *words)
        assert done.code == 0
        assert done.json["clocks"]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("{", "case.json"),
        (json.dumps({**CASE, "colour": 1}), "colour"),
        (json.dumps({**CASE, "as_of": "2026-02-30T00:00:00+08:00"}), "as_of"),
        (json.dumps({**CASE, "agreements": ["no-such-pack"]}), "no-such-pack"),
        (json.dumps({**CASE, "events": [{"kind": "exploded", "at": "2026-11-23T10:00+08:00"}]}),
         "exploded"),
        (json.dumps({**CASE, "events": CASE["events"][1:]}), "case.json"),
    ],
)  # fmt: skip
def test_a_bad_case_is_one_line(run: Run, tmp_path: Path, change: str, part: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(change, "utf-8")
    done = run("sla", "evaluate", path)
    assert done.code == 2
    assert part in done.line
    assert not done.out


def test_a_case_in_another_encoding(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes("案例".encode("gb18030"))
    done = run("sla", "evaluate", path)
    assert done.code == 2
    assert "UTF-8" in done.line


def test_search_finds_words_codes_and_initials(run: Run, new: New) -> None:
    new(title="库存账不平")
    new("--body", "报 ORA-01555 快照过旧", title="合并报表失败")
    for text, title in (("库存账", "库存账不平"), ("kcz", "库存账不平"),
                        ("ORA-01555", "合并报表失败"), ("存", "库存账不平")):  # fmt: skip
        every = run("search", text, "--json").json["hits"]
        hits = [one for one in every if one["kind"] == "ticket"]  # the shipped articles aside
        assert [one["title"] for one in hits] == [title], text
        assert set(hits[0]) >= {"kind", "id", "title", "snippet", "score"}
    assert "库存账不平" in run("search", "库存").out
    assert len(run("search", "报 OR 账", "--json", "--limit", "0").json["hits"]) == 0


def test_a_search_without_a_hit_is_fine(run: Run, new: New) -> None:
    new()
    done = run("search", "nothing-like-that", "--json")
    assert (done.code, done.json["hits"]) == (0, [])
    assert run("search", "nothing-like-that", "--in", "knowledge", "--json").json["hits"] == []
    assert run("search", "打印机", "--in", "tickets", "--json").json["hits"]


def test_the_packs_in_use_say_where_they_come_from_and_how_old_they_are(
    run: Run, profile: Path
) -> None:
    (profile / "packs").mkdir(parents=True)
    own = profile / "packs" / "contract.toml"
    own.write_text(
        'schema = "firstline.sla/1"\nid = "contract"\ntitle_zh = "合同"\ncounterparty = "vendor"\n'
        'version = "2"\nas_of = "2025-01"\nsource = "合同 HT-7"\nverified = true\n'
        '[[target]]\npriority = "P3"\nclock = "24x7"\nrespond_minutes = 30\n',
        "utf-8",
    )
    rows = {one["id"]: one for one in run("sla", "packs", "--json").json["packs"]}
    held = rows["contract"]
    assert held["sha256"] == hashlib.sha256(own.read_bytes()).hexdigest()
    assert (held["verified"], held["source"]) == (True, "合同 HT-7")
    assert "12 个月" in held["out_of_date"]
    assert not rows["seed-2023"]["verified"]
    assert rows["seed-2023"]["sha256"]
    assert "unverified" in run("sla", "packs", lang="en").out
