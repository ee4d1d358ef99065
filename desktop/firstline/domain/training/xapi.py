"""Completions as xAPI 1.0.3 statements, in and out; a statement counts once, by its id.

What is asked of a statement stands in the specification of the ADL, "Experience API 1.0.3", part 2:
an actor with an account or a name, a verb, an activity, a result and a timestamp.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.instants import parse_instant
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.taking_in import Line
from firstline.domain.training.training import Certificate
from firstline.domain.words import Text

HOME = "https://firstline.invalid"  # a name, not a place: accounts and activities need an IRI
MARK = "xapi:"
"""What the proof of a completion begins with that came as a statement; its id follows."""
_VERBS = "http://adlnet.gov/expapi/verbs/"
PASSED = ("passed", "completed", "mastered")
_FAILED = "failed"


def lines_of(document: object, known: Collection[str], zone: tzinfo) -> list[Line]:
    """Return the statements as rows of a list of completions; those of other verbs are left out.

    `document` is one statement, several, or what a learning record store answers. A statement
    whose id is in `known`, or came before in the document, is left out. Raises BadInput for what
    is no list of statements.
    """
    found, seen = [], set(known)
    for at, one in enumerate(_statements(document), 1):
        if not isinstance(one, Mapping):
            found.append(Line(at, {}, Text("不是一条语句。", "It is no statement.")))
            continue
        verb = str(_inside(one, "verb", "id")).rsplit("/", 1)[-1]
        if verb not in (*PASSED, _FAILED):
            continue
        key = _uuid(one.get("id"))
        if not key:
            words = Text("语句没有可用的 id,无法保证只算一次。",
                         "The statement has no UUID as its id: it could count twice.")  # fmt: skip
            found.append(Line(at, {}, words))
            continue
        if key in seen:
            continue
        seen.add(key)
        found.append(Line(at, _values(one, key, verb, zone)))
    return found


def known_ids(proofs: Iterable[str]) -> frozenset[str]:
    """Return the ids of the statements that completions came as."""
    return frozenset(one[len(MARK) :] for one in proofs if one.startswith(MARK))


def _statements(document: object) -> Sequence[object]:
    if isinstance(document, Mapping):
        held = document.get("statements")
        return held if isinstance(held, list) else [document]
    if isinstance(document, list):
        return document
    raise BadInput(Text("这不是 xAPI 语句。", "These are no xAPI statements."))


def _values(one: Mapping[str, Any], key: str, verb: str, zone: tzinfo) -> dict[str, str]:
    result = one.get("result")
    success = result.get("success") if isinstance(result, Mapping) else None
    failed = verb == _FAILED or success is False
    return {
        "number": str(_inside(one, "actor", "account", "name")),
        "name": str(_inside(one, "actor", "name")),
        "course": str(_inside(one, "object", "id")).rstrip("/").rsplit("/", 1)[-1],
        "on": _day(str(one.get("timestamp") or one.get("stored") or ""), zone),
        "score": _score(_inside(one, "result", "score")),
        "proof": f"{MARK}{key}", "result": _FAILED if failed else "passed",
    }  # fmt: skip


def _inside(one: object, *names: str) -> object:
    for name in names:
        one = one.get(name, "") if isinstance(one, Mapping) else ""
    return one


def _uuid(value: object) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        return ""


def _day(said: str, zone: tzinfo) -> str:
    try:
        at = parse_instant(said, zone)
    except (BadInput, ValueError):
        return said
    return at.astimezone(zone).date().isoformat()


def _score(score: object) -> str:
    """Return points of 100, "" where the score says none."""
    if not isinstance(score, Mapping):
        return ""
    try:
        if "scaled" in score:
            points = Decimal(str(score["scaled"])) * 100
        elif "raw" in score:
            points = Decimal(str(score["raw"])) * 100 / Decimal(str(score.get("max", 100)))
        else:
            return ""
    except (InvalidOperation, ArithmeticError):
        return ""
    return str(int(points)) if points == int(points) else str(round(points, 1))


def statements_of(
    several: Iterable[Certificate], courses: Courses, people: Mapping[str, str], zone: tzinfo
) -> list[dict[str, object]]:
    """Return completions as statements, each with an id that follows from its record.

    `people` maps what a completion calls somebody to their employee number. What came as a
    statement goes out with the id it came with.
    """
    found = []
    for one in several:
        key = one.proof[len(MARK) :] if one.proof.startswith(MARK) else ""
        course = courses.get(one.course)
        actor: dict[str, object] = {"objectType": "Agent", "name": one.person}
        number = one.number or people.get(one.person, "")
        if number:
            actor["account"] = {"homePage": f"{HOME}/people", "name": number}
        made: dict[str, object] = {
            "id": _uuid(key) or derived_id("xapi", one.id), "actor": actor,
            "verb": {"id": f"{_VERBS}passed", "display": {"en": "passed", "zh-CN": "通过"}},
            "object": {"objectType": "Activity", "id": f"{HOME}/courses/{one.course}"},
            "timestamp": _noon(one.on, zone),
        }  # fmt: skip
        if course is not None:
            made["object"] = {**_plain(made["object"]), "definition": {
                "name": {"zh-CN": course.title.zh, "en": course.title.en}}}  # fmt: skip
        scaled = _scaled(one.score)
        made["result"] = {"success": True, **({"score": {"scaled": scaled}} if scaled else {})}
        found.append(made)
    return found


def _plain(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _noon(day: date, zone: tzinfo) -> str:
    return datetime.combine(day, time(12), zone).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _scaled(score: str) -> float | None:
    try:
        points = Decimal(score.strip() or "x")
    except InvalidOperation:
        return None
    return float(points / 100) if 0 <= points <= 100 else None
