"""A window that cannot open says so on the screen: whoever clicks an icon sees no terminal."""

import subprocess
import sys
from pathlib import Path

import pytest
from real_screen import until

pytestmark = pytest.mark.e2e


def test_what_is_wrong_stands_on_the_screen(tmp_path: Path, screen: dict[str, str]) -> None:
    folder = tmp_path / "账本.txt"
    folder.write_text("no folder", "utf-8")
    command = [sys.executable, "-m", "firstline", "--lang", "zh_CN", "--profile", str(folder)]
    process = subprocess.Popen(command, env=screen, stderr=subprocess.PIPE, text=True)

    def xdotool(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=screen, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    try:
        shown = ["search", "--onlyvisible", "--pid", str(process.pid), "--name", "一线 Firstline"]
        found = until(lambda: xdotool(*shown).split())
        xdotool("windowactivate", "--sync", found[-1])
        xdotool("key", "--window", found[-1], "Escape")
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "不是文件夹" in said
    finally:
        process.kill()
