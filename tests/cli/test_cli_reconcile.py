"""`firstline reconcile`: the seeded defects of S41 and S25 are found, all of them and no other."""

import csv
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from cli_run import Run
from openpyxl import Workbook, load_workbook
from reconcile_golden import BOOKS, STOCK, Rows, books, thousand_skus, three_defects, write

KEYS = ("--key", "单据号", "--measure", "借方,贷方", "--group", "账套,会计期间")


def both(folder: Path, source: Rows, target: Rows, encoding: str = "utf-8") -> tuple[Path, Path]:
    first = write(folder / "source.csv", BOOKS, source)
    return first, write(folder / "target.csv", BOOKS, target, encoding)


def test_equal_books_are_equal_and_exit_0(run: Run, tmp_path: Path, profile: Path) -> None:
    source, target = both(tmp_path, books(), list(reversed(books())), "gb18030")
    done = run("reconcile", source, target, *KEYS, "--json")
    assert done.code == 0, done.err
    assert done.json["verdict"] == "equal"
    assert done.json["rows"] == {
        "source": 240, "target": 240, "matched": 240, "missing": 0, "extra": 0, "different": 0,
        "equal": 240, "within_tolerance": 0,
    }  # fmt: skip
    hashes = done.json["rows_sha256"]
    assert hashes["source"] == hashes["target"]
    assert not profile.exists()


def test_a_lost_row_a_changed_cent_and_a_swapped_key_are_found(run: Run, tmp_path: Path) -> None:
    source, target = both(tmp_path, *three_defects())
    done = run("reconcile", source, target, *KEYS, "--json")
    assert done.code == 1
    rows = done.json["rows"]
    assert (rows["missing"], rows["extra"], rows["different"]) == (1, 0, 3)
    found = {tuple(one["key"]): one for one in done.json["differences"]}
    lost = found.pop(("V00100-1",))
    assert lost["kind"] == "missing"
    cent = found.pop(("V00050-1",))
    assert cent["columns"] == ["借方"]
    [[column, was, became, changed], *_] = cent["cells"]
    assert (column, changed) == ("借方", True)
    assert round(float(became) - float(was), 2) == 0.01
    assert set(found) == {("V00015-1",), ("V00016-2",)}


def test_the_totals_of_each_group_are_exact(run: Run, tmp_path: Path) -> None:
    source, target = both(tmp_path, *three_defects())
    told = run("reconcile", source, target, *KEYS, "--json").json
    whole = next(one for one in told["totals"] if not one["group"] and one["measure"] == "rows")
    assert (whole["source"], whole["target"], whole["difference"]) == ("240", "239", "-1")
    groups = {tuple(one["group"].values()) for one in told["totals"] if one["group"]}
    assert len(groups) == 24
    cent = [one for one in told["totals"]
            if one["difference"] == "0.01" and one["measure"] == "借方"]  # fmt: skip
    assert [one["group"] for one in cent] == [{"账套": "001", "会计期间": "202602"}]


def test_a_thousand_skus_have_200_differences_and_a_rate_of_20_per_cent(
    run: Run, tmp_path: Path
) -> None:
    rows, others, seeded = thousand_skus()
    source = write(tmp_path / "nc.csv", STOCK, rows)
    target = write(tmp_path / "pos.csv", STOCK, others, "utf-16")
    done = run("reconcile", source, target, "--key", "sku", "--measure", "qty,amount",
               "--date", "date", "--group", "warehouse", "--json")  # fmt: skip
    assert done.code == 1, done.err
    counts = done.json["rows"]
    assert counts["missing"] + counts["extra"] + counts["different"] == 200
    assert {one["key"][0].strip().zfill(6) for one in done.json["differences"]} == seeded
    assert done.json["error_rate"] == {
        "found": 200, "base": 1000, "base_is": "keys of the source", "percent": "20.0",
    }  # fmt: skip
    first = {tuple(one["group"].values()): one["date"] for one in done.json["first"]}
    wrong = [row for row in rows if row[0] in seeded and row[1] == "WH3"]
    assert first["WH3",] == min(row[2] for row in wrong)


def test_the_first_divergence_is_the_earliest_date_not_the_first_row(
    run: Run, tmp_path: Path
) -> None:
    head = ("id", "day", "qty")
    source = write(tmp_path / "a.csv", head, [["1", "2026-11-09", "1"], ["2", "2026-11-02", "1"]])
    target = write(tmp_path / "b.csv", head, [["1", "2026-11-09", "2"], ["2", "2026-11-02", "3"]])
    words = ("reconcile", source, target, "--key", "id", "--measure", "qty", "--json")
    assert run(*words).json["first"][0]["key"] == ["1"]
    assert run(*words, "--date", "day").json["first"][0]["key"] == ["2"]


def test_equations_hold_or_are_differences(run: Run, tmp_path: Path) -> None:
    source, target = both(tmp_path, *three_defects())
    done = run("reconcile", source, target, *KEYS, "--equation", "借方=贷方", "--json")
    wrong = [one for one in done.json["equations"] if not one["holds"]]
    assert {one["side"] for one in wrong} == {"target"}
    assert {"账套": "001", "会计期间": "202602"} in [one["group"] for one in wrong]
    broken = [one for one in done.json["differences"] if one["kind"] == "equation"]
    assert len(broken) == len(wrong) == done.json["differences_total"] - 4
    assert run("reconcile", source, source, *KEYS, "--equation", "借方=贷方").code == 0
    assert run("reconcile", target, target, *KEYS, "--equation", "借方=贷方").code == 1
    head = ("仓库", "期初", "入库", "出库", "期末")
    first = write(
        tmp_path / "a.csv", head, [["A", "10", "5", "3", "12"], ["B", "1", "0", "1", "1"]]
    )
    words = ("reconcile", first, first, "--key", "仓库", "--row-equation", "期初+入库-出库=期末")
    done = run(*words, "--json")
    assert done.code == 1
    assert [one["key"] for one in done.json["differences"]] == [["B"], ["B"]]
    assert done.json["verdict"] == "different"


def test_tolerances_are_absolute_or_per_cent(run: Run, tmp_path: Path) -> None:
    head = ("id", "amount")
    source = write(tmp_path / "a.csv", head, [["1", "100.00"], ["2", "0.10"]])
    target = write(tmp_path / "b.csv", head, [["1", "100.50"], ["2", "0.11"]])
    words = ("reconcile", source, target, "--key", "id", "--measure", "amount", "--json")
    assert run(*words).json["rows"]["different"] == 2
    assert run(*words, "--tolerance", "amount=0.01").json["rows"]["different"] == 1
    both_of = run(*words, "--tolerance", "amount=0.01", "--tolerance", "amount=0.5%")
    assert both_of.code == 0
    assert both_of.json["rows"]["within_tolerance"] == 2
    assert run(*words, "--tolerance", "amount=much").code == 2


def test_an_empty_amount_is_no_zero_and_blanks_are_counted(run: Run, tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", ("id", "x"), [["1", "0"], ["2", ""], ["3", "7"]])
    second = write(tmp_path / "b.csv", ("id", "x"), [["1", ""], ["2", "0.00"], ["3", "7.0"]])
    for files, keys in (((first, second), {"1", "2"}), ((first, first), set())):
        told = run("reconcile", *files, "--key", "id", "--measure", "x", "--json").json
        assert {one["key"][0] for one in told["differences"]} == keys
        assert told["blanks"] == {"x": [1, 1]}


def test_rules_are_stated_and_can_be_switched(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", ("id", "name"), [["007", "Ab"], ["8", "NULL"]])
    target = write(tmp_path / "b.csv", ("id", "name"), [["7", "AB"], ["8 ", ""]])
    words = ("reconcile", source, target, "--key", "id", "--json")
    done = run(*words)
    assert done.json["options"]["rules"]["zeros"] is True
    assert done.json["options"]["rules"]["case"] is False
    assert [one["columns"] for one in done.json["differences"]] == [["name"]]
    assert run(*words, "--with", "case").code == 0
    assert run(*words, "--without", "zeros", "--with", "case").json["rows"]["missing"] == 1
    assert run(*words, "--without", "null").json["rows"]["different"] == 2
    assert run(*words, "--without", "nothing").code == 2
    first = write(tmp_path / "c.csv", ("id", "x"), [["1", "1.50"], ["2", "2"]])
    second = write(tmp_path / "d.csv", ("id", "x"), [["1", "1.5"], ["2", "2"]])
    numbers = ("reconcile", first, second, "--key", "id", "--measure", "x", "--json")
    assert run(*numbers).code == 0
    assert run(*numbers, "--without", "scale").json["rows"]["different"] == 1


def test_columns_of_other_names_are_paired(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", ("物料编码", "数量"), [["1", "5"]])
    target = write(tmp_path / "b.csv", ("qty", "sku"), [["5.0", "1"]])
    done = run("reconcile", source, target, "--key", "物料编码=sku", "--measure", "数量=qty",
               "--equation", "数量=数量", "--json")  # fmt: skip
    assert done.code == 0, done.err
    assert done.json["options"]["key"] == ["物料编码=sku"]


def test_workbooks_and_sqlite_files_are_read_as_csv_is(run: Run, tmp_path: Path) -> None:
    rows = books()
    source = write(tmp_path / "source.csv", BOOKS, rows)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(BOOKS)
    for row in rows:
        sheet.append([*row[:4], float(row[4]), float(row[5]), row[6]])
    book.save(tmp_path / "target.xlsx")
    base = sqlite3.connect(tmp_path / "target.db")
    names = ", ".join(f'"{one}"' for one in BOOKS)
    base.execute(f"CREATE TABLE ledger ({names})")
    base.execute("CREATE TABLE other (a)")
    base.executemany(
        "INSERT INTO ledger VALUES (?,?,?,?,?,?,?)",
        [[*row[:4], float(row[4]), row[5], row[6]] for row in rows],
    )
    base.commit()
    base.close()
    assert run("reconcile", source, tmp_path / "target.xlsx", *KEYS).code == 0
    before = sorted(one.name for one in tmp_path.iterdir())
    assert run("reconcile", source, f"{tmp_path / 'target.db'}#ledger", *KEYS).code == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == before
    unclear = run("reconcile", source, tmp_path / "target.db", *KEYS)
    assert unclear.code == 2
    assert "ledger, other" in unclear.line


def test_floats_are_never_reckoned_with(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", ("id", "x"), [["1", "0.1"], ["2", "0.2"], ["3", "1e-2"]])
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("id", "x"), (1, 0.1), (2, 0.1 + 0.1), (3, 0.01)):
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    done = run("reconcile", source, tmp_path / "b.xlsx", "--key", "id", "--measure", "x", "--json")
    assert done.code == 0
    total = next(one for one in done.json["totals"] if one["measure"] == "x")
    assert total["source"] == total["target"] == "0.31"


def test_rows_that_agree_are_sampled_the_same_at_every_run(run: Run, tmp_path: Path) -> None:
    source, target = both(tmp_path, *three_defects())
    told = run("reconcile", source, target, *KEYS, "--sample", "30", "--json").json
    wrong = {tuple(one["key"]) for one in told["differences"]}
    keys = [tuple(one["key"]) for one in told["sample"]]
    assert len(set(keys)) == 30
    assert keys == sorted(keys)
    assert not wrong & set(keys)
    assert all(a == b for one in told["sample"] for _, a, b in one["cells"])
    moved, _ = both(tmp_path, list(reversed(books())), three_defects()[1])
    again = run("reconcile", moved, target, *KEYS, "--sample", "30", "--json").json
    assert [tuple(one["key"]) for one in again["sample"]] == keys


def test_formulas_without_a_result_and_links_to_other_files(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", ("id", "x"), [["1", "3"]])
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("id", "x"), (1, "=1+2")):
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    words = ("reconcile", source, tmp_path / "b.xlsx", "--key", "id", "--measure", "x")
    done = run(*words)
    assert done.code == 2
    assert "公式" in done.line
    linked = tmp_path / "linked.xlsx"
    with zipfile.ZipFile(tmp_path / "b.xlsx") as old, zipfile.ZipFile(linked, "w") as made:
        for one in old.infolist():
            body = old.read(one)
            if one.filename.endswith("sheet1.xml"):
                body = re.sub(rb"<f>1\+2</f><v */>|<f>1\+2</f><v></v>",
                              b"<f>[1]Other!A1</f><v>3</v>", body)  # fmt: skip
            made.writestr(one, body)
        made.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    done = run("reconcile", source, linked, "--key", "id", "--measure", "x", "--json")
    assert done.code == 0, (done.err, done.out)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_the_difference_file_is_evidence(run: Run, tmp_path: Path, ending: str) -> None:
    rows, others = three_defects()
    others[0][6] = "=HYPERLINK(1)"
    source, target = both(tmp_path, rows, others)
    out = tmp_path / f"差异.{ending}"
    words = ("reconcile", source, target, *KEYS, "--out", out, "--json")
    done = run(*words)
    told = done.json["out"]
    assert told["differences"] == done.json["differences_total"] == 5
    before = out.read_bytes()
    assert run(*words).json["out"] == told
    assert out.read_bytes() == before
    hashes = [one["sha256"] for one in done.json["inputs"].values()]
    if ending == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        assert len(lines) == 6
        assert all(any(one in head for head in lines[0]) for one in hashes)
        assert any("'=HYPERLINK(1)" in line for line in lines)
    elif ending == "xlsx":
        book = load_workbook(out)
        assert book.worksheets[0].max_row == 6
        said = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
        assert set(hashes) <= said
        assert not [cell for row in book.worksheets[0].iter_rows() for cell in row
                    if cell.data_type == "f"]  # fmt: skip
    else:
        document = json.loads(before)
        assert len(document["differences"]) == 5
        assert [one["sha256"] for one in document["inputs"].values()] == hashes


def test_a_person_reads_verdict_counts_and_differences(run: Run, tmp_path: Path) -> None:
    source, target = both(tmp_path, *three_defects())
    done = run("reconcile", source, target, *KEYS)
    assert "结论:有差异" in done.out
    assert "V00100-1" in done.out
    done = run("reconcile", source, target, *KEYS, lang="en")
    assert "Verdict: different" in done.out
    assert not any("\u4e00" <= char <= "\u9fff" for char in done.out.splitlines()[0])
