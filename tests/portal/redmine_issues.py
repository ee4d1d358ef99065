"""Answers of a real Redmine 5.0.4 as they were recorded, for tests without a server."""

import json
from pathlib import Path
from typing import Any

from firstline.portal.redmine.wire import Place
from firstline.portal.redmine.wire_words import Words, words_of

SERVER = "https://redmine.example.com"
STATUSES: list[dict[str, Any]] = [
    {"id": 1, "name": "New", "is_closed": False},
    {"id": 2, "name": "In Progress", "is_closed": False},
    {"id": 3, "name": "Resolved", "is_closed": False},
    {"id": 4, "name": "Feedback", "is_closed": False},
    {"id": 5, "name": "Closed", "is_closed": True},
    {"id": 6, "name": "Rejected", "is_closed": True},
]
PRIORITIES: list[dict[str, Any]] = [
    {"id": number, "name": name, "active": True}
    for number, name in enumerate(("Low", "Normal", "High", "Urgent", "Immediate"), start=1)
]
TRACKERS: list[dict[str, Any]] = [
    {"id": 1, "name": "Bug"},
    {"id": 2, "name": "Feature"},
    {"id": 3, "name": "Support"},
]
PEOPLE = {5: "张敏", 6: "李工", 8: "王小明"}


def recorded() -> dict[str, Any]:
    """Return an issue with eight journals and a file."""
    path = Path(__file__).parent.parent / "data" / "redmine" / "issue.json"
    issue: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return issue


def words(**tables: dict[str, str]) -> Words:
    """Return the lists of a stock Redmine, as agent 李工 (6) reads them."""
    return words_of(6, STATUSES, PRIORITIES, TRACKERS, PEOPLE, tables)


def place() -> Place:
    """Return the server."""
    return Place(SERVER, words())
