"""The demo packs read: people, words, the dated tickets, the vendor legs, the living tickets."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from firstline.domain.words import Language

PACKS = ("demo_company", "demo_tickets", "demo_vendor_leg", "demo_living")
Table = Mapping[str, Any]


def in_places(text: str, company: str, language: Language) -> str:
    """Return a demo pack with its sites named in `language`; `company` is the pack of the company.

    A site is a value of its own in the packs, so that the whole quoted word is put in its place.
    """
    if language == "zh_CN":
        return text
    for one in tomllib.loads(company)["site"]:
        text = text.replace(f'"{one["name"]}"', f'"{one["en"]}"')
        text = re.sub(rf'(system = "[^"]*) {one["name"]}"', rf'\1 {one["en"]}"', text)
    return text


class Company:
    """The packs in one language: who works where, and what they say."""

    def __init__(self, texts: Mapping[str, str], language: Language) -> None:
        raw = {name: tomllib.loads(texts[name]) for name in PACKS}
        self._company: Table = raw["demo_company"]
        self._tongue = "zh" if language == "zh_CN" else "en"
        self.language = language
        self.zone = ZoneInfo(raw["demo_tickets"]["timezone"])
        self.dated: list[Table] = raw["demo_tickets"]["ticket"]
        self.legs: dict[str, Table] = {one["ticket"]: one for one in raw["demo_vendor_leg"]["leg"]}
        self.living: list[Table] = raw["demo_living"]["ticket"]
        self.files: list[Table] = raw["demo_living"]["file"]
        self._sites = {one["name"]: one for one in self._company["site"]}
        self._words = {one["for"]: one[self._tongue] for one in self._company["words"]}

    @property
    def user(self) -> str:
        """The super-user at work."""
        return self.said(self._company["user"])

    @property
    def user_site(self) -> str:
        """Where the super-user works."""
        return str(self._company["user"]["site"])

    @property
    def vendor(self) -> str:
        """Who answers for the vendor."""
        return self.said(self._company["vendor"])

    def said(self, table: Table, stem: str = "") -> str:
        """Return the text of the language, `stem_zh` or `zh`; a missing one falls back."""
        name = f"{stem}_" if stem else ""
        return str(table.get(name + self._tongue) or table.get(f"{name}zh", ""))

    def superuser(self, site: str) -> str:
        """Return who answers at the site."""
        return self.said(self._sites[site]["superuser"])

    def requester(self, site: str, number: int) -> str:
        """Return one of those who report from the site."""
        people = self._sites[site]["requesters"]
        return self.said(people[number % len(people)])

    def person(self, name: str) -> str:
        """Return a super-user named in Chinese as the language writes them; "user" is at work."""
        if name == "user":
            return self.user
        for one in self._sites.values():
            if one["superuser"]["zh"] == name:
                return self.said(one["superuser"])
        return name

    def words(self, use: str, number: int, **values: object) -> str:
        """Return what is said on this occasion; the same number always says the same."""
        choice = self._words[use]
        return str(choice[number % len(choice)]).format(**values)

    def instant(self, text: str) -> datetime:
        """Return an instant of the packs, written without an offset in their zone."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)
