"""One person as a page: profile, what comes next, courses and why, certificates, what happened."""

from html import escape

from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.training import next_step
from firstline.domain.training.need import STRENGTHS
from firstline.domain.training.person import NAMES, Person, plain_name, plain_number
from firstline.domain.training.role_words import role_words
from firstline.domain.training.session import GLYPHS as MARKS
from firstline.domain.training.session import PRESENCES, Attendant, Presence, Session, attendants
from firstline.domain.training.standing import GLYPHS, STATES, why
from firstline.domain.training.training import KIND, STANDINGS, Certificate
from firstline.domain.training.transfer import Capability
from firstline.domain.training.transfer import why as who_can
from firstline.domain.words import Text
from firstline.viewmodel.training import vouchers
from firstline.viewmodel.training.awaited import still
from firstline.viewmodel.training.matrix import READING
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.words import HOT, table

_STEPS = 6  # suggestions shown of each role
_PAST = 30  # lines of history


def person_page(model: TrainingModel, person: Person) -> str:
    """Return the page as HTML; links are cell:CODE, certificate:ID and item:ID."""
    if model.read is None:
        return ""
    if model.is_unread:
        said = escape(model.desktop.speech(READING))
        return f"{_profile(model, person)}<p class='q'>{said}</p>"
    parts = (_profile, _next, _courses, _certificates, _items, _sessions, _history)
    return "".join(part(model, person) for part in parts) + still(model)


def _head(model: TrainingModel, words: Text) -> str:
    return f"<h2>{escape(model.desktop.speech(words))}</h2>"


def _profile(model: TrainingModel, person: Person) -> str:
    say = model.desktop.speech
    gone = "" if person.is_here(model.today) else say(Text("已离职", "has left"))
    texts = {"number": person.number, "team": person.team, "site": person.site,
             "shift": person.shift, "since": str(person.since or ""),
             "left": str(person.left or "")}  # fmt: skip
    lines = [(say(NAMES[name]), said) for name, said in texts.items()]
    roles = [f"{say(role_words(role))} ({day})" if day else say(role_words(role))
             for role, day in person.roles.items()]  # fmt: skip
    lines.append((say(NAMES["roles"]), ", ".join(roles) or say(Text("没有角色", "none"))))
    left = f"<p class='l'>{escape(gone)}</p>" if gone else ""
    return f"<h1>{escape(person.label)}</h1>{left}{table(lines)}"


def _next(model: TrainingModel, person: Person) -> str:
    read, say = model.read, model.desktop.speech
    if read is None or not person.roles:
        return ""
    out = [_head(model, Text("下一步建议", "What comes next"))]
    for path in next_step.paths(read.book, read.courses, person, read.today):
        out.append(f"<p><b>{escape(say(role_words(path.role)))}</b>: {escape(say(path.said))}</p>")
        for step in path.steps[:_STEPS]:
            title = say(step.course.title)
            out.append(f"<p>→ <a href='cell:{escape(step.course.code)}'>"
                       f"{escape(say(next_step.said(step)))}</a> "
                       f"<span class='q'>{escape(title)}</span></p>")  # fmt: skip
    return "".join(out)


def _courses(model: TrainingModel, person: Person) -> str:
    say, cells = model.desktop.speech, model.row(person).cells
    rows = []
    for code in (one for one in model.courses if one in cells):
        cell, course = cells[code], model.courses[code]
        look = "l" if cell.state in HOT and cell.need.must else "n" if cell.need.must else "q"
        rows.append(
            f"<tr><td><a href='cell:{escape(code)}'>{escape(code)}</a></td>"
            f"<td class='{look}'>{GLYPHS[cell.state]} {escape(say(STATES[cell.state]))}</td>"
            f"<td>{escape(say(course.title))} <span class='q'>"
            f"{escape(say(STRENGTHS[cell.need.strength]))} · {escape(say(why(cell, model.today)))}"
            "</span></td></tr>"
        )
    if not rows:
        return ""
    head = _head(model, Text("课程", "Courses"))
    return f"{head}<table width='100%'>{''.join(rows)}</table>"


def certificates_of(model: TrainingModel, person: Person) -> list[Certificate]:
    """Return what they passed, granted or not, the newest first."""
    if model.book is None:
        return []
    number = plain_number(person.number)
    found = [
        one for mapping in (model.book.passed, model.book.pending) for code in model.courses
        for one in mapping.get((number, code), ())
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.on.toordinal(), one.course))


def _certificates(model: TrainingModel, person: Person) -> str:
    say, rows = model.desktop.speech, []
    for one in certificates_of(model, person):
        state = say(STANDINGS[one.standing(model.today)])
        parts = (one.score, one.proof, one.granted_by)
        rest = " · ".join(part for part in parts if part)
        rows.append(
            f"<tr><td><a href='certificate:{escape(one.id)}'>{escape(one.course)}</a></td>"
            f"<td>{one.on} → {one.until or '—'}</td><td>{escape(state)}"
            f" <span class='q'>{escape(rest)}</span></td></tr>"
        )
    if not rows:
        return ""
    head = _head(model, Text("证书(点代码存为 PDF)", "Certificates (a code saves the PDF)"))
    return f"{head}<table width='100%'>{''.join(rows)}</table>"


def _items(model: TrainingModel, person: Person) -> str:
    say, read = model.desktop.speech, model.read
    rows = []
    for one in read.items if read else ():
        part = _part(one, person)
        if part is None:
            continue
        look = "l" if one.is_single_point else "q"
        rows.append(f"<tr><td>{escape(one.name)}</td><td>{escape(say(part))}</td>"
                    f"<td class='{look}'>{escape(say(who_can(one)))}</td></tr>")  # fmt: skip
    if not rows:
        return ""
    head = _head(model, Text("知识转移", "Knowledge transfer"))
    return f"{head}<table width='100%'>{''.join(rows)}</table>"


def _part(one: Capability, person: Person) -> Text | None:
    keys = {plain_name(person.label), plain_name(person.name), plain_number(person.number)}
    if plain_name(one.primary) in keys or plain_number(one.primary) in keys:
        return Text("主责", "primary")
    backup = plain_name(one.backup) in keys or plain_number(one.backup) in keys
    return Text("备份", "backup") if backup else None


def attended(model: TrainingModel, person: Person) -> list[tuple[Session, Attendant]]:
    """Return the sessions that they were booked for or came to, the latest first."""
    read = model.read
    if read is None:
        return []
    return [(one, each) for one in read.sessions
            for each in attendants(one, read.book, (person,))]  # fmt: skip


def _sessions(model: TrainingModel, person: Person) -> str:
    say, found = model.desktop.speech, attended(model, person)
    if not found:
        return ""
    rows = [
        (f"{one.on} {one.course}",
         " ".join((MARKS[each.presence], say(PRESENCES[each.presence]), each.score, one.place,
                   _paid(model, one, each))))
        for one, each in found
    ]  # fmt: skip
    words = Text("场次(到场不等于会)", "Sessions (to have come is not to be able)")
    return f"{_head(model, words)}{table(rows)}"


def _paid(model: TrainingModel, one: Session, each: Attendant) -> str:
    tie = vouchers.tie(model, each.person, one.course, one.on)
    away = each.presence is Presence.AWAY
    return model.desktop.speech(vouchers.held_words(tie.held, away=away)) if tie else ""


def _history(model: TrainingModel, person: Person) -> str:
    held = model.desktop.store.record(KIND, person.id)
    events = sorted(held.events if held else (), key=lambda one: one.at, reverse=True)[:_PAST]
    lines = [line for line in (_line(model, one) for one in events) if line]
    if not lines:
        return ""
    said = "".join(f"<p class='q'>{escape(one)}</p>" for one in lines)
    return f"{_head(model, Text('经过', 'History'))}{said}"


def _line(model: TrainingModel, one: Event) -> str:
    say, at = model.desktop.speech, f"{one.at.astimezone(model.desktop.zone):%Y-%m-%d}"
    if one.kind is EventKind.CHANGED and one.data.get("field"):
        name = one.data["field"]
        what = say(NAMES["roles"] if name == "tags" else NAMES.get(name, Text(name, name)))
        moved = f"{one.data.get('old') or '—'} → {one.data.get('new') or '—'}"
        return f"{at} · {one.actor} · {what}: {moved}"
    if one.data.get("what") == "recorded":
        return f"{at} · {one.actor} · {say(Text('录入', 'taken in'))}"
    return ""
