"""What is to be done, as lines: by day, by team or by person, and vouchers that end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.ending import Ending
from firstline.domain.training.action_list import ToDo
from firstline.domain.training.howto import Proposal
from firstline.domain.training.person import plain_name, plain_number
from firstline.domain.training.standing import State
from firstline.domain.words import Text
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.words import table

WITHIN: Mapping[str, Text] = {
    "7": Text("本周(7 天)", "This week (7 days)"), "30": Text("30 天之内", "Within 30 days"),
    "90": Text("90 天之内", "Within 90 days"),
}  # fmt: skip
ORDERS: Mapping[str, Text] = {
    "due": Text("按期限", "By day"), "team": Text("按班组", "By team"),
    "person": Text("按人员", "By person"),
}  # fmt: skip
SHOWN = 500
LATE = frozenset({State.OVERDUE, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together under one head; `head` is "" where all stands in one list."""

    head: str
    several: tuple[ToDo, ...]


def chosen(model: TrainingModel, within: str) -> list[ToDo]:
    """Return the actions of that span that fit the filters, the most urgent first."""
    last, filters = model.today + timedelta(days=int(within)), model.filters
    words, found = plain_name(filters.words), []
    for one in model.weights.actions:
        who = one.person
        if one.due > last or (filters.state and one.cell.state != filters.state):
            continue
        if (filters.role and filters.role not in who.roles) or (
            (filters.team and filters.team != who.team)
            or (filters.site and filters.site != who.site)
        ):
            continue
        if words and words not in f"{plain_name(who.name)} {plain_number(who.number)}":
            continue
        found.append(one)
    return found


def grouped(several: Sequence[ToDo], order: str) -> list[Group]:
    """Return them in the order that was chosen; inside a group the order stays."""
    if order == "due":
        return [Group("", tuple(several))]
    found: dict[tuple[str, ...], list[ToDo]] = {}
    for one in several:
        who = one.person
        team = (who.site or "—", who.team or "—")
        found.setdefault(team if order == "team" else (who.label, *team), []).append(one)
    return [Group(" · ".join(key), tuple(held)) for key, held in sorted(found.items())]


def counted(several: Sequence[ToDo]) -> Text:
    """Return how many there are, of how many people, and how many are late."""
    late = sum(one.cell.state in LATE for one in several)
    many, people = len(several), len({one.person.id for one in several})
    return Text(f"{many} 项 · {people} 人 · 逾期或过期 {late}",
                f"{many} to do · {people} {'person' if people == 1 else 'people'} · {late} "
                "overdue or expired")  # fmt: skip


def when(one: ToDo, model: TrainingModel) -> Text:
    """Return how far off the day is."""
    days = (one.due - model.today).days
    if days < 0:
        return Text(f"▲ 过 {-days} 天", f"▲ {-days}d late")
    return Text(f"还有 {days} 天", f"in {days}d")


def voucher_words(one: Ending) -> Text:
    """Return what is lost, and when, in one line."""
    left = amount_words(one.left, one.ledger.unit)
    return Text(f"{one.ledger.name}:还有 {left.zh} 没有用,{one.until} 到期",
                f"{one.ledger.name}: {left.en} unused, ends on {one.until}")  # fmt: skip


def voucher_page(one: Ending, model: TrainingModel) -> str:
    """Return a voucher that ends as HTML, with what to do about it."""
    say, days = model.desktop.speech, (one.until - model.today).days
    unit = one.ledger.unit
    lines = [
        (Text("授予", "Granted"), say(amount_words(one.lot.granted, unit))),
        (Text("已用", "Used"), say(amount_words(one.lot.used, unit))),
        (Text("剩余", "Left"), say(amount_words(one.left, unit))),
        (Text("到期", "Ends on"), f"{one.until} ({days})"),
        (Text("合同", "Contract"), one.ledger.contract),
    ]
    todo = Text("→ 用它预订现场培训;到期作废。",
                "→ Book on-site training with it; it is lost afterwards.")  # fmt: skip
    rows = [(say(name), said) for name, said in lines]
    return (f"<h1>{escape(one.ledger.name)}</h1><p class='l'>{escape(say(voucher_words(one)))}</p>"
            f"<p>{escape(say(todo))}</p>{table(rows)}")  # fmt: skip


def proposal_words(one: Proposal) -> Text:
    """Return what a team keeps asking, and the course that is proposed, in one line."""
    code = one.course.code if one.course else "—"
    many = len(one.asked)
    return Text(f"{one.team}:“{one.about}”三十天问了 {many} 次 → {code}",
                f"{one.team}: asked {many} times about “{one.about}” → {code}")  # fmt: skip


def proposal_page(one: Proposal, model: TrainingModel) -> str:
    """Return the questions behind a proposal as HTML."""
    say, zone = model.desktop.speech, model.desktop.zone
    rows = [(f"{each.at.astimezone(zone):%m-%d} {each.number}", f"{each.title} · {each.requester}")
            for each in one.asked]  # fmt: skip
    return (f"<h1>{escape(say(proposal_words(one)))}</h1><p>{escape(say(one.why))}</p>"
            f"{table(rows)}")  # fmt: skip
