"""The lint of texts: every Text is complete in both languages, and no Chinese stands elsewhere."""

import argparse
import ast
import csv
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "desktop" / "firstline"
SPOKEN_ROOMS = ("viewmodel", "widgets", "cli", "app")
CHINESE = re.compile("[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
MARK = "# i18n:"  # on or above a line whose Chinese is meant as it is, with the reason


@dataclass(frozen=True)
class Said:
    """One text of the program; a part that is only known at run time is None."""

    file: Path
    line: int
    zh: str | None
    en: str | None
    counted: bool  # both are plain literals, so that their {places} can be compared


@dataclass(frozen=True)
class Fault:
    """One thing to put right, where it stands."""

    file: Path
    line: int
    message: str


def texts_of(file: Path, tree: ast.AST) -> Iterator[Said]:
    """Yield every Text made in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "Text":
            named = {one.arg: one.value for one in node.keywords if one.arg}
            parts = dict(zip(("zh", "en"), node.args, strict=False)) | named
            zh, en = parts.get("zh"), parts.get("en")
            counted = isinstance(zh, ast.Constant) and isinstance(en, ast.Constant)
            yield Said(file, node.lineno, _literal(zh), _literal(en), counted)


def _called(node: ast.Call) -> str:
    name = node.func
    return name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")


def _literal(node: ast.AST | None) -> str | None:
    """Return the text of a literal, `{…}` for the places of an f-string; None for anything else."""
    if node is None:
        return ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(one) or "{…}" for one in node.values)
    return None


def marked(lines: list[str], number: int) -> bool:
    """Whether the line, or a comment right above it, carries the mark."""
    above = lines[number - 2].strip() if number > 1 else ""
    return MARK in lines[number - 1] or above.startswith(MARK)


def faults_of_text(said: Said) -> Iterator[Fault]:
    """Yield what is wrong with one text."""
    zh, en = said.zh, said.en
    if zh is not None and en is not None and bool(zh.strip()) != bool(en.strip()):
        yield Fault(said.file, said.line, "a text needs both languages")
    if en and CHINESE.search(en) and en != zh:
        yield Fault(said.file, said.line, f"Chinese in the English text: {en[:60]}")
    if said.counted and places(zh or "") != places(en or ""):
        yield Fault(said.file, said.line, f"{zh!r} and {en!r} differ in their places")


def places(text: str) -> set[str]:
    """Return the names of the `{places}` in `text`."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {f"not a format: {text}"}


def stray_chinese(file: Path, tree: ast.Module, lines: list[str]) -> Iterator[Fault]:
    """Yield each Chinese literal that has no English beside it.

    It may stand in a Text, in a pair or a call with its English twin, in something named `zh`, in
    a docstring, or on a line that carries the mark and the reason.
    """
    allowed = {id(one) for one in _docstrings(tree)}
    for node in ast.walk(tree):
        if _is_paired(node) or _is_the_chinese_half(node):
            allowed |= {id(one) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if id(node) in allowed or not IDEOGRAPH.search(node.value):
            continue
        if not marked(lines, node.lineno):
            yield Fault(file, node.lineno, f"Chinese outside a Text: {node.value[:40]}")


def _is_paired(node: ast.AST) -> bool:
    """Whether `node` is a Text, or holds a Chinese literal and its English twin side by side."""
    if isinstance(node, ast.Call) and _called(node) == "Text":
        return True
    if isinstance(node, ast.Call):
        parts: list[ast.expr] = node.args
    elif isinstance(node, ast.Tuple):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = [one for one in (*node.keys, *node.values) if one]
    else:
        return False
    said = [one for one in map(_literal, parts) if one]
    chinese = sum(1 for one in said if IDEOGRAPH.search(one))
    return 0 < chinese <= len(said) - chinese


def _is_the_chinese_half(node: ast.AST) -> bool:
    """Whether `node` fills something named zh: `zh = …`, `zh.append(…)`, `f(zh=…)`."""
    if isinstance(node, ast.Assign):
        names = (one for target in node.targets for one in ast.walk(target))
        return any(isinstance(one, ast.Name) and one.id == "zh" for one in names)
    if isinstance(node, ast.keyword):
        return node.arg == "zh"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return isinstance(owner, ast.Name) and owner.id == "zh"
    return False


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        first = node.body[0] if isinstance(node, kinds) and node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield first.value


def survey(source: Path = SOURCE) -> tuple[list[Said], list[Fault]]:
    """Return every text under `source` and everything that is wrong."""
    texts: list[Said] = []
    faults: list[Fault] = []
    for file in sorted(source.rglob("*.py")):
        code = file.read_text("utf-8")
        tree = ast.parse(code, str(file))
        found = list(texts_of(file, tree))
        texts += found
        lines = code.splitlines()
        plain = (one for one in found if not marked(lines, one.line))
        faults += (fault for said in plain for fault in faults_of_text(said))
        if file.relative_to(source).parts[0] in SPOKEN_ROOMS:
            faults += stray_chinese(file, tree, lines)
    return texts, faults


def _write(texts: list[Said], target: str) -> None:
    rows = [
        (f"{one.file.relative_to(SOURCE).as_posix()}:{one.line}", one.zh or "", one.en or "")
        for one in texts
        if one.zh or one.en
    ]
    heading = ("place", "zh_CN", "en")
    if target.endswith(".xlsx"):
        import xlsxwriter  # noqa: PLC0415 - only for this kind of file

        with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("texts")
            sheet.set_column(0, 0, 34)
            sheet.set_column(1, 2, 70)
            for index, row in enumerate([heading, *rows]):
                sheet.write_row(index, 0, row)
        return
    with sys.stdout if target == "-" else Path(target).open("w", encoding="utf-8") as stream:
        csv.writer(stream, dialect="excel-tab", lineterminator="\n").writerows([heading, *rows])


def main() -> int:
    """Check all texts, or write them as a table for a reader; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="dev.py i18n", description=__doc__)
    parser.add_argument("--list", metavar="FILE", help="write all texts to a .tsv or .xlsx; - here")
    arguments = parser.parse_args()
    texts, faults = survey()
    if arguments.list:
        _write(texts, arguments.list)
        return 0
    for fault in faults:
        print(f"{fault.file.relative_to(ROOT)}:{fault.line}: {fault.message}")
    print(f"{len(texts)} texts, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
