"""A course as a page: what it is, who asks for it, its material, its sessions; and one item."""

from html import escape

from firstline.domain.training.curriculum import Course
from firstline.domain.training.need import FORM_WORDS, LEVELS, STRENGTHS
from firstline.domain.training.role_words import role_words
from firstline.domain.training.session import attendants
from firstline.domain.words import Text
from firstline.viewmodel.training.awaited import is_awaited, still
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.words import table

OPEN, COPY = Text("打开离线副本", "open the copy"), Text("复制链接", "copy the link")
CHANGE, DROP = Text("修改", "change"), Text("去掉", "take out")
NONE = Text("还没有资料:加一条链接,或文档库里的编号。",
            "No material yet: add a link, or a code of the library.")  # fmt: skip


def course_page(model: TrainingModel, course: Course) -> str:
    """Return the page; links are link:, document:, change: and drop: with a material's id."""
    say = model.desktop.speech
    lines = [
        (Text("角色", "Role"), say(role_words(course.role))),
        (Text("级别", "Level"), say(LEVELS[course.level])),
        (Text("形式", "Form"), say(FORM_WORDS[course.form])),
        (Text("学时", "Hours"), str(course.hours)),
        (Text("先修", "Comes first"), course.prerequisite),
        (Text("考核", "Assessment"), say(course.assessment)),
        (Text("有效期(月)", "Valid (months)"), str(course.valid_months)),
        (Text("开放", "Opens"), course.opens), (Text("谁要求", "Asked by"), _asked(model, course)),
    ]  # fmt: skip
    head = f"<h1>{escape(f'{course.code} {say(course.title)}')}</h1>"
    body = table([(say(name), said) for name, said in lines])
    return f"{head}{body}{_materials(model, course)}{_sessions(model, course)}"


def _asked(model: TrainingModel, course: Course) -> str:
    book, say = model.book, model.desktop.speech
    found = []
    for role, several in (book.needs if book else {}).items():
        for one in several:
            if one.course == course.code:
                own = " *" if one.own else ""
                found.append(f"{say(role_words(role))}: {say(STRENGTHS[one.strength])}{own}")
    return ", ".join(found)


def _materials(model: TrainingModel, course: Course) -> str:
    say, read = model.desktop.speech, model.read
    out = [f"<h2>{escape(say(Text('资料', 'Material')))}</h2>"]
    several = read.materials.get(course.code, ()) if read else ()
    if is_awaited(model):
        out.append(still(model))
    elif not several:
        out.append(f"<p class='q'>{escape(say(NONE))}</p>")
    for one in several:
        acts = []
        if one.document:
            acts.append(f"<a href='document:{escape(one.document)}'>{escape(say(OPEN))}</a>")
        if one.link:
            acts.append(f"<a href='link:{escape(one.id)}'>{escape(say(COPY))}</a>")
        acts.append(f"<a href='change:{escape(one.id)}'>{escape(say(CHANGE))}</a>")
        acts.append(f"<a href='drop:{escape(one.id)}'>{escape(say(DROP))}</a>")
        rest = " · ".join(part for part in (say(one.offline), one.link, one.note) if part)
        out.append(f"<p><b>{escape(one.title)}</b><br><span class='q'>{escape(rest)}</span><br>"
                   f"{' · '.join(acts)}</p>")  # fmt: skip
    return "".join(out)


def _sessions(model: TrainingModel, course: Course) -> str:
    say, read = model.desktop.speech, model.read
    rows = [
        (f"{one.on} {one.place}",
         say(Text(f"{len(attendants(one, read.book))} 人", f"{len(attendants(one, read.book))}")))
        for one in (read.sessions if read else ()) if read and one.course == course.code
    ]  # fmt: skip
    head = f"<h2>{escape(say(Text('场次', 'Sessions')))}</h2>"
    return f"{head}{table(rows)}" if rows else ""
