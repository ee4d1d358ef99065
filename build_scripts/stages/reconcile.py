"""The reconcile page for pictures: a comparison with seeded defects, its totals, and the form."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.domain.words import Language, Text
from firstline.widgets.reconcile.page import ReconcilePage

Stage = Callable[[House], None]
_HEAD = (
    Text("单据号,账套,会计期间,科目,借方,贷方,摘要",
         "doc_no,account_set,period,account,debit,credit,memo"),
)  # fmt: skip
_MEMO = Text("收款", "receipt")


def write_books(folder: Path, *, english: bool) -> tuple[Path, Path]:
    """Write books and a copy with a lost row, a changed cent and a swapped key."""
    language: Language = "en" if english else "zh_CN"
    rows = []
    for n in range(1, 61):
        group = f"00{1 + n % 2},2026{10 + n % 2}"
        rows.append(f"V{n:04},{group},1002,{n * 137.5:.2f},0.00,{_MEMO.in_(language)} {n}")
    wrong = list(rows)
    cells = wrong[11].split(",")
    cells[4] = f"{float(cells[4]) + 0.01:.2f}"
    wrong[11] = ",".join(cells)
    first, second = wrong[20].split(",", 1), wrong[22].split(",", 1)
    wrong[20], wrong[22] = f"{first[0]},{second[1]}", f"{second[0]},{first[1]}"
    del wrong[40]
    both = (folder / "U8_2026.csv", folder / "cloud_2026.csv")
    for path, lines in zip(both, (rows, wrong), strict=True):
        path.write_text("\n".join([_HEAD[0].in_(language), *lines]) + "\n", "utf-8")
    return both


def _page(house: House) -> ReconcilePage:
    house.shell.aids.deeds.run("reconcile")
    settle(house, 200)
    page = house.shell.pages.currentWidget()
    if not isinstance(page, ReconcilePage):
        raise TypeError("the page of comparisons did not come")
    return page


def _filled(house: House) -> ReconcilePage:
    page = _page(house)
    page.show_form()
    with tempfile.TemporaryDirectory() as place:
        english = house.speech.language == "en"
        source, target = write_books(Path(place), english=english)
        page.form.take(str(source), str(target))
        settle(house, 600)
        name = Text("年初余额迁移", "Opening balances")
        page.form.fields["name"].setText(house.speech(name))
        page.form.run()
        settle(house, 1500)
    return page


def _found(house: House) -> None:
    page = _filled(house)
    page.panel.why.setText(house.speech(Text("两张凭证的键对调", "Two vouchers swapped keys")))
    page.panel.differences.go_to("2")
    page.panel.explain_alike.click()
    settle(house, 300)


def _totals(house: House) -> None:
    page = _filled(house)
    page.panel.tabs.setCurrentIndex(1)
    settle(house, 200)


def _form(house: House) -> None:
    page = _page(house)
    page.show_form()
    with tempfile.TemporaryDirectory() as place:
        english = house.speech.language == "en"
        source, target = write_books(Path(place), english=english)
        page.form.take(str(source), str(target))
        settle(house, 600)


SCREENS: Mapping[str, Stage] = {
    "reconcile": _found,
    "reconcile_totals": _totals,
    "reconcile_new": _form,
}
