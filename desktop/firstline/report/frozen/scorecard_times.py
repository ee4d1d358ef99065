"""The times of a scorecard: cycle, gates, waves, rehearsals, and the margin of the rollback."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from firstline.domain.natural import natural
from firstline.domain.runbook.book import Book
from firstline.domain.runbook.proof import DRILLS, DrillKind
from firstline.domain.runbook.runbook import MODES, Mode
from firstline.domain.words import Text
from firstline.report.frozen.table import NOT_MEASURED, Words

Json = Mapping[str, Any]
_LOG = Text("操作手册的记录", "log of the runbook")


def live_of(told: Json) -> Json | None:
    """Return the last live run that ended and was neither rolled back nor broken off, or None."""
    done = [
        one for one in told["runs"]
        if one["mode"] == "live" and one["ended"] and not one["aborted"] and not one["rollback"]
    ]  # fmt: skip
    return done[-1] if done else None


def unmeasured(why: Text, words: Words) -> list[str]:
    """Return the actual and the source of a figure that nobody measured, with the reason."""
    return [words.say(NOT_MEASURED), words.say(why)]


def days(took: timedelta, words: Words) -> str:
    """Return a duration in days with one place, cut off; below a day in hours and minutes."""
    if took < timedelta(days=1):
        hours, minutes = divmod(int(took / timedelta(minutes=1)), 60)
        return words.say(Text(f"{hours} 小时 {minutes} 分", f"{hours} h {minutes} min"))
    tenths = int(took / timedelta(days=1) * 10)
    said = f"{tenths // 10}.{tenths % 10}"
    return words.say(Text(f"{said} 天(自然日)", f"{said} calendar days"))


def _minutes(value: float | None, words: Words) -> str:
    return "—" if value is None else words.say(Text(f"{value:.1f} 分钟", f"{value:.1f} min"))


def cycle_rows(book: Book, told: Json, words: Words) -> list[list[str]]:
    """Return how long the move took from its begin, and from the start gate, to the go-live."""
    live, ends = live_of(told), told["settings"]["window_end"]
    over = datetime.fromisoformat(live["ended"]) if live else None
    wanted = datetime.fromisoformat(ends) if ends else None
    acts = [one.at for one in book.said]
    first = book.template.gates[0] if book.template.gates else None
    starts = [(Text("从第一条记录到上线", "First entry to go-live"), min(acts, default=None))]
    if first is not None:
        closed = _closed(book, told, first.id)
        starts.append((Text(f"从起始关口 {first.id} 到上线", f"Start gate {first.id} to go-live"),
                       closed))  # fmt: skip
    rows = []
    for name, begin in starts:
        plan = days(wanted - begin, words) if begin and wanted and wanted > begin else "—"
        if begin is None:
            told_ = unmeasured(Text("起始关口还有未完成项", "the start gate is not closed"), words)
        elif over is None:
            told_ = unmeasured(Text("没有完成的正式切换", "no live cutover was finished"), words)
        else:
            why = Text(f"{words.at(begin)} → {words.at(over)},{_LOG.zh}",
                       f"{words.at(begin)} → {words.at(over)}, {_LOG.en}")  # fmt: skip
            told_ = [days(max(over - begin, timedelta()), words), words.say(why)]
        rows.append([words.say(name), plan, *told_])
    rows.append([
        words.say(Text("比基线缩短", "Shorter than the baseline")), "—",
        *unmeasured(Text("没有登记周期基线", "no baseline of the cycle was recorded"), words),
    ])  # fmt: skip
    return rows


def _closed(book: Book, told: Json, gate: str) -> datetime | None:
    """Return the last act on the items of a gate whose items are all closed, else None."""
    found = next(one for one in told["gates"] if one["id"] == gate)
    acts = _acts(book, gate)
    return max(acts) if acts and found["closed"] == found["total"] else None


def _acts(book: Book, gate: str) -> list[datetime]:
    return [act.at for item in book.template.of_gate(gate) for act in book.acts.get(item.id, ())]


def gate_rows(book: Book, told: Json, words: Words) -> list[list[str]]:
    """Return each gate: its steps in the cutover, or the days from its first to its last act."""
    live, rows = live_of(told), []
    timed = {one.id for one in book.template.gates if one.timed}
    for gate in told["gates"]:
        name = f"{gate['id']} {gate['title_zh' if words.language == 'zh_CN' else 'title_en']}"
        count = Text(f"{gate['closed']}/{gate['total']} 项完成",
                     f"{gate['closed']} of {gate['total']} closed")  # fmt: skip
        if gate["id"] in timed:
            ids = {one["id"] for one in told["items"] if one["gate"] == gate["id"]}
            rows.append([name, *_steps(live, ids, words)])
            continue
        acts = _acts(book, gate["id"])
        if not acts:
            why = Text("还没有任何记录", "nothing was recorded yet")
            rows.append([name, "—", *unmeasured(why, words)])
            continue
        why = Text(f"第一条到最后一条记录;{count.zh}", f"first to last entry; {count.en}")
        rows.append([name, "—", days(max(acts) - min(acts), words), words.say(why)])
    return rows


def wave_rows(told: Json, words: Words) -> list[list[str]]:
    """Return each wave: the sum of its steps, planned and taken in the cutover."""
    live = live_of(told)
    waves: dict[str, set[str]] = {}
    for one in told["items"]:
        if one["wave"]:
            waves.setdefault(one["wave"], set()).add(one["id"])
    if not waves:
        why = Text("计划没有分批", "the plan has no waves")
        return [[words.say(Text("批次", "Waves")), "—", *unmeasured(why, words)]]
    return [[name, *_steps(live, waves[name], words)] for name in sorted(waves, key=natural)]


def _steps(live: Json | None, ids: set[str], words: Words) -> list[str]:
    """Return planned, actual and source of some steps of the cutover, those with both times."""
    if live is None:
        return ["—", *unmeasured(Text("没有完成的正式切换", "no live cutover was finished"), words)]
    mine = [one for one in live["steps"] if one["item"] in ids]
    both = [one for one in mine if one["planned"] is not None and one["actual"] is not None]
    taken = [one for one in mine if one["actual"] is not None]
    if not taken:
        return ["—", *unmeasured(Text("没有一步计时", "no step was timed"), words)]
    if len(both) == len(taken):
        plan = _minutes(sum(one["planned"] for one in both), words)
    else:
        plan = words.say(Text(f"只有 {len(both)} 步有计划", f"only {len(both)} steps planned"))
    why = Text(f"{live['id']}:{len(taken)}/{len(mine)} 步计时,时长之和",
               f"{live['id']}: sum of {len(taken)} of {len(mine)} steps timed")  # fmt: skip
    return [plan, _minutes(sum(one["actual"] for one in taken), words), words.say(why)]


def accuracy_rows(told: Json, words: Words) -> list[list[str]]:
    """Return for each ended run how far it lay from its plan, against the tolerance."""
    limit, rows = told["settings"]["tolerance_percent"], []
    for run in told["runs"]:
        name = f"{words.say(MODES[Mode(run['mode'])])} {run['number']}"
        wanted = words.say(Text(f"偏差 ≤ {limit} %", f"≤ {limit} % off the plan"))
        both = sum(one["planned"] is not None and one["actual"] is not None for one in run["steps"])
        if not run["ended"] or not run["planned_minutes"]:
            why = (Text("没有结束", "not ended") if not run["ended"] else
                   Text("没有一步有计划和实际", "no step has both plan and actual"))  # fmt: skip
            rows.append([name, wanted, *unmeasured(why, words)])
            continue
        plan, actual = run["planned_minutes"], run["actual_minutes"]
        off = abs(actual - plan) * 100 / plan
        ok = Text("在容差内", "within") if off <= limit else Text("超出", "OUTSIDE")
        said = f"{off:.1f} %, {words.say(ok)}"
        why = Text(
            f"{run['id']}:{both} 步,计划 {plan:g} 分,实际 {actual:g} 分",
            f"{run['id']}: {both} steps, {plan:g} min planned, {actual:g} min taken",
        )
        rows.append([name, wanted, said, words.say(why)])
    if not rows:
        why = Text("没有演练,也没有切换", "no rehearsal and no cutover")
        rows.append([words.say(Text("演练", "Rehearsals")), "—", *unmeasured(why, words)])
    return rows


def margin_rows(told: Json, words: Words) -> list[list[str]]:
    """Return how much time was left for a safe rollback, and the measured way back."""
    live, budget = told["live"], told["settings"]["rollback_budget_minutes"]
    rows = [[words.say(Text("回退时长", "The way back")),
             "—" if budget is None else f"≤ {_minutes(float(budget), words)}",
             *_way_back(live, words)]]  # fmt: skip
    latest, run = live["latest_rollback_at"], _last_live(told)
    name = words.say(Text("余量:到最晚安全回退时刻", "Margin to the latest safe rollback"))
    if latest is None:
        why = Text("停机窗口、验证时长或回退演练缺一",
                   "the window, the validation or the rollback drill is missing")  # fmt: skip
        return [*rows, [name, "> 0", *unmeasured(why, words)]]
    if run is None:
        why = Text("没有正式切换", "there was no live cutover")
        return [*rows, [name, "> 0", *unmeasured(why, words)]]
    ponr = run["point_of_no_return"]
    at = ponr["at"] if ponr else run["ended"] or ""
    said = (
        Text("不可回退点", "point of no return") if ponr else Text("切换结束", "end of the cutover")
    )
    if not at:
        why = Text("切换还在进行", "the cutover goes on")
        return [*rows, [name, "> 0", *unmeasured(why, words)]]
    left = datetime.fromisoformat(latest) - datetime.fromisoformat(at)
    why = Text(f"{words.at(latest)} − {said.zh} {words.at(at)}",
               f"{words.at(latest)} − {said.en} {words.at(at)}")  # fmt: skip
    return [*rows, [name, "> 0", _minutes(left / timedelta(minutes=1), words), words.say(why)]]


def _way_back(live: Json, words: Words) -> list[str]:
    by = live["rollback_measured_by"]
    if live["rollback_minutes"] is None or by is None:
        return unmeasured(Text("没有通过的回退或恢复演练", "no drill passed"), words)
    return [_minutes(live["rollback_minutes"], words), words.say(DRILLS[DrillKind(by)])]


def _last_live(told: Json) -> Json | None:
    found: Sequence[Json] = [one for one in told["runs"] if one["mode"] == "live"]
    return found[-1] if found else None


def waiver_rows(told: Json, words: Words) -> list[list[str]]:
    """Return how many items pass by a waiver, how many waivers ended, and what does not apply."""
    log = words.say(_LOG)
    waived = [one["id"] for one in told["items"] if one["state"] == "waived"]
    ended = [one["id"] for one in told["items"] for let in one["waivers"] if let["expired"]]
    away = [one["id"] for one in told["items"] if one["state"] == "n/a"]
    lines = (
        (Text("靠豁免通过的项", "Items that pass by a waiver"), waived),
        (Text("已过期的豁免", "Waivers that ended"), ended),
        (Text("不适用的项", "Items that do not apply"), away),
    )
    return [[words.say(name), "—", _listed(ids), log] for name, ids in lines]


def _listed(ids: Sequence[str]) -> str:
    few = ", ".join(ids[:12]) + ("…" if len(ids) > 12 else "")
    return f"{len(ids)} ({few})" if ids else "0"
