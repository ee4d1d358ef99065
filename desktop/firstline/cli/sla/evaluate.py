"""`firstline sla evaluate`: replay the verdicts of a case file, without a profile or a window."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from firstline.cli.given import is_file, readable_file
from firstline.cli.grammar import argument, command, option
from firstline.cli.session import Session
from firstline.cli.sla.group import sla_
from firstline.domain.errors import BadInput
from firstline.domain.sla.case import parse_case, run_case, run_lines
from firstline.domain.words import Text
from firstline.system.resources import resource_path

_ID = re.compile(r'(?m)^id\s*=\s*"([^"]+)"')


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
