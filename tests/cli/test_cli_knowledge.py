"""`knowledge` and `search --in knowledge`, as a super-user and a script call them."""

import zipfile
from pathlib import Path

import pytest
from cli_run import Run

from firstline.system.resources import resource_path

SHIPPED = resource_path("packs", "knowledge")


@pytest.fixture
def filled(run: Run) -> Run:
    assert run("knowledge", "import").code == 0
    return run


def ids(run: Run, *words: str) -> list[str]:
    done = run("search", *words, "--json")
    assert done.code == 0, done.err
    return [one["id"] for one in done.json["hits"]]


def test_the_shipped_pack_is_taken_in_once(run: Run) -> None:
    first = run("knowledge", "import", "--json").json
    assert (first["read"], first["created"], first["unchanged"]) == (28, 28, 0)
    assert {one["difference"] for one in first["differences"]} == {"new"}
    again = run("knowledge", "import", SHIPPED, "--json").json
    assert (again["created"], again["unchanged"], again["differences"]) == (0, 28, [])


def test_a_dry_run_takes_nothing(run: Run) -> None:
    for _ in range(2):
        assert run("knowledge", "import", "--dry-run", "--json").json["created"] == 28


@pytest.mark.parametrize(
    "words",
    [("knowledge", "list"), ("knowledge", "show", "K01"), ("search", "加密点数"),
     ("search", "加密点数", "--in", "knowledge")],
)  # fmt: skip
def test_a_fresh_profile_has_the_shipped_articles_without_a_window(
    run: Run, words: tuple[str, ...]
) -> None:
    done = run(*words)
    assert done.code == 0, done.err
    assert "K01" in done.out
    assert run("knowledge", "list", "--json").json["total"] == 28
    assert run("outbox", "list", "--json").json["total"] == 0  # nobody's work


def test_what_was_taken_back_here_stays_so(run: Run, tmp_path: Path) -> None:
    head = (SHIPPED / "pack.toml").read_text("utf-8")
    (tmp_path / "pack.toml").write_text(
        head.replace("withdrawn = []", 'withdrawn = ["K02"]'), "utf-8"
    )
    assert run("knowledge", "list", "--json").json["total"] == 28
    assert run("knowledge", "import", tmp_path).code == 0
    assert run("knowledge", "list", "--json").json["total"] == 27


def test_a_zip_is_a_pack_and_a_newer_one_supersedes(filled: Run, tmp_path: Path) -> None:
    text = (SHIPPED / "K01.md").read_text("utf-8").replace('"2026.11.1"', '"2026.12.1"', 1)
    head = (SHIPPED / "pack.toml").read_text("utf-8")
    head = head.replace("withdrawn = []", 'withdrawn = ["K02"]')
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as archive:
        archive.writestr("kb/K01.md", text)
        archive.writestr("kb/pack.toml", head)
    done = filled("knowledge", "import", tmp_path / "new.zip", "--json").json
    names = ("id", "difference", "old", "new")
    assert [[one[name] for name in names] for one in done["differences"]] == [
        ["K01", "superseded", "2026.11.1", "2026.12.1"],
        ["K02", "withdrawn", "2026.11.1", ""],
    ]
    assert filled("knowledge", "show", "K01", "--json").json["version"] == "2026.12.1"
    old = filled("knowledge", "show", "K01:2026.11.1")
    assert "这是旧版本,请看 K01:2026.12.1。" in old.out
    assert filled("knowledge", "list", "--json").json["total"] == 27
    assert filled("knowledge", "list", "--all", "--json").json["total"] == 29
    assert "收回" in filled("knowledge", "show", "K02").out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.zip", b"PK\x03\x04 not really", "zip"),
        ("x.txt", b"hello", "zip"),
        ("none", None, "no such file"),
        ("folder", b"", "pack.toml"),
    ],
)
def test_a_bad_pack_is_one_plain_sentence(
    run: Run, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    done = run("knowledge", "import", path, lang="en")
    assert done.code == 2
    assert said in done.line
    assert "not used" in done.line


def test_a_bad_article_names_file_and_line(run: Run, tmp_path: Path) -> None:
    for one in SHIPPED.iterdir():
        (tmp_path / one.name).write_bytes(one.read_bytes())
    bad = tmp_path / "K09.md"
    bad.write_text(bad.read_text("utf-8").replace('safety = "L1"', 'safety = "L5"'), "utf-8")
    done = run("knowledge", "import", tmp_path)
    assert done.code == 2
    assert "K09.md:11:safety" in done.line
    bad.write_bytes(b"+++\n\xff\xfe")
    assert "K09.md:2:不是 UTF-8" in run("knowledge", "import", tmp_path).line
    assert run("knowledge", "import", "--dry-run", "--json").json["created"] == 28


def test_show_says_who_may_do_each_step(filled: Run) -> None:
    found = filled("knowledge", "show", "k05", "--json", lang="en").json
    assert (found["id"], found["safety"], found["escalate_priority"]) == ("K05", "L3", "P1")
    assert {one["safety"] for one in found["steps"]} == {"L0", "L2", "L3"}
    assert all(bool(one["asks"]) is (one["safety"] != "L0") for one in found["steps"])
    sheet = filled("knowledge", "show", "K01").out
    assert "先做" in sheet
    assert "锁定:这台电脑还没有填使用者的名字" in sheet
    done = filled("knowledge", "show", "K99")
    assert done.code == 1
    assert "K99" in done.line


def test_search_finds_articles_here_there_and_beside_tickets(filled: Run) -> None:
    assert ids(filled, "加密点数", "--in", "knowledge")[0] == "K01"
    assert ids(filled, "jiami", "dianshu", "--in", "knowledge")[0] == "K01"
    filled("ticket", "new", "--title", "加密点数已饱和", "--impact", "2", "--urgency", "2")
    both = filled("search", "加密点数", "--json").json["hits"]
    assert {one["kind"] for one in both} == {"article", "ticket"}
    assert len(filled("search", "加密点数", "--limit", "1", "--json").json["hits"]) == 1
    assert {
        one["kind"]
        for one in filled("search", "加密点数", "--in", "tickets", "--json").json["hits"]
    } == {"ticket"}
    assert "status:open" not in str(ids(filled, "status:open", "加密点数"))
    english = filled("search", "backup", "--in", "knowledge", lang="en").out
    assert "Backup self-check" in english


def test_what_is_not_found_becomes_a_gap(filled: Run) -> None:
    for text in ("班车时刻", "班车 时刻", "班车时刻"):
        done = filled("search", text, "--in", "knowledge")
        assert done.code == 0
        assert "没有找到" in done.err
    filled("search", "加密点数", "--in", "knowledge")
    filled("search", "班车时刻", "--in", "tickets")
    gaps = filled("knowledge", "gaps", "--json").json
    assert [(one["text"], one["count"]) for one in gaps["gaps"]] == [("班车时刻", 3)]
    assert gaps["gaps"][0]["last_at"] == "2026-11-24T11:00:00+08:00"
    assert "班车时刻" in filled("knowledge", "gaps").out


def test_did_it_help(filled: Run) -> None:
    assert filled("knowledge", "helped", "K01", "yes", "--json").json["yes"] == 1
    assert filled("knowledge", "helped", "K01", "no", "--json").json["no"] == 1
    assert filled("knowledge", "helped", "K01", "yes", "--ticket", "X").code == 1
    assert filled("knowledge", "helped", "K01").code == 2
    assert filled("knowledge", "show", "K01", "--json").json["helped"] == {"yes": 1, "no": 1}
    assert filled("knowledge", "gaps", "--json").json["helped"] == {"yes": 1, "no": 1}


def test_deflection_is_what_was_solved_without_a_ticket(filled: Run) -> None:
    assert filled("knowledge", "gaps", "--json").json["deflection"]["percent"] is None
    words = ("--title", "打印缺行", "--impact", "3", "--urgency", "3")
    number = filled("ticket", "new", *words, "--json").json["number"]
    filled("knowledge", "helped", "K26", "yes", "--ticket", number)  # its ticket was there
    filled("knowledge", "helped", "K26", "yes")
    filled("knowledge", "helped", "K01", "yes")
    filled("knowledge", "helped", "K01", "no")
    told = filled("knowledge", "gaps", "--json").json["deflection"]
    assert told == {"solved": 2, "tickets": 1, "percent": 66}
    assert "自助分流率 66 %" in filled("knowledge", "gaps").out


def test_an_empty_desk_says_so(run: Run) -> None:
    assert "没有查不到的内容" in run("knowledge", "gaps").out
    assert "没有找到" in run("search", "zzqx", "--in", "knowledge").err


def test_what_helped_before_is_told_for_a_ticket(filled: Run) -> None:
    made = filled("ticket", "new", "--title", "全厂登录被拒,加密点数已饱和", "--impact", "1",
                  "--urgency", "1", "--json").json  # fmt: skip
    filled("ticket", "set", made["id"], "status=resolved")
    other = filled("ticket", "new", "--title", "加密点数又饱和了", "--impact", "2",
                   "--urgency", "2", "--json").json  # fmt: skip
    told = filled("ticket", "similar", other["number"], "--json").json
    assert told["total"] == len(told["hits"])
    assert [one["kind"] for one in told["hits"]] == ["ticket", "article"]
    assert (told["hits"][0]["id"], told["hits"][1]["id"]) == (made["id"], "K01")
    assert "相似" in told["hits"][0]["reason"]
    assert filled("ticket", "similar", "none").code == 1
    assert "K01" in filled("ticket", "similar", other["number"]).out
