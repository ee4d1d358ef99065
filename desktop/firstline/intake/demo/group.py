"""The demo company's working group: a charter, two meetings held, decisions and actions."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.group import action_acts, meeting_acts, working_group
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.action import State, actions
from firstline.domain.group.agenda import Item, OpenData, agenda
from firstline.domain.group.decision import decide
from firstline.domain.group.meeting import Meeting, computed, frozen, meeting_from
from firstline.domain.group.working_group import TEXTS, Charter, Level, Member, charter_from
from firstline.domain.ids import derived_id
from firstline.domain.outcome import acts as outcome_acts
from firstline.domain.outcome.actions import of_action
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language

PACK = "demo_group"
ZONE = "Asia/Shanghai"
_BEGAN = timedelta(days=60)
Row = Mapping[str, Any]


def group(
    text: str, now: datetime, user: str, language: Language, is_workday: Callable[[date], bool]
) -> tuple[Edit, ...]:
    """Return the edits that lay the group of the pack as of `now`; the same every time."""
    return tuple(_Story(tomllib.loads(text), now, user, language, is_workday).edits())


class _Story:
    """Tells the group's life in order; each edit is laid over the record it is about."""

    def __init__(
        self, raw: Row, now: datetime, user: str, language: Language,
        is_workday: Callable[[date], bool],
    ) -> None:  # fmt: skip
        self._raw = raw
        self._now = now.astimezone(ZoneInfo(ZONE))
        self._user = user
        self._tongue = "zh" if language == "zh_CN" else "en"
        self._is_workday = is_workday
        self._numbers = count()
        self._records: dict[str, Entity] = {}
        self._group = derived_id("demo", "working group")

    def edits(self) -> Iterator[Edit]:
        """Yield everything, the oldest first within each record."""
        yield from self._charter()
        charter = charter_from(self._records[self._group])
        held = self._held(charter)
        yield from self._decisions(held)
        yield from self._actions(held)
        yield from self._meetings(held)

    def _say(self, value: object) -> str:
        return str(value[self._tongue]) if isinstance(value, Mapping) else str(value)

    def _stamp(self, at: datetime) -> Stamp:
        return Stamp(derived_id("demo", "group edit", str(next(self._numbers))), at, self._user)

    def _keep(self, edit: Edit) -> Edit:
        shown = rebase_entity(self._records.get(edit.entity), (edit,))
        if shown is not None:
            self._records[edit.entity] = shown
        return edit

    def _day(self, back: int) -> str:
        return (self._now - timedelta(days=back)).date().isoformat()

    def _charter(self) -> Iterator[Edit]:
        began = self._now - _BEGAN
        texts = {name: self._say(self._raw["group"][name]) for name in TEXTS}
        yield self._keep(
            working_group.found(self._stamp(began), self._group, texts, zone=ZONE,
                                since=began.date())
        )  # fmt: skip
        for row in self._raw["member"]:
            member = Member(self._say(row["name"]), row["side"], row["role"], row["contact"],
                            self._say(row.get("deputy", "")))  # fmt: skip
            entity = self._records[self._group]
            yield self._keep(working_group.put_member(entity, member, self._stamp(began)))
        for row in self._raw["level"]:
            said = (self._say(row[name]) for name in ("who", "when", "how"))
            entity = self._records[self._group]
            level = Level(row["number"], *said)
            yield self._keep(working_group.put_level(entity, level, self._stamp(began)))

    def _held(self, charter: Charter) -> list[Meeting]:
        """Return the meetings of the weekly series that were held last, the oldest first."""
        first, last = (self._now - _BEGAN).date(), self._now.date()
        past = [
            one for one in computed(charter, first, last, self._is_workday)
            if one.series == "weekly" and one.ends < self._now
        ]  # fmt: skip
        return past[-len(self._raw["meeting"]) :]

    def _decisions(self, held: list[Meeting]) -> Iterator[Edit]:
        for at, row in enumerate(self._raw["decision"]):
            meeting = held[row["meeting"]]
            values = {name: self._say(row[name]) for name in ("title", "why", "by")}
            values |= {"on": meeting.at.date().isoformat(), "review_on": self._day(row["review"])}
            key = derived_id("demo", "decision", str(at))
            yield self._keep(
                decide(self._stamp(meeting.ends), key, self._group, values, meeting.id)
            )

    def _actions(self, held: list[Meeting]) -> Iterator[Edit]:
        for at, row in enumerate(self._raw["action"]):
            meeting = held[row["meeting"]] if "meeting" in row else None
            made = meeting.ends if meeting else self._now - timedelta(days=row["due"] + 14)
            later = row.get("postponed")
            due = later["from"] if later else row["due"]
            values = {
                "title": self._say(row["title"]), "owner": self._say(row["owner"]),
                "due": self._day(due), "group": self._group,
                "meeting": meeting.id if meeting else "",
                "origin": row.get("origin", "meeting"),
                "measure": self._say(row.get("measure", "")),
                "measure_on": self._day(row["measure_on"]) if "measure_on" in row else "",
            }  # fmt: skip
            key = derived_id("demo", "action", str(at))
            yield self._keep(action_acts.assign(self._stamp(made), key, values))
            yield from self._became(row, key, made)

    def _became(self, row: Row, key: str, made: datetime) -> Iterator[Edit]:
        if later := row.get("postponed"):
            stamp = self._stamp(self._now - timedelta(days=later["from"]))
            yield self._keep(
                action_acts.postpone(self._records[key], self._day(row["due"]),
                                     self._say(later), stamp)
            )  # fmt: skip
        if "done" in row:
            stamp = self._stamp(self._now - timedelta(days=row["done"]))
            proof = self._say(row.get("evidence", ""))
            yield self._keep(
                action_acts.finish(self._records[key], self._say(row["result"]), proof, stamp)
            )
        for one in row.get("outcome", ()):
            yield from self._outcome(one, key, made)

    def _outcome(self, row: Row, key: str, began: datetime) -> Iterator[Edit]:
        """Yield what an action is to bring, and what was measured of it."""
        said: dict[str, Value] = {
            name: self._say(value) for name, value in row.items() if name != "as_of"
        }
        names = ("actual", "evidence")
        seen: dict[str, Value] = {name: said.pop(name) for name in names if name in said}
        action = of_action(self._records[key])
        stamp = self._stamp(began)
        zone = self._now.tzinfo or UTC
        made = outcome_acts.state(action, said, stamp, zone, self._read)
        if made is None:
            return
        yield self._keep(made)
        if "as_of" in row:
            seen["as_of"] = self._day(row["as_of"])
            at = self._stamp(self._now - timedelta(days=row["as_of"]))
            held = self._records[made.entity]
            edit = outcome_acts.measured(held, seen, at, zone, self._read)
            if edit is not None:
                yield self._keep(edit)

    def _read(self, kind: str) -> list[Entity]:
        return [one for one in self._records.values() if one.kind == kind]

    def _meetings(self, held: list[Meeting]) -> Iterator[Edit]:
        for at, (row, meeting) in enumerate(zip(self._raw["meeting"], held, strict=True)):
            present = {self._say(one["name"]): one["attended"][at] for one in self._raw["member"]}
            acts: list[Act] = [partial(_topic, self._say(one)) for one in row["topic"]]
            acts += [partial(_attend, present), partial(_minute, self._say(row["notes"]))]
            for act in acts:
                yield self._do(act, meeting)
            shown = meeting_from(self._records[meeting.id]) or meeting
            lines = frozen(
                one.to_json() for one in self._agenda(shown, [one.id for one in held[:at]])
            )
            yield self._do(partial(_hold, lines), shown)

    def _agenda(self, meeting: Meeting, older: list[str]) -> tuple[Item, ...]:
        """Return the agenda of that day: its topics, and the actions of the meetings before."""
        known = [one for one in self._records.values() if one.kind == ACTION]
        then = tuple(
            replace(one, state=State.OPEN, history=())
            for one in actions(known, meeting.at.date())
            if one.meeting in older
        )
        return agenda(meeting, OpenData(then), meeting.at, {})

    def _do(self, act: "Act", meeting: Meeting) -> Edit:
        entity = self._records.get(meeting.id)
        return self._keep(act(entity, meeting, self._stamp(meeting.ends)))


Act = Callable[[Entity | None, Meeting, Stamp], Edit]


def _topic(words: str, entity: Entity | None, one: Meeting, stamp: Stamp) -> Edit:
    return meeting_acts.add_topic(entity, one, words, stamp)


def _attend(said: Mapping[str, str], entity: Entity | None, one: Meeting, stamp: Stamp) -> Edit:
    return meeting_acts.attend(entity, one, said, stamp)


def _minute(notes: str, entity: Entity | None, one: Meeting, stamp: Stamp) -> Edit:
    return meeting_acts.minute(entity, one, notes, stamp)


def _hold(lines: tuple[str, ...], entity: Entity | None, one: Meeting, stamp: Stamp) -> Edit:
    return meeting_acts.hold(entity, one, lines, stamp)
