"""The outcome on a scorecard: differences, defects by day, errors left, adoption."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from firstline.domain.edits.entity import Entity
from firstline.domain.health.burn_down import burn_down
from firstline.domain.health.finding import SEVERITIES
from firstline.domain.health.measurement import one_place
from firstline.domain.health.sheet import day_of, text_of, whole_of
from firstline.domain.reconcile.record import Kept
from firstline.domain.words import Text
from firstline.report.frozen.scorecard_times import live_of, unmeasured
from firstline.report.frozen.table import Table, Words

Json = Mapping[str, Any]
_DAYS = 31  # after the go-live that are told one by one


def difference_rows(kept: Sequence[Kept], words: Words) -> list[list[str]]:
    """Return found, explained and signed of each reconciliation that is evidence."""
    name = words.say(Text("未解释差异", "Unexplained differences"))
    if not kept:
        why = Text("没有一项证据写明对账编号 RC-…", "no evidence names a reconciliation RC-…")
        return [[name, "0", *unmeasured(why, words)]]
    rows = []
    for one in kept:
        signed = (Text(f"{one.signature.by} 已签字", f"signed by {one.signature.by}")
                  if one.signature else Text("未签字", "NOT SIGNED"))  # fmt: skip
        explained = one.found - one.unexplained
        said = Text(
            f"{one.unexplained}(发现 {one.found},已说明 {explained}),{signed.zh}",
            f"{one.unexplained} ({one.found} found, {explained} explained), {signed.en}",
        )
        rows.append([name, "0", words.say(said), f"{one.number} {one.name}"])
    return rows


def defect_rows(
    defects: Sequence[Entity], told: Json, now: datetime, words: Words
) -> list[list[str]]:
    """Return the findings of the project by severity: how many, and how many are open."""
    where = Text(
        f"发现项登记,项目“{told['name']}”", f"register of findings, project “{told['name']}”"
    )
    if not defects:
        why = Text(f"{where.zh}:没有记录", f"{where.en}: nothing recorded")
        return [[words.say(Text("缺陷", "Defects")), "—", *unmeasured(why, words)]]
    rows = []
    for severity, name in SEVERITIES.items():
        mine = [one for one in defects if text_of(one, "severity") == severity]
        if not mine:
            continue
        left = sum(text_of(one, "state") == "open" for one in mine)
        late = sum(_late(one, now.date()) for one in mine)
        said = Text(f"{len(mine)},未处理 {left},其中超期 {late}",
                    f"{len(mine)}, {left} open, {late} of them overdue")  # fmt: skip
        rows.append([words.say(name), "—", words.say(said), words.say(where)])
    return rows


def _late(one: Entity, today: date) -> bool:
    due = day_of(one, "due")
    return text_of(one, "state") == "open" and due is not None and due < today


def defect_days(defects: Sequence[Entity], told: Json, words: Words) -> Table:
    """Return the defects that were first seen on each day after the go-live, with their sum."""
    heads = ((Text("上线后第几天", "Day after go-live"), 25), (Text("日期", "Date"), 25),
             (Text("新缺陷", "New defects"), 25), (Text("累计", "In all"), 25))  # fmt: skip
    live = live_of(told)
    rows: list[list[str]] = []
    if live is not None:
        first = datetime.fromisoformat(live["ended"]).astimezone(words.zone).date()
        seen = [day for one in defects if (day := day_of(one, "first_seen")) and day >= first]
        last = min(max(seen, default=first), first + timedelta(days=_DAYS))
        rows = _by_day(seen, first, last) if seen else []
    return Table(Text("上线后每天的缺陷", "Defects by day after go-live"), heads, rows)


def _by_day(seen: Sequence[date], first: date, last: date) -> list[list[str]]:
    rows, whole = [], 0
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        count = seen.count(day)
        whole += count
        rows.append([str(n), day.isoformat(), str(count), str(whole)])
    beyond = len(seen) - whole
    if beyond:
        rows.append([f"> {_DAYS}", "", str(beyond), str(len(seen))])
    return rows


def burn_down_rows(cases: Sequence[Entity], words: Words) -> list[list[str]]:
    """Return what is left of each error baseline of the project."""
    name = words.say(Text("错误下降", "Error reduction"))
    if not cases:
        why = Text("没有冻结的错误基线", "no error baseline was frozen")
        return [[name, "—", *unmeasured(why, words)]]
    rows = []
    for one in sorted(cases, key=lambda case: (text_of(case, "name"), case.id)):
        found, title = burn_down(one), text_of(one, "name")
        wanted = f"≥ {whole_of(one, 'target_percent') or 90} %"
        if found.reduction is None:
            rows.append([title, wanted, *unmeasured(found.why, words)])
        else:
            ok = Text("达到", "met") if found.met else Text("未达到", "NOT MET")
            said = f"{one_place(found.reduction)} %, {words.say(ok)}"
            rows.append([title, wanted, said, words.say(found.why)])
    return rows


def adoption_rows(words: Words) -> list[list[str]]:
    """Return that adoption is not measured: nothing here records the use of the new system."""
    why = Text(
        "这里没有新系统的使用数据;登录次数不算采用",
        "nothing here records the use of the new system; logins are no adoption",
    )
    return [[words.say(Text("采用率", "Adoption rate")), "—", *unmeasured(why, words)]]
