"""What the training commands share: the courses, the book, one person, a day from words."""

from datetime import date
from typing import TYPE_CHECKING

from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.training.curriculum import Course
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.training.book import Book
    from firstline.domain.training.person import Person


def courses_of(session: Session) -> dict[str, Course]:
    """Return the courses of the packs in use; a refused pack is said on standard error."""
    from firstline.intake.packs.curriculum_files import FOLDER, load_courses  # noqa: PLC0415 - seldom
    from firstline.system.resources import resource_path  # noqa: PLC0415

    own = session.ground.folder / "packs" / FOLDER
    found, notes = load_courses((resource_path("packs", FOLDER), own))
    for note in notes:
        session.say(note)
    return found


def book_now(session: Session) -> "Book":
    """Return the training book as of today."""
    from firstline.domain.training.book import book_of  # noqa: PLC0415 - not for a record
    from firstline.domain.uncollected import uncollected  # noqa: PLC0415

    today = session.now().date()
    with uncollected():
        return book_of(courses_of(session), session.store.records(KIND), today)


def numbered(session: Session, word: str) -> tuple[str, str]:
    """Return the label and the number of who has this employee number, else the word and ""."""
    from firstline.domain.training.person import plain_number  # noqa: PLC0415 - read late

    number = plain_number(word)
    found = [one for one in book_now(session).people if plain_number(one.number) == number]
    return (found[0].label, found[0].number) if len(found) == 1 else (word, "")


def person_of(book: "Book", word: str) -> "Person":
    """Return the person with this number or name. Raises Refused for none and for several."""
    from firstline.domain.training.person import plain_name, plain_number  # noqa: PLC0415

    number, name = plain_number(word), plain_name(word)
    found = [one for one in book.people if plain_number(one.number) == number] or [
        one for one in book.people if name in (plain_name(one.name), plain_name(one.label))
    ]  # fmt: skip
    found = found or [one for one in book.people if number in one.former]
    if len(found) == 1:
        return found[0]
    many = len(found)
    raise Refused(
        Text(f"“{word[:40]}”对应 {many} 个人。", f"“{word[:40]}” fits {many} people."),
        next_step=Text("用工号;见 firstline training people。",
                       "Use the number; see firstline training people."),
    )  # fmt: skip


def one_record(session: Session, key: str, what: str) -> "Entity":
    """Return the training record of this kind whose id is `key` or alone begins so."""
    found = [one for one in session.store.records(KIND) if one.fields.get("what") == what]
    fits = [one for one in found if one.id == key] or [
        one for one in found if key and one.id.startswith(key)
    ]  # fmt: skip
    if len(fits) != 1:
        many = len(fits)
        raise Refused(Text(f"“{key[:60]}”对应 {many} 条记录。",
                           f"“{key[:60]}” fits {many} records."))  # fmt: skip
    return fits[0]


def day_of(text: str) -> date:
    """Return the day a person wrote. Raises BadInput."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(
            Text(f"“{text[:30]}”不是日期。", f"“{text[:30]}” is no date."),
            Text("什么都没有记录。", "Nothing was recorded."),
            Text("写成 2026-11-28。", "Write 2026-11-28."),
        ) from error
