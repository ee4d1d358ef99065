"""`firstline uat signoff`: who signs for a process, the signature, and the sheet to sign on."""

from pathlib import Path
from typing import Any

from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.uat.read import process_json, process_line
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput, Refused
from firstline.domain.uat import signoff as acts
from firstline.domain.uat.standing import Process
from firstline.domain.words import Text


@command("signoff", Text("按流程签字", "Sign for a process"))
@argument("process", metavar="[PROCESS]", required=False, default="")
@option("--project", default="", words=Text("项目", "Project"))
@option("--role", default="", words=Text("由哪个角色签字", "Which role signs"))
@option("--person", default="", words=Text("由谁签字", "Who signs"))
@option("--by", default="", words=Text("签字或撤回的人", "Who signs or withdraws now"))
@option("--note", default="", words=Text("说明,例如绕行办法", "A word, such as a workaround"))
@option("--withdraw", is_flag=True, words=Text("撤回签字", "Take the signature back"))
@option("--out", default=None, metavar="FILE", words=Text("签字单(.pdf)", "The sheet (.pdf)"))
def signoff_(
    session: Session, *, process: str, project: str, out: str | None, **given: Any
) -> None:
    """List the processes; name who signs (--role, --person); sign (--by) or take it back."""
    found = _processes(session, project)
    if not process:
        if any(given.values()):
            raise BadInput(Text("要写明哪个流程。", "Name the process."))
        if out:
            _write(session, found, Path(out))
        told = {"processes": [process_json(session, one) for one in found], "total": len(found)}
        session.answer(told, lambda: "\n".join(process_line(session, one) for one in found))
        return
    edit = _edit(session, _called(found, process), **given)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    chosen = _called(_processes(session, project), process)
    if out:
        _write(session, (chosen,), Path(out))
    session.answer(process_json(session, chosen), lambda: process_line(session, chosen))


def _edit(
    session: Session, one: Process, *, role: str, person: str, by: str, note: str, withdraw: bool
) -> Edit | None:
    if (role or person) and (by or withdraw):
        raise BadInput(
            Text("指定签字人和签字是两步,什么也没有记。",
                 "Naming who signs and signing are two steps; nothing was recorded."),
            next_step=Text("先用 --role 和 --person 指定,再用 --by 签字。",
                           "Name with --role and --person first, then sign with --by."),
        )  # fmt: skip
    if role or person:
        return acts.name_signer(one.held, one.project, one.name, role, person, session.stamp())
    if withdraw:
        if one.held is None or one.signature is None:
            raise Refused(Text("没有可撤回的签字。", "There is no signature to take back."))
        return acts.withdraw(one.held, session.stamp(), by=by, reason=note)
    if not by:
        return None
    return acts.sign(
        one.held, one.stops, one.fingerprint, one.testers, session.stamp(), by=by, note=note,
        known=one.known,
    )  # fmt: skip


def _processes(session: Session, project: str) -> tuple[Process, ...]:
    from firstline.store.gates.uat_stops import uat_processes  # noqa: PLC0415 - see grammar.Group

    return uat_processes(session.store, project)


def _called(found: tuple[Process, ...], name: str) -> Process:
    wanted = " ".join(name.casefold().split())
    fits = [one for one in found if wanted in (one.name.casefold(), one.name_en.casefold())]
    if len(fits) == 1:
        return fits[0]
    names = ", ".join(one.name for one in found[:12])
    raise Refused(
        Text(f"“{name[:60]}”对应 {len(fits)} 个流程。",
             f"“{name[:60]}” fits {len(fits)} processes."),
        next_step=Text(f"流程:{names}。几个项目同名时加 --project。",
                       f"Processes: {names}. Add --project where several share a name."),
    )  # fmt: skip


def _write(session: Session, found: tuple[Process, ...], path: Path) -> None:
    from firstline.report.uat_page import signoff_page  # noqa: PLC0415 - this option alone

    html = signoff_page(found, session.now(), session.language)
    session.roof.write_pdf(html, path, "a4")
    session.say(Text(f"已写出 {path}。", f"{path} is written."))
