"""The laws of the house: directions, sizes, names, words and files, held by tests."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import floor_plan
import i18n

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "desktop" / "firstline"
SERVER = ROOT / "desktop" / "firstline_portal"
SERVER_MAY = ("firstline.domain", "firstline.portal.native_wire", "firstline.__version__")
SCRIPTS = ROOT / "build_scripts"
RESOURCES = ROOT / "resources"
TEXT_ENDINGS = {".py", ".toml", ".md", ".txt", ".json", ".qss", ".cfg", ".yml", ".jsonl", ""}

ROOMS = {
    "domain": set[str](),
    "system": set[str](),
    "store": {"domain"},
    "portal": {"domain"},
    "sync": {"domain", "store", "portal"},
    "intake": {"domain"},
    "report": {"domain", "store"},
    "viewmodel": {"domain", "store"},
    "widgets": {"viewmodel", "domain", "system"},
    "cli": {"domain", "store", "sync", "intake", "report", "system"},
    "app": {
        "domain",
        "system",
        "store",
        "portal",
        "sync",
        "intake",
        "report",
        "viewmodel",
        "widgets",
        "cli",
    },
}
QT_ROOMS = {"viewmodel", "widgets", "app"}
# Waiting for another process: a lock file has no event to wait for, and no window waits there.
SLEEPERS = {"store/file/lock.py"}
# The lane boundary and the crash handler (house.md, threads).
BROAD = {"app/background.py", "app/crash.py", "app/run.py"}


def our_modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def all_python() -> list[Path]:
    return (
        our_modules()
        + sorted(SERVER.rglob("*.py"))
        + sorted(SCRIPTS.rglob("*.py"))
        + sorted((ROOT / "tests").rglob("*.py"))
    )


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), str(file))


@pytest.fixture(scope="module", autouse=True)
def _trees_go_with_the_laws() -> Iterator[None]:
    """Keep millions of nodes no longer than needed: every later look for garbage would see them."""
    yield
    tree_of.cache_clear()


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imports(file: Path) -> Iterator[str]:
    """Yield the dotted names that `file` imports, those for type checking included."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(file)} imports relatively"
            yield from (f"{node.module}.{one.name}" for one in node.names)


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0]


def test_every_room_has_a_floor() -> None:
    rooms = {one.name for one in PACKAGE.iterdir() if one.is_dir() and one.name != "__pycache__"}
    assert rooms == set(ROOMS)
    assert rooms == {room for _, several in floor_plan.FLOORS for room in several}


def test_imports_go_down_only() -> None:
    wrong = []
    for file in our_modules():
        room = room_of(file)
        if room not in ROOMS:
            continue
        for name in imports(file):
            parts = name.split(".")
            own = parts[0] == "firstline" and parts[1] != "__version__"
            if own and parts[1] != room and parts[1] not in ROOMS[room]:
                wrong.append(f"{named(file)} imports {name}")
    assert not wrong


def test_the_server_shares_the_domain_and_the_wire_alone() -> None:
    wrong = [
        f"{named(file)} imports {name}"
        for file in sorted(SERVER.rglob("*.py"))
        for name in imports(file)
        if name.startswith("firstline.") and not name.startswith(SERVER_MAY)
    ]
    assert not wrong


def test_widgets_take_only_resources_from_the_system() -> None:
    taken = {
        name for file in our_modules() if room_of(file) == "widgets" for name in imports(file)
        if name.startswith("firstline.system")
    }  # fmt: skip
    assert all(name.startswith("firstline.system.resources") for name in taken), taken


def test_qt_is_upstairs_and_view_models_know_its_core_alone() -> None:
    wrong = []
    for file in our_modules():
        for name in imports(file):
            if name.partition(".")[0] not in ("PySide6", "shiboken6"):
                continue
            core = name.startswith("PySide6.QtCore")
            if room_of(file) not in QT_ROOMS or (room_of(file) == "viewmodel" and not core):
                wrong.append(f"{named(file)} imports {name}")
    assert not wrong


def test_the_domain_needs_the_standard_library_alone() -> None:
    known = sys.stdlib_module_names | {"firstline"}
    wrong = {
        f"{named(file)} imports {name}"
        for file in our_modules()
        if room_of(file) == "domain"
        for name in imports(file)
        if name.partition(".")[0] not in known and not name.startswith("typing_extensions")
    }
    assert not wrong


def test_the_developers_door_needs_the_standard_library_alone() -> None:
    door = ("dev", "tasks", "machine", "bootstrap", "progress")
    known = sys.stdlib_module_names | set(door)
    wrong = {
        f"{name} in {one}.py" for one in door for name in imports(SCRIPTS / f"{one}.py")
        if name.partition(".")[0] not in known
    }  # fmt: skip
    assert not wrong


def spans() -> Iterator[tuple[str, int, ast.AST]]:
    for file in all_python():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{named(file)}:{node.lineno} {node.name}", lines, node


def test_sizes() -> None:
    files = [(named(one), len(one.read_text("utf-8").splitlines())) for one in all_python()]
    long_files = [one for one in files if one[1] > 400]
    limit = {True: 250, False: 60}  # a class, a function
    long_parts = [
        (name, n) for name, n, node in spans() if n > limit[isinstance(node, ast.ClassDef)]
    ]
    assert not long_files
    assert not long_parts


def test_most_functions_and_files_keep_to_the_smaller_size() -> None:
    functions = [n for _, n, node in spans() if not isinstance(node, ast.ClassDef)]
    files = [len(one.read_text("utf-8").splitlines()) for one in our_modules()]
    assert sum(n > 25 for n in functions) <= 0.05 * len(functions)
    assert sum(n > 250 for n in files) <= 0.08 * len(files)


def test_every_module_says_what_it_is() -> None:
    silent = [named(one) for one in all_python() if not floor_plan.sentence_of(one)]
    assert not silent
    unfinished = [
        named(one) for one in our_modules()
        if not floor_plan.sentence_of(one).endswith((".", "?", ":"))
    ]  # fmt: skip
    assert not unfinished


def test_the_floor_plan_is_true() -> None:
    assert floor_plan.PLAN.read_text("utf-8") == floor_plan.plan(), (
        "write it anew: python build_scripts/floor_plan.py"
    )


FORBIDDEN_WORDS = ("Manager", "Handler", "Helper", "Controller", "Util", "Utils", "Info")


def test_names() -> None:
    wrong = []
    for file in our_modules():
        if not re.fullmatch(r"[a-z][a-z0-9_]*|__\w+__", file.stem):
            wrong.append(named(file))
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.ClassDef):
                words = re.findall(r"[A-Z][a-z]*", node.name)
                if set(words) & set(FORBIDDEN_WORDS):
                    wrong.append(f"{named(file)}: {node.name}")
        if set(file.stem.title().split("_")) & set(FORBIDDEN_WORDS):
            wrong.append(named(file))
    assert not wrong


def called_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name


def test_a_label_says_how_its_text_is_read() -> None:
    """Left to itself Qt takes words of others for HTML: use PlainLabel (reliability.md 6.4)."""
    bare = re.compile(r"(?<!Plain)(?<!Elided)\bQLabel\(")
    texts = {path.name: path.read_text("utf-8") for path in (PACKAGE / "widgets").rglob("*.py")}
    guess = [name for name, one in texts.items() if bare.search(one) and "TextFormat" not in one]
    assert guess == []


def test_threads_have_one_door() -> None:
    forbidden = {"processEvents", "QThread", "QRunnable", "QThreadPool", "QtAsyncio", "msleep"}
    wrong = []
    for file in our_modules():
        place = file.relative_to(PACKAGE).as_posix()
        names = set(called_names(tree_of(file)))
        if names & forbidden or ("sleep" in names and place not in SLEEPERS):
            wrong.append(place)
    assert not wrong


def test_the_search_for_garbage_has_two_doors() -> None:
    """Its switch is the window's (app/garbage.py), its measure that of a stretch of work."""
    users = {one.relative_to(PACKAGE).as_posix() for one in our_modules()
             if "import gc\n" in one.read_text(encoding="utf-8")}  # fmt: skip
    assert users == {"app/garbage.py", "domain/uncollected.py"}


def broad_excepts(file: Path) -> Iterator[int]:
    """Yield the lines of handlers that catch everything and do not raise it again."""
    for node in ast.walk(tree_of(file)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = {"BaseException"} if node.type is None else set(called_names(node.type))
        again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        if caught & {"Exception", "BaseException"} and not again:
            yield node.lineno


def test_only_two_places_catch_everything() -> None:
    found = [
        file.relative_to(PACKAGE).as_posix() for file in our_modules() for _ in broad_excepts(file)
    ]
    assert set(found) <= BROAD
    assert len(found) <= 2, found


def tracked_texts() -> list[Path]:
    """Return the files that a clone holds, as far as they are text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        files = [ROOT / one for one in listed.stdout.split("\0") if one]
    else:  # an unpacked archive
        skipped = {".venv", ".git", "build", "dist"}
        files = [
            one for one in ROOT.rglob("*")
            if not skipped & set(one.relative_to(ROOT).parts) and "cache" not in str(one)
        ]  # fmt: skip
    return [one for one in files if one.is_file() and one.suffix in TEXT_ENDINGS]


def test_nothing_is_left_to_do() -> None:
    words = re.compile(r"\b(" + "TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert not [named(one) for one in tracked_texts() if words.search(one.read_text("utf-8"))]


def test_no_path_of_any_machine() -> None:
    marks = ["/" + "work/", "/" + "root/", "/home" + "/", "/opt" + "/"]
    marks += ["shared" + "/", "pypi" + "-more"]
    wrong = {
        f"{named(one)}: {mark}" for one in tracked_texts() for mark in marks
        if mark in one.read_text("utf-8")
    }  # fmt: skip
    assert not wrong


def test_the_constraints_hold_versions_and_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [one for one in lines if one and not one.lstrip().startswith("#")]
    assert not [one for one in lines if "://" in one or one.startswith("-")]
    assert all(re.match(r"[a-z0-9-]+==[0-9][\w.]*( ; .+)?$", one) for one in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named_there = {one.partition("==")[0] for one in pins}
    extras = [one for several in project["optional-dependencies"].values() for one in several]
    for wanted in (*project["dependencies"], *extras):
        name = re.split(r"[<>=! ;\[]", wanted)[0].lower().replace("_", "-")
        assert name in named_there | {"firstline"}, f"{name}: make constraints.txt anew"


def test_the_version_of_qt_that_aborts_is_shut_out() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    old = [one for one in lines if one.startswith("pyside6-essentials==") and "< '3.12'" in one]
    assert len(old) == 1
    assert "6.12.0" not in old[0]


def test_texts_stand_in_both_languages() -> None:
    texts, faults = i18n.survey()
    assert len(texts) > 100
    assert not [f"{named(one.file)}:{one.line}: {one.message}" for one in faults]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('Text("你好", "")', "both languages"),
        ('Text("{a} 个", "{b} of them")', "places"),
        ('Text("好", "好的 yes")', "Chinese in the English"),
        ('label = "中文"', "outside"),
    ],
)
def test_the_lint_of_texts_can_fail(tmp_path: Path, code: str, fault: str) -> None:
    (tmp_path / "widgets").mkdir()
    (tmp_path / "widgets" / "one.py").write_text(f"{code}\n", "utf-8")
    _, faults = i18n.survey(tmp_path)
    assert len(faults) == 1
    assert fault in faults[0].message


def test_every_resource_is_used() -> None:
    code = "\n".join(one.read_text("utf-8") for one in [*our_modules(), *SCRIPTS.rglob("*.py")])
    project = (ROOT / "pyproject.toml").read_text("utf-8") + (ROOT / "README.md").read_text("utf-8")
    unused = []
    for file in RESOURCES.rglob("*"):
        place = file.relative_to(RESOURCES)
        if not file.is_file() or place.parts[0] == "licences":
            continue
        mentions = (f'"{file.stem}"', f"'{file.stem}'", file.name, place.parent.as_posix() + "/*")
        if not any(one in code or one in project for one in mentions):
            unused.append(place.as_posix())
    assert not unused


def test_licences_of_all_that_is_used() -> None:
    table = (RESOURCES / "licences" / "README.md").read_text("utf-8").lower()
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    names = {one.partition("==")[0] for one in lines if "==" in one and one[0] not in " #"}
    missing = [one for one in sorted(names) if f"| {one} |" not in table]
    assert not missing
