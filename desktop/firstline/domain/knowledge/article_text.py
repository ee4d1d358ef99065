"""The body of an article as Markdown: its fixed parts, its numbered steps, its traps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firstline.domain.knowledge.safety import Safety
from firstline.domain.patterns import pattern
from firstline.domain.words import Language, Text

PARTS: Mapping[str, Text] = {
    "symptom": Text("现象", "Symptom"),
    "steps": Text("先做", "First steps"),
    "never": Text("不要做", "Never do"),
    "evidence": Text("要收集的证据", "Evidence to collect"),
    "escalate": Text("何时升级处理", "When to escalate"),
}
"""The parts of a body in their order, each a heading of the second level."""
NOTES = Text("说明", "Notes")
_HEADING = pattern(r"##\s+(.+?)\s*#*\s*$")
_STEP = pattern(r"\d{1,2}[.)]\s+\[(L[0-3])\]\s+(.+)")
_BULLET = pattern(r"[-*]\s+(.+)")
# CommonMark takes no `**` for the end of bold type between punctuation and a letter.
_TRAP = pattern(r"\*\*[^*\n]*[^\w\s*]\*\*\w")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and who may do it."""

    safety: Safety
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sections:
    """The parts of a body in one language; lines count from 1 in the body."""

    symptom: str = ""
    steps: tuple[Step, ...] = ()
    never: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    escalate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a body: on which line of it, and why."""

    line: int
    why: Text


def sections(body: str) -> Sections:
    """Return the parts of a body in either language; anything else in it is passed over."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in PARTS}
    for name, line, text in _lines(body):
        if name in found:
            found[name].append((line, text))
    steps = [
        Step(Safety(step[1]), step[2], line)
        for line, text in found["steps"] if (step := _STEP.fullmatch(text))
    ]  # fmt: skip
    return Sections(
        "\n".join(text for _, text in found["symptom"]),
        tuple(steps),
        *(tuple(_bullets(found[name])) for name in ("never", "evidence", "escalate")),
    )


def faults_in(body: str, language: Language) -> Iterator[Fault]:
    """Yield what keeps a body from being a whole one in `language`."""
    seen: dict[str, int] = {}
    names = {title.in_(language): name for name, title in (*PARTS.items(), ("notes", NOTES))}
    for number, line in enumerate(body.splitlines(), 1):
        if _TRAP.search(line):
            yield Fault(number, Text(
                "粗体会显示成星号:** 后面加一个空格。",
                "the bold type would show as asterisks: put a space after **.",
            ))  # fmt: skip
        heading = _HEADING.match(line)
        if heading and heading[1] not in names:
            yield Fault(number, Text(
                f"不认识的小节“{heading[1][:40]}”。可用:{'、'.join(names)}。",
                f"unknown part {heading[1][:40]!r}. Known: {', '.join(names)}.",
            ))  # fmt: skip
        elif heading:
            seen[names[heading[1]]] = number
    for name, title in PARTS.items():
        if name not in seen:
            part = title.in_(language)
            yield Fault(0, Text(f"缺少小节“{part}”。", f"the part {part!r} is missing."))
    yield from _list_faults(body, seen)


def _list_faults(body: str, seen: Mapping[str, int]) -> Iterator[Fault]:
    counts = dict.fromkeys(PARTS, 0)
    for name, line, text in _lines(body):
        if name not in counts:
            continue
        counts[name] += 1
        if name == "steps" and not _STEP.fullmatch(text):
            yield Fault(line, Text(
                "每一步应为“1. [L0] 做什么”。", "each step must read “1. [L0] what to do”."
            ))  # fmt: skip
        elif name in ("never", "evidence", "escalate") and not _BULLET.fullmatch(text):
            yield Fault(line, Text("应为“- 一项”。", "must read “- one item”."))
    for name, count in counts.items():
        if not count and name in seen:
            yield Fault(0, Text(
                f"小节“{PARTS[name].zh}”是空的。", f"the part {PARTS[name].en!r} is empty."
            ))  # fmt: skip


def _bullets(lines: list[tuple[int, str]]) -> Iterator[str]:
    for _, text in lines:
        if item := _BULLET.fullmatch(text):
            yield item[1]


def _lines(body: str) -> Iterator[tuple[str, int, str]]:
    """Yield each line that is not empty with its part and its number."""
    names = {title: name for name, both in PARTS.items() for title in both}
    part = ""
    for number, line in enumerate(body.splitlines(), 1):
        if heading := _HEADING.match(line):
            part = names.get(heading[1], "")
        elif line.strip():
            yield part, number, line.strip()
