"""`firstline service-request …`: from the catalogue to a quote, to approval by somebody else."""

from pathlib import Path

import click

from firstline.cli.given import proof_words, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.group.keys import write_out
from firstline.cli.services.desk import (
    all_requests,
    ground_of,
    items_of,
    lacks_of,
    one_request,
    perform,
    say_cover,
    values_of,
)
from firstline.cli.services.shapes import proofs_of, request_json, told, told_list
from firstline.cli.session import Session
from firstline.domain.health import sheet as sheets
from firstline.domain.ledger.acts import parse_day
from firstline.domain.ledger.amount import CNY, parse_amount
from firstline.domain.services import catalogue, request_acts
from firstline.domain.services.form import MODES, answer_name, form_sheet
from firstline.domain.services.request import ENDED, ServiceRequest
from firstline.domain.services.request_acts import Quoted
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

service_request_ = Group(
    "service-request",
    words=Text("增值服务申请:报价、批准、交付、验收", "Value-added requests: quote to acceptance"),
)
PURPOSE, BUDGET = Text("目的与范围", "Purpose and scope"), Text("预算或台账", "Budget or ledger")


def answer(session: Session, one: ServiceRequest) -> None:
    """Print the request as it stands."""
    now = one_request(session, one.id)
    session.answer(request_json(session, now), lambda: told(session, now))


@command("new", Text("从目录申请一项服务;问题写成 问题=回答", "Ask for an entry; ID=WORDS"),
         parent=service_request_)  # fmt: skip
@argument("item", metavar="CODE")
@argument("answers", metavar="ID=WORDS…", nargs=-1)
@option("--purpose", default="", words=PURPOSE)
@option("--vendor", default="", words=Text("向谁申请", "Asked of"))
@option("--product", default="", words=Text("产品", "Product"))
@option("--site", default="", words=Text("站点", "Site"))
@option("--amount", default="", words=Text("数量,如几天", "How much, such as days"))
@option("--mode", type=click.Choice(tuple(MODES)), default="remote", words=Text("方式", "How"))
@option("--onsite-why", default="", words=Text("为什么必须现场", "Why on site"))
@option("--budget", default="", words=BUDGET)
@option("--wish", default="", metavar="DATE", words=Text("希望交付日", "Wanted by"))
@option("--contact", default="", words=Text("联系人", "Contact"))
@option("--requester", default="", words=Text("谁申请,默认自己", "Who asks; default oneself"))
def new_(
    session: Session, *, item: str, answers: tuple[str, ...], requester: str, **about: str
) -> None:
    """Record a request, say who pays and what remains, and list what the form lacks."""
    entry = catalogue.find(items_of(session), item)
    given: dict[str, Value] = {**about, **values_of(form_sheet(entry), answers)}
    stamp, say = session.stamp(), session.language
    edit = request_acts.ask(entry, given, stamp, session.zone, say, requester)
    session.store.perform(edit, now=session.now())
    one = one_request(session, edit.entity)
    say_cover(session, one)
    answer(session, one)


@command(
    "list", Text("列出申请,待办在前", "List the requests, open ones first"), parent=service_request_
)
@option("--open", "open_", is_flag=True, words=Text("只列未结束的", "Only those that are open"))
def list_(session: Session, *, open_: bool) -> None:
    """List them."""
    found = [one for one in all_requests(session) if not open_ or one.state not in ENDED]
    proofs = proofs_of(session)
    rows = [request_json(session, one, proofs) for one in found]
    session.answer(
        {"requests": rows, "total": len(rows)}, lambda: told_list(session, found)
    )  # fmt: skip


@command("show", Text("一张申请的全部", "Everything about one request"), parent=service_request_)
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show it with every entry."""
    answer(session, one_request(session, key))


@command("form", Text("申请表:问题、回答、还缺什么", "The form: questions, answers, what lacks"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
def form_(session: Session, *, key: str) -> None:
    """Show the questions with their answers, required ones marked."""
    one = one_request(session, key)
    say, lacks = session.language, lacks_of(session, one)
    rows = [
        {"id": each.id, "question": each.words.in_(say), "required": each.must or each.protects,
         "data_protection": each.protects,
         "answer": sheets.text_of(one.entity, answer_name(each))}
        for each in one.item.questions
    ]  # fmt: skip
    missing = [each.in_(say) for each in lacks]
    head = Text("还缺", "Missing").in_(say)
    session.answer(
        {"number": one.number, "questions": rows, "missing": missing},
        lambda: "\n".join([
            *(f"{'★' if row['required'] else '·'} {row['id']}: {row['question']}\n    "
              f"{row['answer'] or '—'}" for row in rows),
            *(f"⚠ {head}: {each}" for each in missing),
        ]),
    )  # fmt: skip


@command("set", Text("填写申请表:栏目=值 或 问题=回答", "Fill the form: COLUMN=VALUE or ID=WORDS"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
@argument("assignments", metavar="COLUMN=VALUE…", nargs=-1, required=True)
def set_(session: Session, *, key: str, assignments: tuple[str, ...]) -> None:
    """Answer questions; what was decided does not change any more."""
    one = one_request(session, key)
    values = values_of(form_sheet(one.item), assignments)
    perform(session, one, request_acts.fill(one, values, session.stamp(), session.zone))
    answer(session, one)


@command("resolve", Text("解决一栏的冲突", "End the clash of one column"), parent=service_request_)
@argument("key", metavar="ID")
@argument("column", metavar="COLUMN")
@option("--take", type=click.Choice(("mine", "theirs")), required=True,
        words=Text("保留哪个值", "Which value stands"))  # fmt: skip
def resolve_(session: Session, *, key: str, column: str, take: str) -> None:
    """Keep one of the two values."""
    one = one_request(session, key)
    sheet, stamp = form_sheet(one.item), session.stamp()
    perform(session, one, sheets.resolve(sheet, one.entity, column, take, stamp, session.zone))
    answer(session, one)


@command("letter", Text("生成申请书;还缺什么列在末尾", "Make the letter; what lacks is listed"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
@option("--out", required=True, type=click.Path(path_type=Path),
        words=Text("文件(.pdf、.html、.json)", "File (.pdf, .html, .json)"))  # fmt: skip
def letter_(session: Session, *, key: str, out: Path) -> None:
    """Write the request as a document in the language of the run."""
    from firstline.report.service_page import service_page  # noqa: PLC0415 - this alone

    one = one_request(session, key)
    lacks = lacks_of(session, one)
    write_out(
        session, out, lambda: service_page(one, lacks, session.now(), session.language),
        lambda: request_json(session, one),
    )  # fmt: skip


@command("send", Text("登记已送出请求报价;申请表要完整", "Record that it went out for a quote"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
@option("--how", default="", words=Text("怎样送出、回执", "How, receipt"))
@option("--on", "on_", metavar="DATE", words=Text("哪天,默认今天", "Day; default today"))
def send_(session: Session, *, key: str, how: str, on_: str | None) -> None:
    """Record it; a form that lacks something is refused with the list."""
    one = one_request(session, key)
    day = parse_day(on_) if on_ else session.now().date()
    lacks = lacks_of(session, one)
    perform(session, one, request_acts.send(one, lacks, how, session.stamp(), day))
    answer(session, one)


@command(
    "quote",
    Text("登记报价:金额、有效期、厂商编号、文件哈希", "Record a quote"),
    parent=service_request_,
)
@argument("key", metavar="ID")
@argument("amount", metavar="CNY")
@option("--valid", required=True, metavar="DATE", words=Text("有效期至(含当天)", "Last day"))
@option("--ref", default="", words=Text("厂商报价编号", "Vendor's reference"))
@option("--file", "file", default="", metavar="FILE",
        words=Text("报价文件;记名称和哈希,文件留在原处", "The file: name and hash"))  # fmt: skip
@option("--text", default="", words=Text("说明", "Words"))
def quote_(
    session: Session, *, key: str, amount: str, valid: str, ref: str, file: str, text: str
) -> None:  # fmt: skip
    """Record the quote; what remains of the budget is said first."""
    one = one_request(session, key)
    say_cover(session, one)
    name, sha256 = _hashed(file)
    quoted = Quoted(
        parse_amount(amount, CNY, zero=True), parse_day(valid), ref, name, sha256, text
    )  # fmt: skip
    lacks, day = lacks_of(session, one), session.now().date()
    perform(session, one, request_acts.quote(one, quoted, lacks, session.stamp(), day))
    answer(session, one)


def _hashed(file: str) -> tuple[str, str]:
    if not file:
        return "", ""
    from hashlib import file_digest  # noqa: PLC0415 - for a file alone

    path = readable_file(file)
    with path.open("rb") as stream:
        return path.name, file_digest(stream, "sha256").hexdigest()


@command("approve", Text("批准(不能是申请人或记报价的人)", "Approve; not the one who asks"),
         parent=service_request_)  # fmt: skip
@argument("key", metavar="ID")
@option("--by", default="", metavar="WHO", words=Text("代记谁的批准", "Whose word is recorded"))
@option("--proof", default="", metavar="FILE_OR_TEXT", words=Text("凭据", "Proof"))
def approve_(session: Session, *, key: str, by: str, proof: str) -> None:
    """Approve it; the budget line commits the quote, or the quota reserves what covers it."""
    one = one_request(session, key)
    say_cover(session, one)
    ground, words = ground_of(session, one), proof_words(proof)
    edit = request_acts.approve(one, ground, session.stamp(), by=by, proof=words)
    say_cover(session, perform(session, one, edit))
    answer(session, one)


@command("reject", Text("不批准", "Reject it"), parent=service_request_)
@argument("key", metavar="ID")
@option("--reason", required=True, words=Text("为什么", "Why"))
def reject_(session: Session, *, key: str, reason: str) -> None:
    """Reject it; what was committed is released."""
    one = one_request(session, key)
    perform(session, one, request_acts.reject(one, reason, session.stamp()))
    answer(session, one)


@command("withdraw", Text("撤回申请", "Take it back"), parent=service_request_)
@argument("key", metavar="ID")
@option("--reason", required=True, words=Text("为什么", "Why"))
def withdraw_(session: Session, *, key: str, reason: str) -> None:
    """Take it back; what was committed is released."""
    one = one_request(session, key)
    perform(session, one, request_acts.reject(one, reason, session.stamp(), withdrawn=True))
    answer(session, one)
