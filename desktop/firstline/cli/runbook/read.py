"""`runbook templates | start | list | show | gate | report`: reading, and the beginning."""

from typing import TYPE_CHECKING, Any

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.runbook.desk import (
    again,
    answer,
    book_of,
    books,
    go_live,
    stops,
    templates,
)
from firstline.cli.session import Session
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import new_id
from firstline.domain.knowledge.offered import Fit, fit, ordered
from firstline.domain.project.names import in_phase
from firstline.domain.project.offered import in_project
from firstline.domain.project.offered import words as phase_words
from firstline.domain.project.phase import PHASES as PROJECT_PHASES
from firstline.domain.runbook import acts
from firstline.domain.runbook.gate import verdict_of, verdicts
from firstline.domain.runbook.json import head_json, verdict_json
from firstline.domain.runbook.live import PHASES, Phase
from firstline.domain.runbook.runbook import KIND, Template
from firstline.domain.runbook.settings import checked
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.report.frozen.shot import Shot


@command(
    "templates", Text("列出模板,适合所处阶段的在前", "List the templates, those that fit first")
)
@option("--project", default="", words=Text("为哪个项目", "For which project"))
@option("--phase", type=click.Choice(tuple(PROJECT_PHASES)), default=None,
        words=Text("为哪个阶段", "For which phase"))  # fmt: skip
def templates_(session: Session, *, project: str, phase: str | None) -> None:
    """List the templates that a runbook can be made from; all of them, the fitting ones first."""
    phases = in_project(session.store.records("phase"), project) if project else frozenset()
    phases = frozenset({phase}) if phase else phases
    found = ordered(templates(session).values(), lambda one: one.phases, phases)
    told = [_template_json(one, phases) for one in found]

    def words() -> str:
        return "\n".join(
            f"{one.id}  {one.title.in_(session.language)}  {one.version}  "
            f"{len(one.gates)}/{len(one.items)}  {' '.join(one.variants)}  "
            f"{phase_words(one.phases).in_(session.language)}".rstrip()
            for one in found
        )

    session.answer({"templates": told, "total": len(told), "phases": sorted(phases)}, words)


@command("start", Text("由模板建立操作手册", "Make a runbook from a template"))
@argument("template", metavar="TEMPLATE")
@option("--name", required=True, words=Text("名称", "Its name"))
@option("--at", "at_", metavar="TIME", words=Text("停机窗口开始", "When the window begins"))
@option("--until", metavar="TIME", words=Text("停机窗口结束", "When the window ends"))
@option("--applies", default="", words=Text("情形,例如 u8-cloud", "The case, e.g. u8-cloud"))
def start_(
    session: Session, *, template: str, name: str, at_: str | None, until: str | None, applies: str
) -> None:
    """Make a runbook; it keeps the template as it is now."""
    found, variant = _template(templates(session), template, applies)
    given = {"window_start": at_, "window_end": until}
    read = _instants(session)
    settings = dict(checked(name_, text, read) for name_, text in given.items() if text)
    begins, ends = session.instant(at_), session.instant(until)
    if begins and ends and ends <= begins:
        raise BadInput(
            Text("停机窗口的结束不晚于开始。", "The downtime window ends before it begins."),
            Text("没有建立操作手册。", "No runbook was made."),
        )
    stamp = session.stamp()
    runbook_id = new_id(stamp.at)
    edit = acts.begin(found, variant, name, runbook_id, stamp, settings)
    session.store.perform(edit, now=session.now())
    answer(session, again(session, runbook_id))


@command("list", Text("列出操作手册", "List the runbooks"))
@option("--phase", type=click.Choice(tuple(PROJECT_PHASES)), default=None,
        words=Text("只看处于这个阶段的项目", "Of projects in this phase only"))  # fmt: skip
def list_(session: Session, *, phase: str | None) -> None:
    """List the runbooks, the newest first, or those of projects that are in a phase."""
    now, held, found = session.now(), stops(session), books(session)
    if phase:
        among = in_phase(session.store.records("phase"), phase)
        found = [one for one in found if one.name.casefold() in among]
    told = [head_json(one, now, held) for one in found]
    none = Text("没有符合的操作手册。", "No runbook matches.").in_(session.language)
    session.answer(
        {"runbooks": told, "total": len(told)},
        lambda: none if phase and not told else _table(session, told),
    )


@command("show", Text("一份操作手册的全部", "Everything about a runbook"))
@argument("key", metavar="ID")
def show_(session: Session, *, key: str) -> None:
    """Show gates, items, plan, runs, proofs and the countdown."""
    answer(session, book_of(session, key))


@command("gate", Text("一个关口能否放行,为什么", "Whether a gate lets pass, and why not"))
@argument("key", metavar="ID")
@argument("gate", metavar="GATE")
def gate_(session: Session, *, key: str, gate: str) -> None:
    """Say whether a gate lets pass; exit 1 with every reason when it does not."""
    book = book_of(session, key)
    found = verdict_of(verdicts(book, session.now(), stops(session)), gate)
    if found is None:
        names = ", ".join(one.id for one in book.template.gates)
        raise Refused(
            Text(f"没有“{gate[:40]}”这个关口。", f"There is no gate {gate[:40]!r}."),
            next_step=Text(f"可用:{names}。", f"There are: {names}."),
        )
    if found.go:
        go_live(session, book)
    told = {"runbook": book.number, **verdict_json(found)}

    def words() -> str:
        head = (
            Text("放行", "go") if found.go
            else Text(f"不放行,{len(found.reasons)} 项", f"no-go, {len(found.reasons)} reasons")
        )  # fmt: skip
        name = found.gate.title.in_(session.language)
        lines = [f"{found.gate.id} {name}: {head.in_(session.language)}"]
        lines += [f"  ✗ {one.text.in_(session.language)}" for one in found.reasons]
        lines += [f"  · {one.text.in_(session.language)}" for one in found.notes]
        return "\n".join(lines)

    session.answer(told, words)
    if not found.go:
        click.get_current_context().exit(1)


@command("report", Text("放行报告、评分卡:PDF、HTML、XLSX", "Go/no-go, scorecard: PDF, HTML, XLSX"))
@argument("key", metavar="ID", required=False, default="")
@option(
    "--kind",
    type=click.Choice(("go", "scorecard")),
    default=None,
    words=Text("放行报告(默认)或评分卡", "Go/no-go (the default) or the scorecard"),
)
@option(
    "--out",
    required=True,
    metavar="FILE",
    words=Text(".pdf、.html、.xlsx 或 .ics", ".pdf, .html, .xlsx or .ics"),
)
@option("--from", "frozen", metavar="FILE", words=Text("由冻结快照重算", "From a frozen snapshot"))
def report_(session: Session, *, key: str, kind: str | None, out: str, frozen: str | None) -> None:
    """Write the report, the snapshot it was made from, and the manifest of their hashes."""
    from firstline.cli.frozen import write  # noqa: PLC0415 - this command alone

    wanted = (kind,) if kind else ("go", "scorecard")
    write(session, key, out, frozen, lambda: _shot(session, key, kind or "go"), *wanted)


def _shot(session: Session, key: str, kind: str) -> "Shot":
    from firstline.report.frozen.go import go_shot  # noqa: PLC0415 - see report_
    from firstline.report.frozen.scorecard import scorecard_shot  # noqa: PLC0415

    record = session.store.record(KIND, book_of(session, key).id)
    if record is None:
        raise Refused(Text("这份操作手册不见了。", "The runbook is gone."))
    now, zone, say = session.now(), session.ground.settings.zone, session.language
    if kind == "scorecard":
        return scorecard_shot(record, session.store.records, now, zone, say)
    return go_shot(record, stops(session), now, zone, say)


def _instants(session: Session) -> Any:
    from firstline.domain.instants import parse_instant  # noqa: PLC0415 - see start_

    return lambda text: parse_instant(text, session.zone)


def _template_json(one: Template, phases: frozenset[str]) -> dict[str, Any]:
    fits = fit(one.phases, phases) is Fit.FITS if phases and one.phases else None
    return {
        "phases": list(one.phases), "fits": fits,
        "id": one.id, "version": one.version, "title_zh": one.title.zh, "title_en": one.title.en,
        "applies": list(one.variants), "items": len(one.items),
        "gates": [
            {"id": gate.id, "title_zh": gate.title.zh, "title_en": gate.title.en}
            for gate in one.gates
        ],
    }  # fmt: skip


def _template(found: dict[str, Template], name: str, applies: str) -> tuple[Template, str]:
    """Return the template of this id, the begin of one, or the case of one that has it."""
    wanted = name.strip().casefold()
    exact = [one for one in found.values() if one.id.casefold() == wanted]
    begins = exact or [one for one in found.values() if one.id.casefold().startswith(wanted)]
    if len(begins) == 1 and wanted:
        return begins[0], applies
    by_case = [one for one in found.values() if wanted in one.variants]
    if len(by_case) == 1:
        return by_case[0], applies or wanted
    names = ", ".join(sorted(found))
    raise Refused(
        Text(f"没有“{name[:40]}”这个模板。", f"There is no template {name[:40]!r}."),
        next_step=Text(f"可用:{names}。", f"There are: {names}."),
    )


def _table(session: Session, told: list[dict[str, Any]]) -> Text | str:
    if not told:
        return Text(
            "还没有操作手册。用 firstline runbook start 建立。",
            "There are no runbooks yet. Make one with firstline runbook start.",
        )
    from firstline.cli.table import screen_width, table  # noqa: PLC0415 - for a person alone

    heads = (Text("编号", "Number"), Text("阶段", "Phase"), Text("下一关口", "Next gate"),
             Text("名称", "Name"))  # fmt: skip
    cells = []
    for one in told:
        shut = next((gate for gate in one["gates"] if gate["verdict"] != "go"), None)
        gate = f"{shut['id']} {shut['closed']}/{shut['total']}" if shut else "✓"
        phase = PHASES[Phase(one["phase"])]
        cells.append([one["number"], phase.in_(session.language), gate, one["name"]])
    names = [one.in_(session.language) for one in heads]
    return table(names, cells, stretch=3, columns=screen_width())
