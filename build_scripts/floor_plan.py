"""Writes desktop/README.md, the floor plan, from the first sentence of every module."""

import ast
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "desktop" / "firstline"
PLAN = ROOT / "desktop" / "README.md"
FLOORS = (
    ("Ground", ("domain", "system")),
    ("First floor", ("store", "portal")),
    ("Second floor", ("sync", "intake", "report", "viewmodel")),
    ("Third floor", ("widgets", "cli")),
    ("Roof", ("app",)),
)
HEAD = """# The floor plan

Imports go down only; every room names what it is in one sentence. This page is written by
`python build_scripts/floor_plan.py` from the modules' own words, and a test keeps it true.
The decisions that were not obvious stand in [DECISIONS.md](DECISIONS.md).
"""


@cache
def sentence_of(module: Path) -> str:
    """Return the first line of the module's docstring, or "" without one."""
    said = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    return said.splitlines()[0] if said else ""


def plan() -> str:
    """Return the whole page."""
    parts = [HEAD, _by_area()]
    for floor, rooms in reversed(FLOORS):
        parts.append(f"\n## {floor}\n")
        parts += (_room(PACKAGE / room) for room in rooms)
    parts += ("\n## Beside the house\n", _room(PACKAGE.with_name("firstline_portal")))
    return "".join(parts)


def _by_area() -> str:
    """Return where each area stands: the same word on every floor that has to do with it."""
    found: dict[str, list[str]] = {}
    for _, rooms in FLOORS:
        for room in rooms:
            for area in _areas(PACKAGE / room):
                name = area.relative_to(PACKAGE / room).as_posix()
                found.setdefault(name, []).append(f"[{room}](firstline/{room}/{name})")
    lines = ["\n## One word, several floors\n\n", "| area | stands in |\n", "|---|---|\n"]
    lines += (f"| {area} | {', '.join(found[area])} |\n" for area in sorted(found))
    return "".join(lines)


def _room(folder: Path) -> str:
    parts = [f"\n### {folder.name}: {sentence_of(folder / '__init__.py')}\n", _modules(folder)]
    for area in _areas(folder):
        where = area.relative_to(folder.parent).as_posix()
        parts += (f"\n#### {where}: {sentence_of(area / '__init__.py')}\n", _modules(area))
    return "".join(parts)


def _areas(folder: Path) -> list[Path]:
    """Return the sub-rooms of a room, those of a sub-room after it."""
    return sorted(one.parent for one in folder.rglob("__init__.py") if one.parent != folder)


def _modules(folder: Path) -> str:
    """Return the table of a folder's own modules, "" when it has none."""
    modules = [one for one in sorted(folder.glob("*.py")) if one.name != "__init__.py"]
    if not modules:
        return ""
    lines = ["\n| module | what it is |\n", "|---|---|\n"]
    for module in modules:
        place = module.relative_to(PACKAGE.parent).as_posix()
        lines.append(f"| [{module.stem}]({place}) | {_cell(module)} |\n")
    return "".join(lines)


def _cell(module: Path) -> str:
    return sentence_of(module).replace("|", "\\|")


def main() -> int:
    """Write the page; with --check only say whether it is true (1 when it is not)."""
    text = plan()
    if "--check" in sys.argv:
        return 0 if PLAN.is_file() and PLAN.read_text("utf-8") == text else 1
    PLAN.write_bytes(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
