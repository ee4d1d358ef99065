"""Redaction: what must not leave the plant is replaced before anything is handed over.

The same value gets the same placeholder inside one package, and another package counts anew, so
that a reader can follow who is who and nobody can join two packages (templates.md K.1, L).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from firstline.domain.words import Language, Text

NUMBERED = "#n"
PREVIEW_LINES = 20
_SIGHT = 24  # characters before a match that a guard looks at
Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, and what takes its place in a Chinese and in an English package.

    Of a pattern with a group `keep` (or `keep` and `tail`), that part stays; what is between is
    the secret. `check` names a test that a find must pass; `unless_after` is a pattern that, found
    just before, makes it harmless.
    """

    id: str
    title: Text
    pattern: re.Pattern[str]
    replace: Text
    check: str = ""
    unless_after: re.Pattern[str] | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """A set of rules in the order in which they are applied: structured secrets first."""

    id: str
    version: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """How often one rule removed something, and how many different values it was."""

    rule: str
    title: Text
    count: int
    values: int


@dataclass(slots=True)
class Redactor:
    """Redacts the texts of one package; remembers which value has which placeholder.

    `names` are the site's own words that no pattern finds: staff, customers. Lines are redacted
    one by one, so that a file of any size can be streamed. Placeholders are numbered from `first`
    on; where each package has another, two packages cannot be joined by their numbers. They are
    in the `language` of the package.
    """

    rules: Rules
    names: tuple[str, ...] = ()
    first: int = 1
    language: Language = "zh_CN"
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _values: dict[str, set[str]] = field(default_factory=dict)
    dictionary: re.Pattern[str] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        words = sorted((one for one in self.names if one.strip()), key=len, reverse=True)
        if words:
            self.dictionary = re.compile("|".join(map(_whole, words)), re.IGNORECASE)

    def text(self, text: str) -> str:
        """Return `text` without what the rules find, line by line."""
        return "".join(self.lines(text.splitlines(keepends=True)))

    def lines(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield each line without what the rules find."""
        active = [one for one in self.rules.rules if one.enabled]
        for line in lines:
            yield self._line(line, active)

    def report(self) -> tuple[Removed, ...]:
        """Return what was removed so far, rule by rule, in the order of the rules."""
        titles = {one.id: one.title for one in self.rules.rules} | {NAMES_RULE: NAMES_TITLE}
        return tuple(
            Removed(rule, titles[rule], self._counts[rule], len(self._values[rule]))
            for rule in titles
            if self._counts[rule]
        )

    def _line(self, line: str, active: Iterable[Rule]) -> str:
        for rule in active:
            line = rule.pattern.sub(lambda found, rule=rule: self._replaced(found, rule), line)  # type: ignore[misc]
        if self.dictionary:
            line = self.dictionary.sub(
                lambda found: self._placeholder(NAMES_RULE, NAMES_PLACEHOLDER, found.group()), line
            )
        return line

    def _replaced(self, found: re.Match[str], rule: Rule) -> str:
        whole = found.group()
        before = found.string[max(0, found.start() - _SIGHT) : found.start()]
        if rule.unless_after and rule.unless_after.search(before):
            return whole
        parts = found.groupdict(default="")
        keep, tail = parts.get("keep", ""), parts.get("tail", "")
        secret = whole[len(keep) : len(whole) - len(tail)]
        if not secret or _is_placeholder(secret) or not CHECKS[rule.check](secret):
            return whole
        return keep + self._placeholder(rule.id, rule.replace, secret) + tail

    def _placeholder(self, rule: str, words: Text, secret: str) -> str:
        template = words.in_(self.language)
        self._counts[rule] += 1
        self._values.setdefault(rule, set()).add(secret)
        if NUMBERED not in template:
            return template
        plain = re.sub(r"[\s-]", "", secret).casefold()
        number = self._numbers.setdefault(
            (template, plain), self.first + sum(one[0] == template for one in self._numbers)
        )
        return template.replace(NUMBERED, f"#{number}")


NAMES_RULE = "names"
NAMES_TITLE = Text("名单上的人名和单位", "Names on the site's own list")
NAMES_PLACEHOLDER = Text("<名单#n>", "<name#n>")
PLACEHOLDER = re.compile(r"<[^<>\s]{1,16}>")


def _whole(name: str) -> str:
    """Return the pattern of a name; one in Latin letters is never a part of a longer word."""
    plain = re.escape(name)
    return rf"(?<![0-9A-Za-z]){plain}(?![0-9A-Za-z])" if name.isascii() else plain


def _is_placeholder(secret: str) -> bool:
    return PLACEHOLDER.fullmatch(secret.strip("\"'")) is not None


def luhn(text: str) -> bool:
    """Whether the digits of `text`, 13 to 19, bear a right check digit (ISO/IEC 7812-1)."""
    digits = [int(one) for one in text if one.isdecimal()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (sum(divmod(2 * one, 10)) for one in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def resident(text: str) -> bool:
    """Whether the last character of a resident's id is its right check (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(one) * weight for one, weight in zip(text, weights, strict=False))
    return len(text) == 18 and "10X98765432"[total % 11] == text[-1].upper()


def _is_address(kind: type[IPv4Address] | type[IPv6Address]) -> Check:
    def check(text: str) -> bool:
        try:
            kind(text.partition("%")[0])
        except AddressValueError:
            return False
        return True

    return check


CHECKS: Mapping[str, Check] = {
    "": lambda _text: True,
    "luhn": luhn,
    "resident": resident,
    "ipv4": _is_address(IPv4Address),
    "ipv6": _is_address(IPv6Address),
}
