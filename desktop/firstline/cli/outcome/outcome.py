"""`firstline outcome …`: what each service action was to bring, measured or unproven (S3)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstline.cli.given import is_file, keep_files, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, find
from firstline.cli.outcome.sheet import answer_stood, stood_json, table_of
from firstline.cli.session import Session
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.outcome import acts
from firstline.domain.outcome.actions import SOURCES, named, service_actions
from firstline.domain.outcome.proof import Stood, counts, in_project, proofs, summed
from firstline.domain.outcome.sheet import KIND, SHEET
from firstline.domain.outcome.standing import PROOFS, Proof, ServiceAction, Stage
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot

outcome_ = Group("outcome", words=Text("服务行动的预期成果与实际", "Outcomes of service actions"))
_STATES = tuple(map(str, Proof))
_ORDER = (Proof.MISSED, Proof.UNPROVEN, Proof.OPEN, Proof.PROVEN, Proof.DROPPED)


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the stated outcomes with how each stands."""
    say = session.language
    wanted = project.casefold()
    return [
        Row(one.entity, (), {"proof": str(one.proof), "why": one.why.in_(say)},
            (PROOFS[one.proof].in_(say), stood.action.number, text_of(one.entity, "title")))
        for stood in proofs(session.store.records, session.now())
        for one in stood.proved.outcomes
        if not wanted or text_of(one.entity, "project").casefold() in ("", wanted)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("状态", "State"), Text("行动", "Action"), Text("预期成果", "Intended outcome")),
)  # fmt: skip
add_commands(outcome_, REGISTER, lists=False)


@command("list", Text("列出服务行动:未达与未证实的在前", "List service actions, unproven first"),
         parent=outcome_)  # fmt: skip
@option("--kind", type=click.Choice(tuple(SOURCES)), words=Text("哪种行动", "Of which kind"))
@option(
    "--state", type=click.Choice(tuple(map(str, Proof))), words=Text("只列出这种状态", "Only so")
)
@option("--project", default="", words=Text("只看这个项目", "Of this project only"))
@option("--all", "every", is_flag=True,
        words=Text("也列出没写成果的、不再做的", "Also without one, and dropped"))  # fmt: skip
def list_(
    session: Session, *, kind: str | None, state: str | None, project: str, every: bool
) -> None:
    """List service actions with how each stands; closed alone is unproven."""
    rows = [one for one in standing(session, kind) if in_project(one, project)]
    count = counts(rows)
    if state:
        rows = [one for one in rows if one.proved.proof == state]
    elif not every:
        rows = [one for one in rows if one.proved.outcomes or one.action.stage is Stage.CLOSED]
    told = {
        "outcomes": [stood_json(session, one) for one in rows], "total": len(rows),
        "counts": {str(name): many for name, many in count.items()},
    }  # fmt: skip
    session.answer(told, lambda: table_of(session, rows, summed(count)))


@command("show", Text("查看一个服务行动的成果与原因", "Show what an action was to bring, and why"),
         parent=outcome_)  # fmt: skip
@argument("key", metavar="ACTION|OC")
def show_(session: Session, *, key: str) -> None:
    """Show a service action with all its outcomes, why each stands so, and their history."""
    answer_stood(session, stood_of(session, action_of(session, key)[0].id))


@command("set", Text("写明预期成果,或修改它", "State what it is to bring, or change it"),
         parent=outcome_)  # fmt: skip
@argument("key", metavar="ACTION|OC")
@argument("assignments", metavar="COLUMN=VALUE…", nargs=-1, required=True)
def set_(session: Session, *, key: str, assignments: tuple[str, ...]) -> None:
    """State an outcome by the action's number, or change one by its own."""
    values: dict[str, Value] = {}
    for word in assignments:
        name, mark, value = word.partition("=")
        if not mark:
            raise BadInput(
                Text(f"“{word[:40]}”不是 栏目=值。", f"{word[:40]!r} is not COLUMN=VALUE.")
            )
        values[name] = value
    if values.pop("withdrawn", None) == "":
        back = sheets.put_back(find(session, SHEET, key, gone=True), session.stamp())
        session.store.perform(back, now=session.now())
        key = back.entity
    action, held = action_of(session, key)
    stamp, zone, read = session.stamp(), session.zone, session.store.records
    edit: Edit | None = None
    if held is not None and values:
        edit = sheets.change(SHEET, held, values, stamp, zone, read)
    elif values:
        edit = acts.state(action, values, stamp, zone, read)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer_stood(session, stood_of(session, action.id))


@command("measure", Text("登记实际值、日期和证据", "Record the actual value, its day and evidence"),
         parent=outcome_)  # fmt: skip
@argument("key", metavar="ACTION|OC")
@argument("value", metavar="VALUE")
@option("--evidence", required=True, metavar="FILE_OR_TEXT",
        words=Text("文件(保留内容)、链接或单号", "File (kept), link or number"))  # fmt: skip
@option("--on", default="", metavar="DATE", words=Text("哪天量的,默认今天", "Measured on; today"))
@option("--measure", default="", words=Text("有几项时:哪个指标", "Of several: which measure"))
def measure_(
    session: Session, *, key: str, value: str, evidence: str, on: str, measure: str
) -> None:  # fmt: skip
    """Record what was measured; a value from before the closing proves nothing."""
    action, held = action_of(session, key)
    if held is None:
        held = acts.chosen(action, session.store.records(KIND), measure)
    if held is None:
        raise Refused(
            Text(f"{action.number} 没有写明预期成果。", f"{action.number} states no outcome."),
            next_step=Text(f"先写明:outcome set {action.number} title=… measure=… target=…。",
                           f"State it: outcome set {action.number} title=… measure=… target=…"),
        )  # fmt: skip
    file = None
    if is_file(evidence):
        (file,) = keep_files(session.store, (readable_file(evidence),))
    values: dict[str, Value] = {
        "actual": value, "as_of": on or session.now().date().isoformat(), "evidence": evidence,
    }  # fmt: skip
    stamp, read = session.stamp(), session.store.records
    edit = acts.measured(held, values, stamp, session.zone, read, file)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer_stood(session, stood_of(session, action.id))


@command("evidence", Text("取出作为证据的文件", "Write the file that is the evidence"),
         parent=outcome_)  # fmt: skip
@argument("key", metavar="OC")
@option("--out", required=True, type=click.Path(path_type=Path),
        words=Text("写到这里", "Where to write it"))  # fmt: skip
def evidence_(session: Session, *, key: str, out: Path) -> None:
    """Write the evidence as it was attached."""
    entity = find(session, SHEET, key)
    sha256 = text_of(entity, "evidence_sha256")
    held = session.store.file_path(sha256) if sha256 else None
    if held is None:
        raise Refused(
            Text("没有附上文件,或它还没有传到这台机器。",
                 "No file is attached, or it has not come to this machine yet."),
        )  # fmt: skip
    out.write_bytes(held.read_bytes())
    told = {"id": entity.id, "file": str(out), "sha256": sha256}
    session.answer(told, lambda: Text(f"已写到 {out}。", f"Written to {out}."))


@command("report", Text("写出一个季度的成效(PDF、HTML、XLSX)",
                        "Write a quarter's report (PDF, HTML, XLSX)"),
         parent=outcome_)  # fmt: skip
@argument("quarter", metavar="2026Q4", required=False)
@option("--out", required=True, type=click.Path(path_type=Path),
        words=Text("写到这里", "Where to write it"))  # fmt: skip
@option("--from", "frozen", type=click.Path(path_type=Path),
        words=Text("由这份快照重做", "From this snapshot"))  # fmt: skip
@option("--project", default="", words=Text("只看这个项目", "Of this project only"))
def report_(
    session: Session, *, quarter: str | None, out: Path, frozen: Path | None, project: str
) -> None:
    """Write what was closed in a quarter, by itself the present one, and what proves it."""
    from firstline.cli.frozen import write  # noqa: PLC0415 - this command alone
    from firstline.report.frozen.outcomes import OUTCOMES, outcome_shot  # noqa: PLC0415

    today = session.now().date()
    wanted = quarter or ("" if frozen else f"{today.year}Q{(today.month + 2) // 3}")

    def shot() -> "Shot":
        options = {"quarter": wanted.upper(), "project": project}
        zone = session.ground.settings.zone
        return outcome_shot(session.store.records, options, session.now(), zone, session.language)

    write(session, wanted, str(out), str(frozen) if frozen else None, shot, OUTCOMES)


# --- found ---


def standing(session: Session, kind: str | None = None) -> list[Stood]:
    """Return the service actions: missed and unproven before open, proven and dropped."""
    kinds: Sequence[str] = (kind,) if kind else tuple(SOURCES)
    found = proofs(session.store.records, session.now(), kinds)
    found.sort(key=lambda one: one.action.id, reverse=True)
    return sorted(found, key=lambda one: _ORDER.index(one.proved.proof))


def action_of(session: Session, key: str) -> tuple[ServiceAction, Entity | None]:
    """Return the service action of this number, with the outcome where one was named itself."""
    read, wanted = session.store.records, key.strip().casefold()
    known = list(service_actions(read))
    for one in sheets.standing(read(KIND)):
        if wanted in (one.id, number_of(SHEET, one).casefold()):
            return named(known, acts.action_key(one)), one
    return named(known, key), None


def stood_of(session: Session, action: str) -> Stood:
    """Return how an action stands now."""
    return next(one for one in standing(session) if one.action.id == action)
