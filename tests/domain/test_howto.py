"""Questions that propose a course, what a training changed, and shares with their limits."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import count

import pytest

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.routing import roster
from firstline.domain.training import shares
from firstline.domain.training.curriculum import Course
from firstline.domain.training.howto import Asking, effect, proposals, ratio_interval
from firstline.domain.training.person import Person
from firstline.domain.words import Text

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
NUMBERS = count(1)
STORE = Course("WHS-201", Text("盘点与库存账", "Stock-take"), "warehouse", 2)
BUY = Course("PUR-101", Text("采购订单", "Purchase orders"), "purchase", 1)
COURSES = {one.code: one for one in (STORE, BUY)}
ZHOU = Person(
    "p1", "W01", "周敏", team="仓库", site="一厂", roles={"warehouse": None}, label="周敏"
)
WU = Person("p2", "W02", "吴刚", team="仓库", site="一厂", roles={"warehouse": None}, label="吴刚")


def asks(title: str = "盘点单怎么调整", days: float = 1, who: str = "周敏",
         module: str = "库存") -> Asking:  # fmt: skip
    at = NOW - timedelta(days=days)
    return Asking(f"t{next(NUMBERS)}", "N1", title, at, who, "U8", module, "一厂")


def test_five_alike_from_one_team_in_thirty_days_propose_a_course() -> None:
    five = [asks(days=day, who="周敏" if day % 2 else "吴刚") for day in (1, 8, 15, 22, 29)]
    (found,) = proposals(five, [ZHOU, WU], COURSES, NOW)
    assert (found.team, found.about, found.course) == ("仓库", "库存", STORE)
    assert proposals(five[:4], [ZHOU, WU], COURSES, NOW) == []


@pytest.mark.parametrize(
    "other",
    [asks(days=31), asks(module="采购"), asks(who="别班的人"), asks(days=-1)],
    ids=["too old", "another thing", "another team", "to come"],
)
def test_a_fifth_that_is_not_alike_proposes_nothing(other: Asking) -> None:
    assert proposals([*(asks(days=day) for day in range(1, 5)), other], [ZHOU], COURSES, NOW) == []


def test_without_a_module_the_words_tell_what_is_alike() -> None:
    alike = [asks(f"采购订单怎么改数量 {n}", module="") for n in range(5)]
    (found,) = proposals(alike, [ZHOU], COURSES, NOW)
    assert found.course == BUY
    others = ["怎么打印", "月末怎么结账", "密码忘了", "报表在哪", "扫码枪连不上"]
    assert proposals([asks(one, module="") for one in others], [ZHOU], COURSES, NOW) == []


def test_the_code_of_a_module_alone_finds_its_course() -> None:
    bare = [asks("怎么弄", day, module="ST") for day in range(1, 6)]
    (found,) = proposals(bare, [ZHOU], COURSES, NOW)
    assert found.course == STORE
    other = [asks("怎么弄", day, module="XX") for day in range(1, 6)]
    (found,) = proposals(other, [ZHOU], COURSES, NOW)
    assert found.course is None


def test_both_spans_of_an_effect_are_equally_long() -> None:
    on = date(2026, 11, 18)
    asked = [asks(days=day) for day in (9, 8, 11, 12, 19, 25)]
    found = effect(asked, on, NOW.date(), UTC)
    assert (found.days, found.before, found.after) == (10, 3, 2)
    assert "偶然" in found.why.zh


def test_the_ratio_of_counts_has_an_exact_interval() -> None:
    low, high = ratio_interval(20, 5)
    assert low == pytest.approx(0.0733, abs=2e-4)  # Clopper and Pearson of 5 in 25: 6.83 to 40.70 %
    assert high == pytest.approx(0.6864, abs=2e-4)
    assert ratio_interval(0, 3) == (None, None)


# --- shares ---


def share(part: int, whole: int, **more: object) -> Entity:
    values = {
        "title": "订单差错率", "sort": "errors", "rule": "发错货算差错", "start": "2026-10-01",
        "end": "2026-10-31", "part": part, "whole": whole, "target": "1", "source": "月报", **more,
    }  # fmt: skip
    stamp = Stamp(f"0193-{next(NUMBERS):06}", NOW, "李娜")
    made = rebase_entity(None, (sheets.new_record(shares.SHEET, values, stamp, UTC),))  # type: ignore[arg-type]
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("part", "whole", "operator", "met"),
    [(10, 1000, "le", True), (10, 1000, "lt", False), (11, 1000, "le", False),
     (10, 1000, "", False), (9, 1000, "", True)],
)  # fmt: skip
def test_one_percent_is_met_by_the_operator_alone(
    part: int, whole: int, operator: str, met: bool
) -> None:
    more = {"operator": operator} if operator else {}
    found = shares.share_of(share(part, whole, **more))
    assert found is not None
    assert found.met is met
    assert shares.percent(found.value) == f"{part / 10:.2f}"


@pytest.mark.parametrize(("part", "met"), [(95, True), (94, False)])
def test_adoption_of_95_in_100_is_met(part: int, met: bool) -> None:
    found = shares.share_of(share(part, 100, sort="users", target="95"))
    assert found is not None
    assert found.met is met


def test_few_cases_say_so_and_show_their_interval() -> None:
    found = shares.share_of(share(0, 20))
    assert found is not None
    low, high = found.interval
    assert low == 0
    assert high == pytest.approx(0.1611, abs=2e-4)  # Wilson: z² / (n + z²)
    assert "n=20" in found.why.en


@pytest.mark.parametrize("wrong", [{"part": 5, "whole": 4}, {"target": "x"}, {"target": "101"},
                                   {"end": "2026-09-01"}, {"whole": 0}])  # fmt: skip
def test_what_makes_no_share_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        share(**{"part": 1, "whole": 10, **wrong})  # type: ignore[arg-type]


def test_before_and_after_by_one_rule_are_compared() -> None:
    before = share(30, 1000, phase="before")
    after = share(10, 1000, phase="after", start="2026-11-01", end="2026-11-30")
    other = share(1, 1000, phase="after", rule="另一口径", start="2026-11-01", end="2026-11-30")
    (found,) = shares.changes(shares.shares([before, after, other]))
    assert found.difference == Fraction(-2, 100)
    assert found.sure
    near = share(29, 1000, phase="after", start="2026-11-01", end="2026-11-30")
    (found,) = shares.changes(shares.shares([before, near]))
    assert not found.sure


def test_leavers_are_not_asked_to_use_it() -> None:
    gone = Person("p3", "W03", "郑洁", site="一厂", left=date(2026, 10, 31),
                  roles={"warehouse": None})  # fmt: skip
    later = Person("p4", "W04", "王芳", site="一厂", roles={"warehouse": date(2026, 11, 2)})
    many = [ZHOU, gone, later]
    assert shares.should_use(many, "warehouse", date(2026, 10, 30)) == [ZHOU, gone]
    assert shares.should_use(many, "warehouse", date(2026, 10, 31)) == [ZHOU]
    assert shares.should_use(many, "warehouse", date(2026, 11, 2), "一厂") == [ZHOU, later]
    away = [roster.Person("x", gone.name, leave=((date(2026, 10, 20), date(2026, 11, 4)),))]
    short = [roster.Person("x", gone.name, leave=((date(2026, 10, 21), date(2026, 11, 4)),))]
    names = shares.long_away(away, date(2026, 10, 30))
    assert shares.should_use(many, "warehouse", date(2026, 10, 30), away=names) == [ZHOU]
    assert not shares.long_away(short, date(2026, 10, 30)), "fifteen days are no long leave (A10)"
    assert not shares.long_away(away, date(2026, 11, 5))
