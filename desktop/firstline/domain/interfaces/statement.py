"""A statement of SQL without its values: literals and remarks go, so that it may be kept."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MOST_TEXT = 600  # characters that are kept of one
_REMARK = r"/\*.*?(?:\*/|$)|--[^\n]*"
_PLAIN_STRING = r"[nN]?'(?:[^']|'')*(?:'|$)"
_MYSQL_STRING = r"[nN]?'(?:[^'\\]|''|\\.)*(?:'|$)|\"(?:[^\"\\]|\"\"|\\.)*(?:\"|$)"
_NAME = r"\"[^\"]{1,128}\"|\[[^\]]{1,128}\]|`[^`]{1,128}`"
_NUMBER = r"0[xX][0-9a-fA-F]+|(?<![\w$@#:.])-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$])"
_LIST = re.compile(r"\((\s*\?\s*,)+\s*\?\s*\)")
_ROWS = re.compile(r"(\(\?\)\s*,\s*)+\(\?\)")
_PLAIN_NAME = re.compile(r"\"[A-Za-z_][\w$#]*\"")


def _scanner(strings: str, remark: str) -> re.Pattern[str]:
    parts = {"remark": f"{_REMARK}|{remark}", "string": strings, "name": _NAME, "number": _NUMBER}
    return re.compile("|".join(f"(?P<{name}>{one})" for name, one in parts.items()), re.DOTALL)


_SCANNERS = {False: _scanner(_PLAIN_STRING, r"#\s[^\n]*"),
             True: _scanner(_MYSQL_STRING, r"#[^\n]*")}  # fmt: skip


def redacted(text: str, *, backslashes: bool = False) -> str:
    """Return a statement with `?` for each literal, lists of them as one, remarks left out.

    With `backslashes` a backslash escapes inside a string and double quotes bear strings, as in
    MySQL. Without, a backslash before a quote may mean either; all from the first quote on goes
    then, as does what follows a quote that is never closed. In double quotes only what is a plain
    name stays.
    """
    if not backslashes and "\\'" in text:
        text = text[: text.index("'")] + "?"
    made = _SCANNERS[backslashes].sub(_blank, text)
    return _ROWS.sub("(?)", _LIST.sub("(?)", " ".join(made.split())))


def _blank(found: re.Match[str]) -> str:
    word = found.group()
    if found.lastgroup == "remark":
        return " "
    if found.lastgroup == "name":
        return word if word[0] != '"' or _PLAIN_NAME.fullmatch(word) else "?"
    return "?"


def mark_of(text: str) -> str:
    """Return the mark by which a redacted statement is known before and after: 16 hex digits.

    The whole text counts, also what is not kept of a long one.
    """
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and what it cost: milliseconds, `p95_ms` None where nobody told it."""

    mark: str
    text: str
    calls: int
    total_ms: Decimal
    p95_ms: Decimal | None = None

    @property
    def mean_ms(self) -> Decimal:
        """Milliseconds of one call on average, to a thousandth."""
        return (self.total_ms / self.calls).quantize(Decimal("0.001")) if self.calls else Decimal(0)


def gathered(rows: Iterable[Statement]) -> list[Statement]:
    """Return one statement a mark, the dearest first; a p95 of several rows is nobody's."""
    held: dict[str, Statement] = {}
    for one in rows:
        old = held.get(one.mark)
        if old is None:
            held[one.mark] = one
        else:
            held[one.mark] = Statement(
                one.mark, old.text, old.calls + one.calls, old.total_ms + one.total_ms
            )
    return sorted(held.values(), key=lambda one: (-one.total_ms, one.mark))


def of_samples(samples: Iterable[tuple[str, Decimal]]) -> list[Statement]:
    """Return statements from single calls (redacted text, milliseconds), with a nearest-rank p95.

    A p95 needs twenty calls: of fewer it is but the slowest one.
    """
    held: dict[str, tuple[str, list[Decimal]]] = {}
    for text, took in samples:
        held.setdefault(mark_of(text), (text, []))[1].append(took)
    made = []
    for mark, (text, all_) in held.items():
        ordered = sorted(all_)
        rank = -(-95 * len(ordered) // 100)
        p95 = ordered[rank - 1] if len(ordered) >= 20 else None
        made.append(Statement(mark, text[:MOST_TEXT], len(ordered), sum(ordered, Decimal(0)), p95))
    return sorted(made, key=lambda one: (-one.total_ms, one.mark))
