"""`firstline training report`: report, sign-off sheet and certificate, a workbook, a calendar."""

from pathlib import Path

import click

from firstline.cli.grammar import command, option
from firstline.cli.session import Session
from firstline.cli.training.book import book_now, courses_of, day_of
from firstline.domain.errors import BadInput, Refused
from firstline.domain.training import transfer
from firstline.domain.training.action_list import to_do
from firstline.domain.training.book import Book, Row, rows
from firstline.domain.training.coverage import coverage
from firstline.domain.training.curriculum import find_course
from firstline.domain.training.standing import WINDOW, State
from firstline.domain.training.training import KIND, certificates
from firstline.domain.words import Text

_ENDINGS = (".pdf", ".html", ".xlsx", ".ics")
_PAGES = (".pdf", ".html")


@command("report", Text("写报告(.pdf .html .xlsx .ics)、签到表或证书",
                        "Write the report, a sign-off sheet or a certificate"))  # fmt: skip
@option("--out", required=True, type=click.Path(path_type=Path), words=Text("文件", "File"))
@option("--sign-off", "course", default="", metavar="COURSE",
        words=Text("这门课程的签到与考核表", "The sign-off sheet of this course"))  # fmt: skip
@option("--on", "on_", metavar="DATE", words=Text("签到表:哪天", "Sign-off sheet: on which day"))
@option("--certificate", "cert", default="", metavar="ID",
        words=Text("这张证书", "This certificate"))  # fmt: skip
@option("--role", default="", words=Text("只列这个角色", "This role alone"))
@option("--team", default="", words=Text("只列这个班组", "This team alone"))
@option("--site", default="", words=Text("只列这个站点", "This site alone"))
def report_(
    session: Session, *, out: Path, course: str, on_: str | None, cert: str, role: str, team: str,
    site: str,
) -> None:  # fmt: skip
    """Write one file; the ending decides, and it appears in one piece."""
    ending, single = out.suffix.lower(), course or cert
    legal = _PAGES if single else _ENDINGS
    if ending not in legal or out.is_dir() or (course and cert):
        raise BadInput(
            Text(f"不能写成 {out.name[:60]}。", f"{out.name[:60]} cannot be written."),
            next_step=Text(f"可用:{'、'.join(legal)}。", f"Use one of: {', '.join(legal)}."),
        )
    book, today = book_now(session), session.now().date()
    found = list(rows(book, today, role=role, team=team, site=site))
    if cert:
        _page(session, out, _certificate(session, cert))
    elif course:
        _page(session, out, _sign_off(session, found, course, on_))
    else:
        _whole(session, out, book, found)
    session.answer({"file": str(out), "people": len(found)},
                   lambda: Text(f"已写出 {out}。", f"{out} is written."))  # fmt: skip


def _whole(session: Session, out: Path, book: Book, found: list[Row]) -> None:
    today, courses = session.now().date(), courses_of(session)
    actions = to_do(found, today, WINDOW)
    items = transfer.capabilities(session.store.records(KIND), book.people, today)
    if out.suffix.lower() == ".xlsx":
        from firstline.report.training_sheets import write_matrix  # noqa: PLC0415 - one of four

        write_matrix(out, found, courses, session.language, today, actions=actions, items=items)
        return
    if out.suffix.lower() == ".ics":
        from firstline.report.training_calendar import training_calendar  # noqa: PLC0415
        from firstline.report.whole_file import in_one_piece  # noqa: PLC0415

        text = training_calendar(found, courses, session.now(), session.language)
        in_one_piece(out, lambda part: part.write_bytes(text.encode("utf-8")))
        return
    from firstline.report.training_page import Standing, report_page  # noqa: PLC0415

    empty = coverage(book, today, [one.module for one in items if one.critical]).empty
    _page(session, out, report_page(Standing(found, actions, items, today, empty),
                                    session.language))  # fmt: skip


def _certificate(session: Session, key: str) -> str:
    from firstline.report.training_page import certificate_page  # noqa: PLC0415 - one of four

    held = certificates(session.store.records(KIND))
    fits = [one for one in held if one.id.startswith(key)]
    if len(fits) != 1:
        many = len(fits)
        raise Refused(Text(f"“{key[:60]}”对应 {many} 张证书。",
                           f"“{key[:60]}” fits {many} certificates."))  # fmt: skip
    one = fits[0]
    return certificate_page(one, courses_of(session).get(one.course), session.now().date(),
                            session.language)  # fmt: skip


def _sign_off(session: Session, found: list[Row], code: str, on_: str | None) -> str:
    """Return the sheet of those who are booked for the day, or of all who need the course."""
    from firstline.report.training_page import sign_off_page  # noqa: PLC0415 - one of four

    course = find_course(courses_of(session), code)
    day = day_of(on_) if on_ else None
    people = []
    for row in found:
        cell = row.cells.get(course.code)
        if cell is None:
            continue
        booking = cell.facts.booking
        if (booking is not None and booking.on == day) if day else (
            cell.state not in (State.DONE, State.WAIVED)
        ):  # fmt: skip
            people.append(row.person)
    return sign_off_page(course, day, people, session.language)


def _page(session: Session, out: Path, page: str) -> None:
    from firstline.report.whole_file import in_one_piece  # noqa: PLC0415 - to a file alone

    def write(part: Path) -> int:
        if out.suffix.lower() == ".pdf":
            session.roof.write_pdf(page, part, "a4")
        else:
            part.write_text(page, encoding="utf-8")
        return 1

    in_one_piece(out, write)
