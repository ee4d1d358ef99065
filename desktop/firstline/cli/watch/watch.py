"""`firstline watch run | list | add | remove | alerts | ack | ticket`: what breaks first."""

import click

from firstline.cli.given import NOTHING_CHANGED
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.ticket.triage_words import assess_at
from firstline.cli.watch.run import Post, clear_forgotten, rules_of, run_round
from firstline.cli.watch.shapes import (
    alert_json,
    looked_json,
    rule_json,
    told_alerts,
    told_looked,
    told_rules,
)
from firstline.domain.edits import edits
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import new_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import TicketType
from firstline.domain.watch import alert as alerts
from firstline.domain.watch.acts import keep, remove, values_of
from firstline.domain.watch.alert import KIND as ALERTS
from firstline.domain.watch.alert import Alert, Standing
from firstline.domain.watch.look import Verdict
from firstline.domain.watch.round import MEMORY
from firstline.domain.watch.rule import (
    ANYWHERE,
    KIND,
    Rule,
    Severity,
    Watched,
    own_rule,
    record_id,
)
from firstline.domain.words import Text
from firstline.intake.watching import Eyes
from firstline.system.host import host_name

watch_ = Group("watch", words=Text("监视规则与告警", "Watch rules and alerts"))
_KINDS = click.Choice([str(one) for one in Watched])
_GRAVE = click.Choice([str(one) for one in Severity])


@command("run", Text("现在看一遍本机的规则(只读)", "Look at this machine's rules; it only reads"),
         parent=watch_)  # fmt: skip
@argument("ids", metavar="[RULE…]", nargs=-1)
def run_(session: Session, *, ids: tuple[str, ...]) -> None:
    """Look, raise and clear alerts; exit 1 where something is wrong or could not be read."""
    post = _post(session)
    every = _rules(session)
    wanted = [_find(every, one) for one in ids] or [one for one in every if one.on(post.host)]
    found = run_round(wanted, session.store, post)
    if not ids:
        clear_forgotten(every, session.store, post)
    rows = [looked_json(one) for one in found]
    session.answer({"host": post.host, "looks": rows, "total": len(rows)},
                   lambda: told_looked(found, session.language))  # fmt: skip
    if any(one.look.verdict in (Verdict.BAD, Verdict.UNREAD) for one in found):
        click.get_current_context().exit(1)


@command("list", Text("列出规则:自带的、本厂的", "List the rules: shipped ones and own ones"),
         parent=watch_)  # fmt: skip
def list_(session: Session) -> None:
    """List the rules with what their last look found; those that are off or elsewhere too."""
    every, here = _rules(session), host_name()
    memory = session.store.get(MEMORY, {})
    rows = [rule_json(one, memory.get(one.id, {}), here) for one in every]
    session.answer({"host": here, "rules": rows, "total": len(rows)},
                   lambda: told_rules(every, rows, session.language))  # fmt: skip


@command("add", Text("新增或改写一条规则", "Add a rule, or write one anew"), parent=watch_)
@argument("rule", metavar="RULE")
@option("--like", default="", metavar="RULE", words=Text("照着哪一条", "Begin with this one"))
@option("--watch", type=_KINDS, words=Text("看什么", "What it looks at"))
@option("--title", default="", words=Text("名称", "What it is called"))
@option("--place", default="", words=Text("路径(可有 *)或主机", "A path (with *) or a host"))
@option("--severity", type=_GRAVE, words=Text("严重程度", "How grave it is"))
@option("--every", "every_min", type=click.IntRange(1, 1440),
        words=Text("每几分钟看一次", "Minutes between looks"))  # fmt: skip
@option("--advice", default="", words=Text("该怎么办", "What to do"))
@option("--anywhere", is_flag=True, words=Text("每台机器都看", "On every machine, not this one"))
@option("--set", "assigned", metavar="NAME=VALUE", multiple=True,
        words=Text("min_free_gb、max_age_h、find、port 等",
                   "min_free_gb, max_age_h, find, port …"))  # fmt: skip
def add_(  # noqa: PLR0913 - one parameter for each option
    session: Session, *, rule: str, like: str, watch: str | None, title: str, place: str,
    severity: str | None, every_min: int | None, advice: str, anywhere: bool,
    assigned: tuple[str, ...],
) -> None:  # fmt: skip
    """Keep a rule of your own; it is looked at by this machine unless told otherwise."""
    model = _find(_rules(session), like) if like else None
    values: dict[str, object] = values_of(model) if model else {}
    given = {
        "id": rule, "watch": watch, "title_zh": title, "title_en": title, "place": place,
        "severity": severity, "every_min": every_min, "advice_zh": advice, "advice_en": advice,
        "host": ANYWHERE if anywhere else host_name(), "active": "yes",
    }  # fmt: skip
    values |= {name: value for name, value in given.items() if value not in (None, "")}
    values |= _assigned(assigned)
    made = own_rule(values)
    held = session.store.record(KIND, record_id(made.id))
    session.store.perform(keep(made, held, session.stamp()), now=session.now())
    shape = rule_json(made, {}, host_name())
    said = Text(f"已保存规则 {made.id}:{made.title.zh}。试看:watch run {made.id}",
                f"Kept the rule {made.id}: {made.title.en}. "
                f"Try it: watch run {made.id}")  # fmt: skip
    session.answer(shape, lambda: said)


@command("remove", Text("移除一条自己的规则", "Take an own rule off"), parent=watch_)
@argument("rule", metavar="RULE")
def remove_(session: Session, *, rule: str) -> None:
    """Take it off; its alert on this machine is cleared."""
    held = _find(_rules(session), rule)
    if not held.own:
        raise Refused(
            Text(f"{held.id} 来自规则包,不是自己加的。", f"{held.id} comes from a pack."),
            NOTHING_CHANGED,
            Text("在包文件里写 active = false。", "Write active = false in that file."),
        )
    session.store.perform(remove(held, session.stamp()), now=session.now())
    clear_forgotten(_rules(session), session.store, _post(session))
    session.answer({"id": held.id, "removed": True},
                   lambda: Text(f"已移除 {held.id}。", f"Took {held.id} off."))  # fmt: skip


@command("alerts", Text("列出告警", "List the alerts"), parent=watch_)
@option("--all", "every", is_flag=True, words=Text("已恢复的也列出", "Those that are gone too"))
def alerts_(session: Session, *, every: bool) -> None:
    """List what stands, the gravest first, of every machine that shares this desk."""
    found = [one for one in _alerts(session) if every or one.standing is not Standing.CLEARED]
    rows = [_alert_json(session, one) for one in found]
    session.answer({"alerts": rows, "total": len(rows)},
                   lambda: told_alerts(found, rows, session.language, session.zone))  # fmt: skip


@command("ack", Text("确认一条告警", "Say that an alert was seen"), parent=watch_)
@argument("key", metavar="ALERT")
@option("--note", default="", words=Text("正在做什么", "What is being done"))
def ack_(session: Session, *, key: str, note: str) -> None:
    """Acknowledge it; it stands until it is gone."""
    one = alerts.find(_alerts(session), key)
    session.store.perform(alerts.acknowledge(one, session.stamp(), note), now=session.now())
    _answer(session, one.id, Text("已确认", "acknowledged"))


@command("ticket", Text("把告警变成工单,证据已填好", "Make a ticket of it, the evidence filled in"),
         parent=watch_)  # fmt: skip
@argument("key", metavar="ALERT")
def ticket_(session: Session, *, key: str) -> None:
    """Record a ticket with what was seen; refused while an open one stands for it."""
    one = alerts.find(_alerts(session), key)
    held = session.store.find(one.ticket) if one.ticket else None
    if held is not None and held.is_open:
        raise Refused(
            Text(f"告警 {one.number} 已有工单 {held.number}。",
                 f"Alert {one.number} has the open ticket {held.number}."),
            NOTHING_CHANGED,
        )  # fmt: skip
    ticket_id = new_id(session.now())
    opened = _opened(session, one, ticket_id)
    linked = alerts.made_ticket(one, ticket_id, session.stamp())
    session.store.perform(opened, linked, now=session.now())
    number = session.ticket(ticket_id).number
    _answer(session, one.id, Text(f"已建工单 {number}", f"made ticket {number}"))


def _opened(session: Session, one: Alert, ticket_id: str) -> Edit:
    stamp, fields = session.stamp(), alerts.ticket_fields(one)
    impact, urgency = int(fields["impact"]), int(fields["urgency"])
    found = assess_at(session, impact, urgency, TicketType.INCIDENT, "", stamp.at)
    values: dict[str, Value] = {
        **fields, "site": fields["site"] or session.ground.settings.site,
        "priority": found.priority, "modifiers": found.modifiers,
        "assignee": session.ground.settings.user,
    }  # fmt: skip
    why = "\n".join(step.in_(session.language) for step in found.steps)
    return edits.open_ticket(stamp, ticket_id, values, explanation=why)


def _post(session: Session) -> Post:
    eyes = Eyes(session.ground.folder, session.now(), session.zone)
    return Post(host_name(), eyes, session.stamp)


def _rules(session: Session) -> list[Rule]:
    found, notes = rules_of(session.ground.folder, session.store)
    for note in notes:
        session.say(note)
    return found


def _find(rules: list[Rule], key: str) -> Rule:
    for one in rules:
        if one.id.casefold() == key.strip().casefold():
            return one
    raise Refused(
        Text(f"没有“{key[:40]}”这条规则。", f"There is no rule “{key[:40]}”."), NOTHING_CHANGED,
        Text("用 firstline watch list 查看。", "See firstline watch list."),
    )  # fmt: skip


def _assigned(words: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for word in words:
        name, mark, value = word.partition("=")
        if not mark:
            raise BadInput(
                Text(f"“{word[:40]}”不是 名称=值。", f"“{word[:40]}” is not NAME=VALUE."),
                NOTHING_CHANGED,
            )
        found[name.strip()] = value
    return found


def _alerts(session: Session) -> list[Alert]:
    return alerts.alerts(session.store.records(ALERTS))


def _alert_json(session: Session, one: Alert) -> dict[str, object]:
    held = session.store.find(one.ticket) if one.ticket else None
    return alert_json(one, held.number if held else "")


def _answer(session: Session, alert_id: str, words: Text) -> None:
    one = alerts.find(_alerts(session), alert_id)
    said = Text(f"{one.number}:{words.zh}。", f"{one.number}: {words.en}.")
    session.answer(_alert_json(session, one), lambda: said)
