"""`firstline training record | grant | revoke | list | courses`, and where the others live."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from firstline.cli.given import proof_words
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.cli.training.book import courses_of, day_of, numbered
from firstline.domain.errors import Refused
from firstline.domain.training import training_acts
from firstline.domain.training.curriculum import Course, find_course
from firstline.domain.training.training import (
    KIND,
    STANDINGS,
    Certificate,
    Standing,
    certificates,
    openers,
    same_person,
    scope_words,
)
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.edit import Stamp
    from firstline.domain.training.permit import Seat

_HOME = "firstline.cli.training."
_OTHERS: dict[str, tuple[str, Text]] = {
    "import": (f"{_HOME}imports", Text("导入人员与通过记录", "Take people and completions in")),
    "imports": (f"{_HOME}imports", Text("列出导入过的文件", "List the imports")),
    "undo": (f"{_HOME}imports", Text("撤回一次导入", "Take an import back")),
    "unknown": (f"{_HOME}imports", Text("列出待认领的行", "List the rows of unknown people")),
    "resolve": (f"{_HOME}imports", Text("认领待认领的行", "Say whose such a row is")),
    "people": (f"{_HOME}matrix", Text("列出人员与角色", "List people and roles")),
    "person": (f"{_HOME}person", Text("看或改一个人", "Show or change one person")),
    "next": (f"{_HOME}person", Text("下一步学什么", "What somebody should learn next")),
    "matrix": (f"{_HOME}matrix", Text("人员 × 课程,每格有原因", "People × courses, with reasons")),
    "sessions": (f"{_HOME}session", Text("列出场次", "List the sessions")),
    "session": (f"{_HOME}session", Text("安排场次,登记到场", "Plan a session, who came")),
    "materials": (f"{_HOME}session", Text("列出课程资料", "List the material")),
    "material": (f"{_HOME}session", Text("登记课程资料", "Material of a course")),
    "coverage": (f"{_HOME}matrix", Text("站点 × 班次 × 模块", "Site × shift × module")),
    "superuser": (
        f"{_HOME}superuser",
        Text("超级用户:证书、备份、首线解决率", "Super-users: certificate, backup, rate"),
    ),
    "transfer": (f"{_HOME}matrix", Text("知识转移与单点知识", "Knowledge transfer")),
    "due": (f"{_HOME}due", Text("行动清单:谁该做什么、到何时", "What is to be done, by when")),
    "xapi": (f"{_HOME}xapi", Text("xAPI 语句:导入与导出", "xAPI statements, in and out")),
    "howto": (f"{_HOME}howto", Text("同类提问多,该开什么课", "Questions that propose a course")),
    "effect": (f"{_HOME}howto", Text("培训前后提问数", "Questions before and after a training")),
    "report": (f"{_HOME}report", Text("报告、签到表、证书、日历", "Report, sign-off, certificate")),
    "book": (f"{_HOME}plan", Text("预订名额", "Book a place")),
    "cancel": (f"{_HOME}plan", Text("取消预订", "Cancel a booking")),
    "waive": (f"{_HOME}plan", Text("点名免修", "Waive a course by name")),
    "need": (f"{_HOME}plan", Text("改角色对课程的要求", "Change what a role asks")),
    "needs": (f"{_HOME}plan", Text("列出角色 × 课程的要求", "List what roles ask")),
}
training_ = Group(
    "training", lazy=_OTHERS,
    words=Text("培训:人员、矩阵、行动清单、证书",
               "Training: people, matrix, what is due, certificates"),
)  # fmt: skip


@command("record", Text("登记某人通过了一门课程", "Record that somebody passed a course"),
         parent=training_)  # fmt: skip
@argument("person", metavar="PERSON")
@argument("course", metavar="COURSE")
@option("--on", "on_", required=True, metavar="DATE", words=Text("哪天通过", "Passed on which day"))
@option("--score", default="", metavar="N", words=Text("分数,0 到 100", "Score, 0 to 100"))
@option(
    "--until", metavar="DATE", words=Text("有效到哪天(含),默认按课程", "Last day; the course's own")
)
@option(
    "--product", "products", multiple=True, words=Text("只管这些产品", "For these products alone")
)
@option("--module", "modules", multiple=True, words=Text("只管这些模块", "For these modules alone"))
@option("--site", "sites", multiple=True, words=Text("只管这些站点", "For these sites alone"))
@option("--proof", default="", metavar="FILE_OR_TEXT", words=Text("凭据", "The proof"))
def record_(
    session: Session, *, person: str, course: str, on_: str, until: str | None, proof: str,
    **rest: "tuple[str, ...] | str",
) -> None:  # fmt: skip
    """Record it; one's own waits until somebody else grants it, another's is granted with it."""
    label, number = numbered(session, person)
    passed = training_acts.Passed(
        label, find_course(courses_of(session), course), day_of(on_),
        until=day_of(until) if until else None, proof=proof_words(proof), number=number,
        **rest,  # type: ignore[arg-type]
    )  # fmt: skip
    known = {one.id for one in session.store.records(KIND)}
    edit = training_acts.record(passed, _stamp(session), session.now().date(), known)
    from firstline.cli.training.voucher import used_by  # noqa: PLC0415 - where something is written
    from firstline.domain.edits.tied import tied  # noqa: PLC0415 - as above

    session.store.perform(edit, *tied(edit, used_by(session, passed)), now=session.now())
    made = _one(session, edit.entity)
    session.answer(to_json(session, made), lambda: _recorded(made))


@command("grant", Text("授予证书(不能给自己)", "Grant a certificate (never one's own)"),
         parent=training_)  # fmt: skip
@argument("key", metavar="ID")
def grant_(session: Session, *, key: str) -> None:
    """Vouch for what the record says; its L1 steps open at once for its holder."""
    one = _one(session, key)
    session.store.perform(training_acts.grant(one, _stamp(session)), now=session.now())
    after = _one(session, one.id)
    session.answer(
        to_json(session, after),
        lambda: Text(f"已授予:{after.person} 的 {after.course},有效到 {after.until}。",
                     f"Granted: {after.course} of {after.person}, until {after.until}."),
    )  # fmt: skip


@command("revoke", Text("撤销证书,立即生效", "Revoke a certificate at once"), parent=training_)
@argument("key", metavar="ID")
@option("--reason", required=True, words=Text("原因", "Why"))
def revoke_(session: Session, *, key: str, reason: str) -> None:
    """Revoke it at once, with or without a network; the record stays."""
    one = _one(session, key)
    session.store.perform(training_acts.revoke(one, session.stamp(), reason), now=session.now())
    session.answer(
        to_json(session, _one(session, one.id)),
        lambda: Text(f"已撤销:{one.person} 的 {one.course}。",
                     f"Revoked: {one.course} of {one.person}."),
    )  # fmt: skip


@command("list", Text("列出通过记录与证书", "List completions and certificates"),
         parent=training_)  # fmt: skip
@option("--person", default="", words=Text("只列这个人", "This person alone"))
@option("--valid", is_flag=True, words=Text("只列今天有效的", "Only those that hold today"))
def list_(session: Session, *, person: str, valid: bool) -> None:
    """List who has passed what and how it stands today."""
    today = session.now().date()
    found = [
        one for one in certificates(session.store.records(KIND))
        if (not person or same_person(one.person, person))
        and (not valid or one.standing(today) is Standing.VALID)
    ]  # fmt: skip
    if session.json:
        rows = [to_json(session, one) for one in found]
        session.emit({"completions": rows, "total": len(rows)})
        return
    if not found:
        session.show(Text("还没有培训记录。", "There are no training records yet."))
        return
    show_table(session, found, today)


@command("courses", Text("列出课程", "List the courses"), parent=training_)
def courses_(session: Session) -> None:
    """List the courses of the curriculum packs and what their certificates open."""
    found = sorted(courses_of(session).values(), key=lambda one: (one.role, one.code))
    if session.json:
        session.emit({"courses": [_course_json(session, one) for one in found],
                      "total": len(found)})  # fmt: skip
        return
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("代码", "Code"), Text("角色", "Role"), Text("级", "Level"),
             Text("开放", "Opens"), Text("课程", "Course"))  # fmt: skip
    cells = [
        [one.code, one.role, str(one.level), one.opens, one.title.in_(session.language)]
        for one in found
    ]  # fmt: skip
    session.show(table([one.in_(session.language) for one in heads], cells, stretch=4,
                       columns=screen_width()))  # fmt: skip


def to_json(session: Session, one: Certificate) -> dict[str, object]:
    """Return a completion as JSON, with how it stands today."""
    return {
        "id": one.id, "person": one.person, "course": one.course, "level": one.level,
        "opens": one.opens, "on": one.on.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "state": str(one.standing(session.now().date())), "score": one.score, "proof": one.proof,
        "products": list(one.products), "modules": list(one.modules), "sites": list(one.sites),
        "recorded_by": one.recorded_by, "granted_by": one.granted_by,
        "granted_at": one.granted_at.isoformat() if one.granted_at else None,
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        "revoked_by": one.revoked_by, "revoke_reason": one.revoke_reason,
    }  # fmt: skip


def seat_of(session: Session) -> "Seat":
    """Return who uses this PC, when, and what is on record: what a locked step is judged by."""
    from firstline.cli.directory.duty import duties_pack  # noqa: PLC0415 - where an article is shown
    from firstline.domain.contact import duty as duties  # noqa: PLC0415
    from firstline.domain.training.permit import BACKUP, Seat  # noqa: PLC0415

    settings, now = session.ground.settings, session.now()
    backup = next((one for one in duties_pack() if one.id == BACKUP), None)
    return Seat(
        session.store.shown_as(settings.user), settings.site, now, now.date(),
        openers(session.store.records(KIND)), session.store.records(duties.KIND), backup,
    )  # fmt: skip


def _stamp(session: Session) -> "Stamp":
    """Return the stamp of who acts as they are shown: an alias grants nothing to itself either."""
    stamp = session.stamp()
    return replace(stamp, actor=session.store.shown_as(stamp.actor))


def _one(session: Session, key: str) -> Certificate:
    """Return the completion with this id, or the only one whose id begins so."""
    found = certificates(session.store.records(KIND))
    fits = [one for one in found if one.id == key] or [
        one for one in found if key and one.id.startswith(key)
    ]  # fmt: skip
    if len(fits) != 1:
        many = len(fits)
        raise Refused(
            Text(f"“{key[:60]}”对应 {many} 条记录。", f"“{key[:60]}” fits {many} records."),
            next_step=Text("用 firstline training list 查看。", "See firstline training list."),
        )
    return fits[0]


def _recorded(one: Certificate) -> Text:
    zh = f"已登记:{one.person} 于 {one.on} 通过 {one.course},有效到 {one.until}。"
    en = f"Recorded: {one.person} passed {one.course} on {one.on}; it holds until {one.until}."
    if one.granted_by:
        return Text(zh, en)
    return Text(
        f"{zh}自己的记录要由他人授予:firstline training grant {one.id}",
        f"{en} Somebody else is to grant it: firstline training grant {one.id}",
    )


def show_table(session: Session, found: Sequence[Certificate], today: date) -> None:
    """Show completions to a person."""
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("人员", "Person"), Text("课程", "Course"), Text("开放", "Opens"),
             Text("状态", "State"), Text("到", "Until"), Text("授予", "Granted by"),
             Text("范围", "Scope"), Text("编号", "Id"))  # fmt: skip
    cells = [
        [one.person, one.course, one.opens,
         STANDINGS[one.standing(today)].in_(session.language), str(one.until or "—"),
         one.granted_by or "—", scope_words(one).in_(session.language), one.id]
        for one in found
    ]  # fmt: skip
    names = [one.in_(session.language) for one in heads]
    session.show(table(names, cells, stretch=6, columns=screen_width()))


def _course_json(session: Session, one: Course) -> dict[str, object]:
    return {
        "code": one.code, "title": one.title.in_(session.language), "title_zh": one.title.zh,
        "title_en": one.title.en, "role": one.role, "level": one.level, "hours": one.hours,
        "form": one.form, "prerequisite": one.prerequisite, "opens": one.opens,
        "valid_months": one.valid_months,
    }  # fmt: skip
