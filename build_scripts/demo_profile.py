"""A throw-away profile with the demo company, for pictures and for a run without a display."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from firstline.app.main import main
from firstline.app.profile import Profile, open_profile
from firstline.domain.words import Language


@contextmanager
def demo_profile(language: Language) -> Iterator[Profile]:
    """Give an open profile that `firstline demo` has filled, gone afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="firstline-demo-", ignore_cleanup_errors=True
    ) as folder:
        with redirect_stdout(io.StringIO()):
            code = main(["--lang", language, "--profile", folder, "demo"])
        if code:
            raise SystemExit(code)
        with open_profile(Path(folder), language, datetime.now(UTC)) as profile:
            yield profile
