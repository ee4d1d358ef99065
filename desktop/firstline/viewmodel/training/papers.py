"""The papers of training, as texts to be written: of those whom the filters show."""

from datetime import date

from firstline.domain.errors import Refused
from firstline.domain.training import xapi
from firstline.domain.training.action_list import to_do
from firstline.domain.training.book import Row
from firstline.domain.training.coverage import coverage
from firstline.domain.training.curriculum import find_course
from firstline.domain.training.laid import courses_of
from firstline.domain.training.person import Person, plain_number
from firstline.domain.training.standing import WINDOW, State
from firstline.domain.training.training import Certificate
from firstline.domain.words import Text
from firstline.viewmodel.training.doors import TrainingFiles, Whole
from firstline.viewmodel.training.model import TrainingModel


def whole(model: TrainingModel) -> Whole:
    """Return what the report tells of those whom the filters show. Raises Refused before a book."""
    read = model.read
    if read is None or read.glimpse:
        raise Refused(Text("培训台账还没有读完。", "The training book was not read yet."))
    rows = [_row(model, one) for one in model.people]
    critical = [one.module for one in read.items if one.critical]
    empty = coverage(read.book, read.today, critical).empty
    actions = to_do(rows, read.today, WINDOW)
    return Whole(rows, actions, read.items, read.courses, read.today, empty)


def _row(model: TrainingModel, person: Person) -> Row:
    row, shown = model.row(person), set(model.codes)
    return Row(person, {code: one for code, one in row.cells.items() if code in shown})


def attending(model: TrainingModel, code: str, day: date | None) -> list[Person]:
    """Return who is booked for the day, or without one all who still need the course."""
    found = []
    for person in model.people:
        cell = model.cell(person, code)
        if cell is None:
            continue
        booking = cell.facts.booking
        if (booking is not None and booking.on == day) if day else (
            cell.state not in (State.DONE, State.WAIVED)
        ):  # fmt: skip
            found.append(person)
    return found


def sign_off(model: TrainingModel, code: str, day: date | None) -> str:
    """Return the sign-off sheet of a course as a page. Raises a Problem."""
    course = find_course(model.courses, code)
    files = _files(model)
    people = attending(model, course.code, day)
    return files.sign_off(course, day, people, model.desktop.speech.language)


def certificate(model: TrainingModel, key: str) -> tuple[str, Certificate]:
    """Return a certificate as a page, and what it says. Raises Refused where it is gone."""
    book = model.book
    several = [*book.passed.values(), *book.pending.values()] if book else []
    found = next((one for held in several for one in held if one.id == key), None)
    if found is None:
        raise Refused(Text("这张证书不在了。", "This certificate is gone."))
    course, say = model.course(found.course), model.desktop.speech.language
    return _files(model).certificate(found, course, model.today, say), found


def report(model: TrainingModel) -> str:
    """Return the report as a page."""
    return _files(model).report(whole(model), model.desktop.speech.language)


def calendar(model: TrainingModel) -> str:
    """Return the calendar as text."""
    say = model.desktop.speech.language
    return _files(model).calendar(whole(model), model.now, say)


def statements(model: TrainingModel) -> list[dict[str, object]]:
    """Return what those whom the filters show passed as xAPI statements. Raises Refused."""
    read = model.read
    if read is None or read.glimpse:
        raise Refused(Text("培训台账还没有读完。", "The training book was not read yet."))
    found: list[Certificate] = []
    for person in model.people:
        number = plain_number(person.number)
        for held in (read.book.passed, read.book.pending):
            for code in courses_of(held, number):
                found += held.get((number, code), ())
    people = {one.label: one.number for one in read.book.people}
    return xapi.statements_of(found, read.courses, people, model.desktop.zone)


def _files(model: TrainingModel) -> TrainingFiles:
    if model.doors.files is None:
        raise Refused(Text("这里不能读写文件。", "Files can be neither read nor written here."))
    return model.doors.files
