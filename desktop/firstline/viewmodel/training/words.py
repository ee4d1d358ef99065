"""The pages of training in words: one cell with everything that stands on record about it."""

from collections.abc import Sequence
from html import escape

from firstline.domain.ledger.book import ABSENCES, FIELDS, RELEASED
from firstline.domain.ledger.cancelling import rule_words
from firstline.domain.training.action_list import DO
from firstline.domain.training.need import FORM_WORDS, LEVELS, STRENGTHS
from firstline.domain.training.person import Person
from firstline.domain.training.standing import GLYPHS, STATES, Cell, State, why
from firstline.domain.words import Text
from firstline.viewmodel.training import vouchers
from firstline.viewmodel.training.matrix import READING
from firstline.viewmodel.training.model import TrainingModel

HOT = frozenset({State.OVERDUE, State.EXPIRED})
_NOT_ASKED = Text("没有角色要求这门课程。", "No role asks for this course.")
_STRANGER = Text("不在人员名单上。", "Not on the list of staff.")
_TO_GRANT = Text("请他人授予", "have somebody else grant it")
Line = tuple[Text, str]


def step(cell: Cell) -> Text:
    """Return what is to be done next about a cell, nothing where nothing is."""
    if cell.facts.pending is not None and not cell.holds and cell.state is not State.WAIVED:
        return _TO_GRANT
    return DO.get(cell.state, Text("", ""))


def cell_page(model: TrainingModel, person: Person, code: str) -> str:
    """Return one cell as HTML: how it stands and why, the facts, the course."""
    say, cell, course = model.desktop.speech, model.cell(person, code), model.course(code)
    title = say(course.title) if course else ""
    where = " · ".join(
        one for one in (person.number, person.site, person.team, person.shift) if one
    )
    out = [f"<h1>{escape(person.label)}</h1><p class='q'>{escape(where)}</p>",
           f"<h2>{escape(f'{code} {title}')}</h2>"]  # fmt: skip
    if not person.number:
        out.insert(1, f"<p class='q'>{escape(say(_STRANGER))}</p>")
    if cell is None:
        words = READING if model.is_unread else _NOT_ASKED
        out.append(f"<p>{escape(say(words))}</p>")
    else:
        state = (
            f"{GLYPHS[cell.state]} {say(STATES[cell.state])} ({say(STRENGTHS[cell.need.strength])})"
        )
        look = "l" if cell.state in HOT else "n"
        out.append(f"<p class='{look}'>{escape(state)}</p>")
        out.append(f"<p>{escape(say(why(cell, model.today)))}</p>")
        todo = say(step(cell))
        if todo:
            out.append(f"<p>→ <b>{escape(todo)}</b></p>")
        out.append(table([(say(name), said) for name, said in _facts(cell)]))
        out.append(_voucher(model, person, cell))
    if course is not None:
        lines = [
            (Text("级别", "Level"), say(LEVELS[course.level])),
            (Text("形式", "Form"), say(FORM_WORDS[course.form])),
            (Text("学时", "Hours"), str(course.hours)),
            (Text("先修", "Comes first"), _before(model, person, course.prerequisite)),
            (Text("考核", "Assessment"), say(course.assessment)),
            (Text("开放", "Opens"), course.opens),
        ]
        out.append(f"<h2>{escape(say(Text('课程', 'Course')))}</h2>")
        out.append(table([(say(name), said) for name, said in lines]))
    return "".join(out)


def table(lines: Sequence[tuple[str, str]]) -> str:
    """Return lines of a name and a value as HTML, those without a value left out."""
    rows = "".join(
        f"<tr><td class='q' width='36%'>{escape(name)}</td><td>{escape(said)}</td></tr>"
        for name, said in lines if said
    )  # fmt: skip
    return f"<table width='100%'>{rows}</table>" if rows else ""


def _before(model: TrainingModel, person: Person, code: str) -> str:
    if not code or model.book is None:
        return ""
    if model.is_unread:
        return code
    passed = model.book.has_passed(person, code, model.today)
    return f"{code} {'✓' if passed else '○'}"


def _voucher(model: TrainingModel, person: Person, cell: Cell) -> str:
    """Return what the next booking holds of which ledger, and on what conditions."""
    booking, say = cell.facts.booking, model.desktop.speech
    tie = vouchers.tie(model, person, booking.course, booking.on) if booking else None
    if tie is None or not tie.held:
        return ""
    lines = [(say(vouchers.VOUCHER), say(vouchers.held_words(tie.held)))]
    for ledger in {held.ledger.id: held.ledger for held in tie.held}.values():
        lines.append((say(FIELDS["conditions"]), ledger.conditions))
        lines.append((say(FIELDS["absence"]), say(ABSENCES[ledger.absence or RELEASED])))
        lines.append((say(FIELDS["late"]), say(rule_words(ledger))))
    return table(lines)


def _facts(cell: Cell) -> list[Line]:
    facts, found = cell.facts, []
    passed = facts.passed
    if passed is not None:
        found += [
            (Text("通过日期", "Passed on"), str(passed.on)),
            (Text("有效到", "Valid until"), str(passed.until or "—")),
            (Text("分数", "Score"), passed.score), (Text("凭据", "Proof"), passed.proof),
            (Text("授予人", "Granted by"), passed.granted_by),
        ]  # fmt: skip
    if facts.pending is not None:
        waits = facts.pending
        found.append((Text("待授予", "To be granted"), f"{waits.on} · {waits.recorded_by}"))
    if facts.booking is not None:
        found.append((Text("已预订", "Booked"),
                      " · ".join(one for one in (str(facts.booking.on), facts.booking.place)
                                 if one)))  # fmt: skip
    if facts.waiver is not None:
        found.append((Text("免修", "Waived"), f"{facts.waiver.by}: {facts.waiver.reason}"))
    if cell.due is not None:
        found.append((Text("期限", "Due"), str(cell.due)))
    return found
