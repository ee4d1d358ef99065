"""The virtual environment: made once, filled from the constraints, remade when they change."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

from progress import follow, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "constraints.txt"
_STAMP = VENV / "firstline.stamp"
_WINDOWS = os.name == "nt"


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def script(name: str) -> Path:
    """Return the path of a program inside the virtual environment."""
    return VENV / ("Scripts" if _WINDOWS else "bin") / (name + (".exe" if _WINDOWS else ""))


def ensure(wheelhouse: Path | None = None) -> Path:
    """Return the environment's Python, with everything installed that the project needs.

    `wheelhouse` is a folder of wheels for a site without a package index. Raises SetupError.
    """
    python = script("python")
    if not _answers(python):
        _create()
    stamp = _fingerprint()
    if not _STAMP.is_file() or _STAMP.read_text("utf-8") != stamp:
        _install(python, wheelhouse)
        _STAMP.write_text(stamp, "utf-8")
    return python


def _fingerprint() -> str:
    parts = [(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes()]
    parts += [sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _answers(python: Path) -> bool:
    """Whether the environment is there, alive and of this Python's version."""
    if not python.exists():
        return False
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.split() == [str(n) for n in sys.version_info[:2]]


def _create() -> None:
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    with_pip = importlib.util.find_spec("ensurepip") is not None
    _STAMP.unlink(missing_ok=True)
    try:
        venv.EnvBuilder(clear=True, with_pip=with_pip, symlinks=not _WINDOWS).create(VENV)
    except (OSError, subprocess.CalledProcessError):
        if not with_pip:
            raise
        venv.EnvBuilder(clear=True, with_pip=False, symlinks=not _WINDOWS).create(VENV)


def _pip(python: Path) -> list[str]:
    """Return the command of a pip that installs into the environment (Debian may lack its own)."""
    probe = [str(python), "-m", "pip", "--version"]
    own = subprocess.run(probe, capture_output=True, check=False)
    if own.returncode == 0:
        return [str(python), "-m", "pip"]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(python)]
    raise SetupError(
        "This Python has neither pip nor ensurepip. On Debian or Ubuntu: "
        "sudo apt-get install python3-pip python3-venv"
    )


def _install(python: Path, wheelhouse: Path | None) -> None:
    say("Installing what Firstline needs into .venv (about 150 MB the first time) …")
    command = [*_pip(python), "install", "--disable-pip-version-check", "--no-warn-script-location"]
    command += ["--progress-bar", "off", "-c", str(CONSTRAINTS), "-e", f"{ROOT}[dev]"]
    if wheelhouse:
        command += ["--no-index", "--find-links", str(wheelhouse)]
    env = {**os.environ, "PIP_USER": "0", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    env.setdefault("PIP_DEFAULT_TIMEOUT", "120")
    for last_try in (False, True):
        code, _lines = follow(command, env)
        if code == 0:
            return
        if not last_try:
            say("pip did not finish; trying once more (what it has fetched is kept) …")
    raise SetupError(
        "pip could not install the packages; its reason stands above. With no package index, "
        "give a folder of wheels: python build_scripts/dev.py run --wheelhouse DIR"
    )
