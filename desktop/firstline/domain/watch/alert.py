"""An alert: one rule broken on one machine; raised once, acknowledged, cleared when it is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.errors import Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.watch.look import Look, Verdict
from firstline.domain.watch.rule import SEVERITIES, Rule, Severity
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "alert"
RAISED, ACKNOWLEDGED, CLEARED, TICKET = "raised", "acknowledged", "cleared", "ticket"
_UNREAD = str(Verdict.UNREAD)
_KEPT = Text("什么都没有改。", "Nothing was changed.")


class Standing(StrEnum):
    """How an alert stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


STANDINGS: Mapping[Standing, Text] = {
    Standing.RAISED: Text("未确认", "open"),
    Standing.ACKNOWLEDGED: Text("已确认", "acknowledged"),
    Standing.CLEARED: Text("已恢复", "cleared"),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it stands; `since` is when it was raised last, `times` how often ever.

    `seen` is what the look saw in one line, `evidence` the lines; `ticket` is the id of the ticket
    that was made of it since it was raised last, "" for none. `unread` one rang since nothing could
    be read: once it is read and is bad, that is another matter and rings anew.
    """

    id: str
    rule: str
    host: str
    title: Text
    severity: Severity
    advice: Text
    product: str
    site: str
    standing: Standing
    since: datetime
    times: int
    seen: Text
    evidence: str
    by: str = ""
    note: str = ""
    ticket: str = ""
    cleared_at: datetime | None = None
    unread: bool = False

    @property
    def number(self) -> str:
        """What people call it by; it follows from the id, so that it is the same offline."""
        return f"AL-{self.id.replace('-', '')[-6:].upper()}"

    @property
    def grave(self) -> Text:
        """How grave it is, in words."""
        return SEVERITIES[self.severity]


def alert_id(rule: Rule, host: str) -> str:
    """Return the id of the alert of a rule on a machine: one, however often it is raised."""
    return derived_id(KIND, rule.id, host.casefold())


def alert_from(entity: "Entity") -> Alert | None:
    """Return the alert in a record; None for one that was never raised."""
    entries = [one for one in entity.events if one.kind is EventKind.ENTRY]
    found: Alert | None = None
    for event in sorted(entries, key=lambda one: one.at):  # of one instant as they came
        found = _step(entity, found, event)
    return found


def _step(entity: "Entity", held: Alert | None, event: Event) -> Alert | None:
    what = event.data.get("what")
    if what == RAISED and (held is None or held.standing is Standing.CLEARED):
        return _raised(entity, event, held.times if held else 0)
    if what == RAISED and held and held.unread and event.data.get("verdict") != _UNREAD:
        return replace(_raised(entity, event, held.times), ticket=held.ticket)
    if held is None:
        return None
    if what == ACKNOWLEDGED and held.standing is Standing.RAISED:
        return replace(held, standing=Standing.ACKNOWLEDGED, by=event.actor, note=event.text)
    if what == CLEARED and held.standing is not Standing.CLEARED:
        return replace(held, standing=Standing.CLEARED, cleared_at=event.at)
    if what == TICKET:
        return replace(held, ticket=event.data.get("ticket", ""))
    return held  # raised twice by two programs, or a later version's entry


def _raised(entity: "Entity", event: Event, times: int) -> Alert:
    fields = {name: str(value or "") for name, value in entity.fields.items()}
    data = event.data
    severity = data.get("severity", "")
    return Alert(
        entity.id, fields.get("rule", ""), fields.get("host", ""),
        Text(fields.get("title_zh", ""), fields.get("title_en", "")),
        Severity(severity) if severity in set(Severity) else Severity.WARNING,
        Text(data.get("advice_zh", ""), data.get("advice_en", "")),
        fields.get("product", ""), fields.get("site", ""), Standing.RAISED, event.at, times + 1,
        Text(data.get("seen_zh", ""), data.get("seen_en", "")), event.text,
        unread=data.get("verdict") == _UNREAD,
    )  # fmt: skip


def alerts(records: Iterable["Entity"]) -> list[Alert]:
    """Return the alerts: those that stand first, the gravest of them first, the newest of those."""
    order = list(Severity)
    found = [one for entity in records if (one := alert_from(entity)) is not None]
    return sorted(
        found,
        key=lambda one: (
            one.standing is Standing.CLEARED, -order.index(one.severity), -one.since.timestamp(),
        ),
    )  # fmt: skip


def raise_alert(rule: Rule, host: str, look: Look, entity: "Entity | None", stamp: Stamp) -> Edit:
    """Return the edit that raises it; the first one makes the record."""
    data = {
        "what": RAISED, "severity": str(rule.severity), "seen_zh": look.value.zh,
        "seen_en": look.value.en, "advice_zh": rule.advice.zh, "advice_en": rule.advice.en,
        "verdict": str(look.verdict),
    }  # fmt: skip
    text = clean("\n".join((*look.evidence, *look.unread)), 20_000, "evidence", lines=True)
    event = _event(stamp, {name: value for name, value in data.items() if value}, text)
    fields = {
        "rule": rule.id, "host": host, "title_zh": rule.title.zh, "title_en": rule.title.en,
        "product": rule.product, "site": rule.site,
    }  # fmt: skip
    new = () if entity else tuple(Change(name, value) for name, value in fields.items() if value)
    act = RAISED if entity else "open"
    return Edit(stamp.id, alert_id(rule, host), act, stamp.at, stamp.actor, KIND, new, (event,))


def clear_alert(alert_key: str, look: Look, stamp: Stamp) -> Edit:
    """Return the edit that says it is gone, with what was seen."""
    data = {"what": CLEARED, "seen_zh": look.value.zh, "seen_en": look.value.en}
    return _edit(alert_key, CLEARED, _event(stamp, data), stamp)


def acknowledge(alert: Alert, stamp: Stamp, note: str = "") -> Edit:
    """Return the edit that says somebody has seen it. Raises Refused where none stands."""
    if alert.standing is not Standing.RAISED:
        said = STANDINGS[alert.standing]
        raise Refused(
            Text(f"告警 {alert.number} {said.zh}。", f"Alert {alert.number} is {said.en}."), _KEPT
        )
    event = _event(stamp, {"what": ACKNOWLEDGED}, clean(note, 400, "note"))
    return _edit(alert.id, ACKNOWLEDGED, event, stamp)


def made_ticket(alert: Alert, ticket: str, stamp: Stamp) -> Edit:
    """Return the edit that says which ticket (by id) was made of it."""
    return _edit(alert.id, TICKET, _event(stamp, {"what": TICKET, "ticket": ticket}), stamp)


def find(found: Iterable[Alert], key: str) -> Alert:
    """Return the alert with this number, id or rule. Raises Refused when there is none."""
    plain = key.strip().casefold()
    for one in found:
        if plain in (one.number.casefold(), one.id, one.rule.casefold()):
            return one
    raise Refused(
        Text(f"没有“{key[:40]}”这条告警。", f"There is no alert “{key[:40]}”."),
        next_step=Text("用 firstline watch alerts 查看。", "See firstline watch alerts."),
    )


def ticket_fields(alert: Alert) -> dict[str, str | int]:
    """Return the fields of a ticket with the evidence filled in; the priority is to be triaged."""
    impact, urgency = {
        Severity.CRITICAL: (2, 1), Severity.WARNING: (2, 2), Severity.INFO: (3, 3),
    }[alert.severity]  # fmt: skip
    body = [
        f"{alert.seen.zh} / {alert.seen.en}",
        f"{alert.number} · {alert.rule} · {alert.host} · {alert.since:%Y-%m-%d %H:%M %z}",
        "", alert.evidence,
    ]  # fmt: skip
    if alert.advice.zh:
        body += ["", f"{alert.advice.zh} / {alert.advice.en}"]
    return {
        "title": f"{alert.title.zh}:{alert.seen.zh}"[:400], "body": "\n".join(body).strip(),
        "type": "incident", "impact": impact, "urgency": urgency, "product": alert.product,
        "site": alert.site, "channel": "monitor",
    }  # fmt: skip


def _event(stamp: Stamp, data: Mapping[str, str], text: str = "") -> Event:
    return Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, text=text,
                 data=dict(data))  # fmt: skip


def _edit(alert_key: str, act: str, event: Event, stamp: Stamp) -> Edit:
    return Edit(stamp.id, alert_key, act, stamp.at, stamp.actor, KIND, events=(event,))
