"""The first picture of the window loads and makes nothing that it does not show."""

import ast
import dataclasses
import importlib
import inspect
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import firstline
from firstline.app.profile import open_profile

PACKAGE = Path(firstline.__file__).parent

FIRST = """
import builtins, sys
from datetime import UTC, datetime
from pathlib import Path
plain = builtins.__import__
from firstline.app.profile import open_profile
from firstline.app.window import make_application
now = datetime.now(UTC)
with open_profile(Path(sys.argv[1]), "zh_CN", now) as profile:
    app = make_application()
    from firstline.app.house import House
    house = House(app, profile, lambda: now, keep_state=False)
    seen = []
    house.shell.aids._on_painted = lambda: seen.append(sorted(sys.modules))
    house.start()
    while not seen:
        app.processEvents()
    print("painted", *seen[0])
    print("hooked", builtins.__import__ is not plain)
    parts = {name: vars(one) for name, one in sys.modules.items() if "support.signature." in name}
    print("described", *sorted(one for one in parts if "__getattr__" not in parts[one]))
    house.shell.aids.ready()
    print("answering", *sorted(sys.modules))
    stamp = house.desktop.stamp()
    from firstline.domain.edits.edits import open_ticket
    profile.store.perform(open_ticket(stamp, "T1", {"title": "a"}), now=now)
    print("acting", *sorted(sys.modules))
    house.stop()
"""
WAYS = """
import sys
from firstline.app.window import make_application
def QApplication(words):
    from PySide6.QtWidgets import QApplication
    return QApplication(words)
"""
LATE = (
    "argparse", "concurrent.futures", "cryptography", "dataclasses", "decimal", "difflib",
    "hashlib", "html", "inspect", "keyring", "nh3", "openpyxl", "platform", "pydantic",
    "pypinyin", "rapidfuzz", "requests", "signal", "sqlite_utils", "statistics", "subprocess",
    "tomlkit", "uuid", "PySide6.QtNetwork", "PySide6.QtPrintSupport",
    "firstline.domain.edits.edits", "firstline.domain.knowledge.knowledge",
    "firstline.domain.edits.line_merge", "firstline.domain.edits.moves",
    "firstline.domain.edits.rebase", "firstline.domain.sla.sla",
    "firstline.store.search.article_words", "firstline.store.acts.bulk", "firstline.store.files",
    "firstline.store.shown.overlay", "firstline.store.acts.perform", "firstline.store.acts.undo",
    "firstline.sync", "firstline.viewmodel.shell.finder", "firstline.widgets.shell.deeds",
    "firstline.widgets.detail.pane", "firstline.widgets.steps",
)  # fmt: skip


PROMISED = {
    f"firstline.domain.{one}" for one in (
        "contracts.contract", "contracts.supplement", "contracts.terms", "contracts.values",
        "health.columns", "health.sheet",
    )
}  # fmt: skip
"""What a start reads where there are contracts: what they promise decides the due times."""


def start(profile: Path) -> dict[str, set[str]]:
    """Return what a start on `profile` tells: what was loaded at which moment, and how."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", FIRST, str(profile)], env=environment, capture_output=True,
        text=True, check=True, timeout=120,
    )  # fmt: skip
    lines = (line.split() for line in done.stdout.splitlines())
    return {first: set(rest) for first, *rest in lines}


def test_the_first_picture_loads_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    with open_profile(tmp_path, "zh_CN", datetime.now(UTC)) as profile:
        while profile.store.catch_up():  # as it is after the first use
            pass
    told = start(tmp_path)
    assert "firstline.widgets.queue.page" in told["painted"]
    assert told["painted"] & set(LATE) == set()
    assert "dataclasses" not in told["answering"], "dearer values before a key is answered"
    later = {one.__module__ for one in values_made_later()}
    later -= PROMISED
    assert later <= told["acting"], "no start or first act pays for these: standard is enough"
    assert told["hooked"] == {"False"}, "PySide reads the source of every module that is imported"
    described = {one.rpartition(".")[2] for one in told["described"]}
    assert described == {"importhandler", "lib", "loader"}, "compiled at every start"


@pytest.mark.parametrize(
    "asked", ["QLabel(1, 2, 3)", "QLabel().setNum('x')", "print(QLabel.setText.__doc__)"]
)
def test_a_mistake_is_told_as_by_a_plain_pyside(asked: str) -> None:
    ways = ("make_application()", "QApplication([])")
    light, plain = (told(f"{way}\nfrom PySide6.QtWidgets import QLabel\n{asked}") for way in ways)
    assert light == plain
    assert "setText(self" in plain or "Supported signatures" in plain


def told(script: str) -> str:
    """Return what a program says that begins with `script`: its output and its last error."""
    done = subprocess.run(
        [sys.executable, "-c", WAYS + script], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr.partition("TypeError")[2]


def values_made_later() -> Iterator[type]:
    """Yield every class of the program that is made by `domain/values.py`."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "from firstline.domain.values import" in path.read_text(encoding="utf-8"):
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            for one in vars(importlib.import_module(name)).values():
                if isinstance(one, type) and one.__module__ == name and "__value__" in vars(one):
                    yield one


def test_a_value_that_is_made_later_is_what_the_standard_one_would_be() -> None:
    found = list(values_made_later())
    assert len(found) > 30
    for one in found:
        defaults, frozen, eq = vars(one)["__value__"]
        body = {"__annotations__": dict(one.__annotations__)}
        for name, given in defaults.items():
            body[name] = dataclasses.field(**given.how) if hasattr(given, "how") else given
        standard: Any = dataclasses.dataclass(frozen=frozen, eq=eq)(type(one.__name__, (), body))
        with suppress(TypeError):
            one()  # writes its `__init__`
        assert parameters(one) == parameters(standard), one
        assert traits(one) == traits(standard), one
        assert {"__eq__", "__hash__", "__init__", "__repr__"}.isdisjoint(written_in(one)), one


def parameters(cls: type) -> list[tuple[str, object, bool]]:
    """Return how a value is made: name, kind, and whether there is a default."""
    given = inspect.signature(cls).parameters.values()
    return [(one.name, one.kind, one.default is one.empty) for one in given]


def traits(cls: Any) -> list[object]:
    """Return what else is the same for both: fields, patterns, and whether it can be a key."""
    plain = [(one.name, one.init, one.repr, one.compare, one.hash, one.kw_only)
             for one in dataclasses.fields(cls)]  # fmt: skip
    return [plain, cls.__match_args__, cls.__hash__ is None]


def written_in(cls: type) -> set[str]:
    """Return the methods that stand in the text of the class itself."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
