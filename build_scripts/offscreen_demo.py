"""The demo without a display: the queue with its countdowns as a table, and a picture of it."""

import argparse
import sys
import tempfile
from pathlib import Path

from demo_profile import demo_profile
from firstline.app.offscreen import show_offscreen

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print the queue and the path of the picture."""
    parser = argparse.ArgumentParser(prog="dev.py run")
    parser.add_argument("--lang", choices=("zh_CN", "en"), default="zh_CN")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    chosen = parser.parse_args()
    with demo_profile(chosen.lang) as profile:
        try:
            target = ROOT / "pictures" / "run.png"
            show_offscreen(profile, target, language=chosen.lang, theme=chosen.theme, demo=True)
        except OSError:  # a checkout that may only be read
            target = Path(tempfile.gettempdir()) / "firstline-run.png"
            show_offscreen(profile, target, language=chosen.lang, theme=chosen.theme, table=False)
    said = {"zh_CN": "窗口的画面:{}", "en": "The picture of the window: {}"}
    print(said[chosen.lang].format(target))
    return 0


if __name__ == "__main__":
    sys.exit(main())
