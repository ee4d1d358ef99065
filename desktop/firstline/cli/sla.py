"""`firstline sla evaluate`: replay the verdicts of a case file, without a profile or a window."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import click

from firstline.cli.given import is_file, readable_file
from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.packs.pack_age import out_of_date
from firstline.domain.packs.packs import parse_agreement
from firstline.domain.sla.agreement import Agreement
from firstline.domain.sla.case import parse_case, run_case, run_lines
from firstline.domain.words import Text
from firstline.system.resources import resource_path

_ID = re.compile(r'(?m)^id\s*=\s*"([^"]+)"')
sla_ = Group(
    "sla",
    words=Text(
        "重放服务级别的判定,列出在用的包", "Replay a service-level verdict; list the packs in use"
    ),
)


@command(
    "evaluate",
    Text(
        "计算案例文件(JSON,或一行一案的 JSONL)中的时钟",
        "Work out the clocks of a case file (JSON, or JSONL, one case a line)",
    ),
    parent=sla_,
)
@argument("case", metavar="CASE.json")
@option("--lines", is_flag=True, words=Text("一行一案", "One case a line"))
def evaluate_(session: Session, case: str, *, lines: bool) -> None:
    """Print the clocks as JSON; a bad line of several gives its error and exit code 2."""
    name = "-" if case == "-" else case
    text, resolve = _read(name), _resolver(name)
    if not (lines or name.endswith(".jsonl")):
        session.emit(run_case(parse_case(text, name, resolve)))
        return
    bad = False
    for result, good in run_lines(text.split("\n"), name, resolve, session.language):
        bad = bad or not good
        session.show(json.dumps(result, ensure_ascii=False))
    if bad:
        click.get_current_context().exit(2)


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else readable_file(name).read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(Text(f"{name} 不是 UTF-8 文本。", f"{name} is not UTF-8 text.")) from error


def _resolver(case: str) -> Callable[[str], str]:
    """Return what gives the text of a pack: by shipped id, else by path.

    A path is looked up from the working folder, then from the folder of the case.
    """
    shipped: dict[str, Path] = {}

    def resolve(ref: str) -> str:
        if not shipped:
            shipped.update(_shipped())
        if ref in shipped:
            return shipped[ref].read_text(encoding="utf-8")
        beside = Path(case).parent / ref
        path = readable_file(str(beside) if not is_file(ref) and is_file(str(beside)) else ref)
        return _read(str(path))

    return resolve


def _shipped() -> Iterator[tuple[str, Path]]:
    for path in sorted(resource_path("packs").rglob("*.toml")):
        found = _ID.search(path.read_text(encoding="utf-8"))
        if found:
            yield found[1], path


@command("packs", Text("在用的服务级别包:版本、日期、来源、SHA-256",
                       "The packs in use: version, day, source, SHA-256"), parent=sla_)  # fmt: skip
def packs_(session: Session) -> None:
    """List the agreements in rule order, each with where it comes from and how old it is."""
    rows = [_pack(session, one) for one in session.desk.agreements]
    session.answer(
        {"packs": rows, "total": len(rows)},
        lambda: "\n".join(line for one in rows for line in _told(session, one)),
    )


def _pack(session: Session, one: Agreement) -> dict[str, object]:
    today, say = session.now().astimezone(session.zone).date(), session.language
    old = out_of_date(one, today)
    return {
        "id": one.id, "title": one.title.in_(say), "version": one.version, "as_of": one.as_of,
        "leg": str(one.leg), "verified": one.verified, "source": one.source.in_(say),
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        "out_of_date": old.in_(say) if old else None,
        "sha256": _digest(session.ground.folder, one),
    }  # fmt: skip


def _digest(folder: Path, one: Agreement) -> str | None:
    """Return the SHA-256 of the file that holds this version, one's own before a shipped one."""
    own = sorted((folder / "packs").glob("*.toml"))
    for path in (*own, *sorted(resource_path("packs").glob("*.toml"))):
        try:
            raw = path.read_bytes()
            held = parse_agreement(raw.decode("utf-8-sig"), path.name)
        except (BadInput, OSError, UnicodeDecodeError):
            continue  # no agreement, or one that the desk refused and told of
        if (held.id, held.version, held.valid_from) == (one.id, one.version, one.valid_from):
            return sha256(raw).hexdigest()
    return None


def _told(session: Session, row: dict[str, object]) -> list[str]:
    say = session.language
    checked = Text("已核实", "verified") if row["verified"] else Text("未核实", "unverified")
    span = f"{row['valid_from'] or '…'} – {row['valid_to'] or '…'}"
    lines = [
        f"{row['id']} {row['version']}  {row['title']}  {row['as_of'] or '—'}  {checked.in_(say)}",
        f"  {Text('来源', 'Source').in_(say)}: {row['source'] or '—'}",
        f"  {Text('有效期', 'In force').in_(say)}: {span}",
        f"  SHA-256: {row['sha256'] or '—'}",
    ]
    return [*lines, *([f"  ⚠ {row['out_of_date']}"] if row["out_of_date"] else [])]
