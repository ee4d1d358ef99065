"""The first picture of the window loads and makes nothing that it does not show."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from firstline.app.profile import open_profile

FIRST = """
import builtins, dataclasses, os, sys
from datetime import UTC, datetime
from pathlib import Path
plain, made, standard = builtins.__import__, [], dataclasses.dataclass
def counted(cls=None, /, **how):
    made.append(sys._getframe(1).f_globals['__name__'])
    return standard(cls, **how)
dataclasses.dataclass = counted
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
    print(*seen[0], sep="\\n")
    print("made", *made)
    print("hooked", builtins.__import__ is not plain)
    house.stop()
"""
LATE = (
    "concurrent.futures", "cryptography", "decimal", "difflib", "hashlib", "holidays", "keyring",
    "nh3", "openpyxl", "platform", "pydantic", "pypinyin", "rapidfuzz", "requests", "sqlite_utils",
    "statistics", "subprocess", "tomlkit", "uuid", "PySide6.QtNetwork", "PySide6.QtPrintSupport",
    "firstline.domain.knowledge", "firstline.domain.line_merge", "firstline.domain.sla",
    "firstline.store.article_words", "firstline.sync", "firstline.viewmodel.finder",
    "firstline.widgets.deeds", "firstline.widgets.detail", "firstline.widgets.steps",
)  # fmt: skip


def start(profile: Path) -> list[str]:
    """Return what a start on `profile` had loaded when it was painted, and how it was made."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", FIRST, str(profile)], env=environment, capture_output=True,
        text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.split("\n")


def test_the_first_picture_loads_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    with open_profile(tmp_path, "zh_CN", datetime.now(UTC)) as profile:
        while profile.store.catch_up():  # as it is after the first use
            pass
    loaded = start(tmp_path)
    assert "firstline.widgets.queue_page" in loaded
    assert [one for one in LATE if one in loaded] == []
    made = next(one for one in loaded if one.startswith("made")).split()[1:]
    assert set(made) <= {"firstline.system.settings", "firstline.domain.values"}, "dearer values"
    assert "hooked False" in loaded, "PySide reads the source of every module that is imported"
