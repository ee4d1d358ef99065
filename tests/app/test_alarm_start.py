"""The first picture loads nothing of the alarms; soon after it the window looks for them."""

import os
import subprocess
import sys
from pathlib import Path

START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from firstline.app.house import House
from firstline.app.offscreen import settle
from firstline.app.profile import open_profile
from firstline.app.window import make_application
now = datetime.now(UTC)
late = ("firstline.domain.alarm.alarm", "firstline.domain.major.major",
        "firstline.store.alarm.alarm", "firstline.viewmodel.alarm.alarm",
        "firstline.widgets.alarm.parts")
with open_profile(Path(sys.argv[1]), "zh_CN", now) as profile:
    house = House(make_application(), profile, lambda: now, keep_state=False)
    house.shell.aids.pictured.connect(
        lambda: print([one for one in late if one in sys.modules]))
    house.start()
    settle(house, 1500)
    print("alarms" in house.shell.sections.__dict__)
    house.stop()
"""


def start(folder: Path) -> list[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", START, str(folder)], env=environment, capture_output=True,
        text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.strip().splitlines()


def test_alarms_come_after_the_first_picture(tmp_path: Path) -> None:
    start(tmp_path)  # the file is made, and with it the tables of the alarms
    assert start(tmp_path) == ["[]", "True"]
