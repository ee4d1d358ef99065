"""Takes pictures of the wall display at three sizes of screen, from the demo company."""

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QEventLoop, QTimer

from demo_profile import demo_profile
from firstline.app.wall import Wall
from firstline.app.window import make_application
from firstline.domain.words import Language

SIZES = ((1366, 768), (1920, 1080), (3840, 2160))
_SETTLE_MS = 600


def take(folder: Path, theme: str, language: Language, sizes: tuple[tuple[int, int], ...]) -> None:
    """Save `wallboard_<theme>_<language>_<width>.png` for each size."""
    app = make_application()
    with demo_profile(language) as profile:
        own = replace(profile, settings=profile.settings.having(theme=theme), language=language)
        wall = Wall(app, own, lambda: datetime.now(UTC))
        wall.board.resize(*sizes[0])
        wall.board.show()
        for width, height in sizes:
            wall.board.resize(width, height)
            loop = QEventLoop()
            QTimer.singleShot(_SETTLE_MS, loop.quit)
            loop.exec()
            wall.board.grab().save(str(folder / f"wallboard_{theme}_{language}_{width}.png"))
        wall.stop()


def main() -> int:
    """Take all of them, or those of one theme and language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="where to put them")
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--lang", choices=get_args(Language))
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    themes = (chosen.theme,) if chosen.theme else ("light", "dark")
    languages = (chosen.lang,) if chosen.lang else get_args(Language)
    for theme, language in product(themes, languages):
        take(chosen.out, theme, language, SIZES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
