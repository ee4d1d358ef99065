"""Triage: how impact, urgency and the calendar make a priority, and why, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstline.domain.errors import BadInput
from firstline.domain.sla.modifiers import Matrix
from firstline.domain.sla.modifiers import modifiers_at as modifiers_at  # noqa: PLC0414 - offered here too
from firstline.domain.ticket.ticket import Priority, TicketType
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Answers:
    """The five questions of a super-user (templates.md D.1).

    `reach` 1 plant, 2 department or line, 3 one person; `workaround` 1 none, 2 slow, 3 not hurt.
    """

    reach: int
    workaround: int
    deadline: bool = False
    worsening: bool = False
    security: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """A priority with the grounds it stands on; `steps` explain it in order (R17, N10).

    `impact` and `urgency` are as they were judged, before any modifier; `hints` say what to do
    at once.
    """

    impact: int
    urgency: int
    modifiers: tuple[str, ...]
    priority: Priority
    steps: tuple[Text, ...]
    hints: tuple[Text, ...] = ()


NAMES: Mapping[Priority, Text] = {
    Priority.P1: Text("紧急", "Urgent"),
    Priority.P2: Text("高", "High"),
    Priority.P3: Text("一般", "Normal"),
    Priority.P4: Text("低", "Low"),
}
TYPE_NAMES: Mapping[TicketType, Text] = {
    TicketType.INCIDENT: Text("故障", "Incident"),
    TicketType.REQUEST: Text("服务请求", "Service request"),
    TicketType.QUESTION: Text("咨询", "Question"),
    TicketType.IMPROVEMENT: Text("改进建议", "Improvement idea"),
}
STOP_WRITING = Text(
    "请先停写:别再录入或修改,等查清为止。",
    "Stop writing first: enter and change nothing until it is understood.",
)
SECURITY_PATH = Text(
    "走安全流程:保留现场,通知 IT 负责人,不要转发数据。",
    "Follow the security path: keep the evidence, tell the IT lead, forward no data.",
)


@dataclass(slots=True)
class _Course:
    """The priority on its way through the rules, and what was said about it."""

    priority: Priority
    steps: list[Text] = field(default_factory=list)
    hints: list[Text] = field(default_factory=list)

    def set(self, to: Priority, why: Text) -> None:
        """Give the priority the value `to` and say why, in both cases what it is now."""
        self.priority = to
        self.steps.append(Text(f"{why.zh} → {to}", f"{why.en} → {to}"))

    def at_least(self, floor: Priority, why: Text) -> None:
        """Raise the priority to `floor` if it is lower."""
        self.set(min(self.priority, floor), why)


def assess(
    matrix: Matrix,
    *,
    impact: int,
    urgency: int,
    type: TicketType = TicketType.INCIDENT,  # noqa: A002 - the ticket's own word
    modifiers: Sequence[str] = (),
    worsening: bool = False,
    security: bool = False,
) -> Assessment:
    """Return the priority of these answers and its explanation line by line.

    Each modifier lowers the urgency number by one, never below 1; then the matrix, then the rule
    of the type, then data that gets worse (at least P2) and security (P1 for the whole plant,
    else at least P2): a danger outranks the rule of a type. Raises BadInput when impact or
    urgency is not 1, 2 or 3, or a modifier is unknown.
    """
    _check_range(impact, urgency)
    active = tuple(dict.fromkeys(modifiers))
    steps = [_level("影响度", "Impact", impact, matrix.impact)]
    steps.append(_level("紧急度", "Urgency", urgency, matrix.urgency))
    hurry = urgency
    for name in active:
        lower = max(1, hurry - 1)
        title = _title(matrix, name)
        steps.append(
            Text(
                f"业务时点修正“{title.zh}”:紧急度 {hurry} → {lower}",
                f"Calendar modifier “{title.en or title.zh}”: urgency {hurry} → {lower}",
            )
        )
        hurry = lower
    course = _Course(matrix[impact - 1][hurry - 1], steps)
    place = Text(
        f"矩阵[影响度 {impact}][紧急度 {hurry}]", f"Matrix[impact {impact}][urgency {hurry}]"
    )
    course.set(course.priority, place)
    _apply_type(course, type, matrix.type_rules.get(type, ""))
    _apply_dangers(course, impact, worsening=worsening, security=security)
    return Assessment(
        impact, urgency, active, course.priority, tuple(course.steps), tuple(course.hints)
    )


def from_answers(
    matrix: Matrix,
    answers: Answers,
    *,
    type: TicketType = TicketType.INCIDENT,  # noqa: A002 - the ticket's own word
    modifiers: Sequence[str] = (),
) -> Assessment:
    """Return the assessment of the five answers: reach is the impact, the workaround the urgency.

    A deadline (shipping, close, payroll, audit) makes "can wait" a 2, as the pack words it.
    """
    urgency = min(answers.workaround, 2) if answers.deadline else answers.workaround
    return assess(
        matrix,
        impact=answers.reach,
        urgency=urgency,
        type=type,
        modifiers=modifiers,
        worsening=answers.worsening,
        security=answers.security,
    )


def _check_range(impact: int, urgency: int) -> None:
    for zh, en, value in (("影响度", "Impact", impact), ("紧急度", "Urgency", urgency)):
        if value not in (1, 2, 3):
            raise BadInput(Text(f"{zh}只能是 1、2、3。", f"{en} must be 1, 2 or 3."))


def _level(zh: str, en: str, value: int, texts: Sequence[Text]) -> Text:
    said = texts[value - 1]
    plain_zh, plain_en = (one.removeprefix(str(value)).strip() for one in said)
    return Text(f"{zh} {value}:{plain_zh}", f"{en} {value}: {plain_en or plain_zh}")


def _title(matrix: Matrix, name: str) -> Text:
    for one in matrix.modifiers:
        if one.id == name:
            return one.title
    known = ", ".join(one.id for one in matrix.modifiers)
    raise BadInput(
        Text(f"没有“{name[:40]}”这个业务时点。", f"There is no modifier “{name[:40]}”."),
        next_step=Text(f"可用:{known}。", f"Use one of: {known}."),
    )


def _apply_type(course: _Course, kind: TicketType, rule: str) -> None:
    verb, _, level = rule.rpartition("_")
    if verb not in ("at_least", "always"):
        return
    to = Priority(level)
    name = TYPE_NAMES[kind]
    if verb == "always":
        course.set(to, Text(f"{name.zh}一律 {to}", f"{name.en}: always {to}"))
    else:
        course.at_least(to, Text(f"{name.zh}至少 {to}", f"{name.en}: at least {to}"))


def _apply_dangers(course: _Course, impact: int, *, worsening: bool, security: bool) -> None:
    if worsening:
        course.at_least(
            Priority.P2, Text("数据还在变坏:至少 P2", "The data is getting worse: at least P2")
        )
        course.hints.append(STOP_WRITING)
    if security and impact == 1:
        course.at_least(
            Priority.P1,
            Text("安全或个人信息,且影响全厂", "Security or personal data, plant-wide"),
        )
    elif security:
        course.at_least(
            Priority.P2,
            Text("涉及安全或个人信息:至少 P2", "Security or personal data: at least P2"),
        )
    if security:
        course.hints.append(SECURITY_PATH)
