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
    parts = [HEAD]
    for floor, rooms in reversed(FLOORS):
        parts.append(f"\n## {floor}\n")
        parts += (_room(PACKAGE / room) for room in rooms)
    parts += ("\n## Beside the house\n", _room(PACKAGE.with_name("firstline_portal")))
    return "".join(parts)


def _room(folder: Path) -> str:
    lines = [f"\n### {folder.name}: {sentence_of(folder / '__init__.py')}\n\n"]
    lines += ["| module | what it is |\n", "|---|---|\n"]
    for module in sorted(folder.rglob("*.py")):
        if module.name != "__init__.py":
            name = module.relative_to(folder).with_suffix("").as_posix()
            lines.append(
                f"| [{name}]({module.relative_to(PACKAGE.parent).as_posix()}) | {_cell(module)} |\n"
            )
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
