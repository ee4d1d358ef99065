"""What the scripts of throw-away help desks share: install, begin, wait for, and end a server."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_S = 10.0


@dataclass(frozen=True)
class Desk:
    """A help desk of Debian's packages: its name, its script, what is installed, how to tell.

    `preseed` keeps the packages from making data or starting anything of their own; `env` is what
    their installation needs; `start_s` is how long the server may take to answer.
    """

    name: str
    script: str
    packages: tuple[str, ...]
    preseed: str
    installed: Callable[[], bool]
    env: Mapping[str, str]
    start_s: float


def install(desk: Desk) -> None:
    """Install the packages. Raises SystemExit with a sentence where that cannot be done."""
    if desk.installed():
        return
    line = f"apt-get install --no-install-recommends {' '.join(desk.packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"{desk.name} is not installed. As root on Debian: {line}")
    env = {**os.environ, **desk.env, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
    command = ["apt-get", "install", *options, *desk.packages]
    if shutil.which("debconf-set-selections"):
        subprocess.run(
            ["debconf-set-selections"], input=desk.preseed, text=True, check=True, env=env
        )
    if _quiet(command, env) != 0:  # the lists of packages may be old or absent
        _quiet(["apt-get", "update", "-q"], env)
        if _quiet(command, env) != 0:
            subprocess.run(command, env=env, check=False)
    if not desk.installed():
        sys.exit(f"{desk.name} could not be installed. Try: {line}")


def _quiet(command: list[str], env: Mapping[str, str]) -> int:
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode


def must_be_installed(desk: Desk) -> None:
    """Raise SystemExit, with the command that would help, unless the desk is installed."""
    if not desk.installed():
        sys.exit(f"{desk.name} is not installed; run: {desk.script} install")


def spawn(folder: Path, command: list[str], env: Mapping[str, str]) -> int:
    """Begin a process that outlives this one, as the leader of a group of its own."""
    log = os.open(folder / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        pid = os.posix_spawn(
            command[0], command, env, setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2),
            ],
        )  # fmt: skip
    finally:
        os.close(log)
    (folder / "pid").write_text(str(pid), "utf-8")
    return pid


def write_facts(folder: Path, facts: Mapping[str, object]) -> None:
    """Write portal.json, whole or not at all."""
    part = folder / "portal.json.part"
    part.write_text(json.dumps(facts, indent=1), "utf-8")
    part.replace(folder / "portal.json")


def facts(folder: Path) -> dict[str, object]:
    """Return what portal.json says."""
    read: dict[str, object] = json.loads((folder / "portal.json").read_text("utf-8"))
    return read


def wait(desk: Desk, folder: Path, pid: int, path: str, headers: dict[str, str]) -> None:
    """Return when the server answers at `path`; raises SystemExit with its own words if it dies."""
    address = f"{facts(folder)['url']}{path}"
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - loopback
    until = time.monotonic() + desk.start_s
    while time.monotonic() < until and _lives(pid):
        try:
            with urllib.request.urlopen(request, timeout=desk.start_s):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    log = (folder / "server.log").read_text("utf-8", "replace")
    sys.exit(f"{desk.name} did not come up:\n{log[-2000:]}")


def running(folder: Path) -> int | None:
    """Return the group of the server that `spawn` began in `folder`, None where none runs."""
    try:
        pid = int((folder / "pid").read_text("utf-8"))
        return pid if os.getpgid(pid) == pid and _lives(pid) else None
    except (OSError, ValueError):
        return None


def stop(folder: Path, *, kill: bool = False) -> None:
    """End the server and its workers; `kill` gives them no time to finish what they do."""
    group = running(folder)
    if group is not None:
        os.killpg(group, signal.SIGKILL if kill else signal.SIGTERM)
        until = time.monotonic() + STOP_S
        while _lives(group):
            if time.monotonic() > until:
                os.killpg(group, signal.SIGKILL)
            time.sleep(0.02)
    (folder / "pid").unlink(missing_ok=True)


def _lives(group: int) -> bool:
    try:
        while os.waitpid(-group, os.WNOHANG) != (0, 0):  # where we began it, it is ours to reap
            pass
    except ChildProcessError:
        pass
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def obey(
    desk: Desk, words: Sequence[str], usage: str | None, start: Callable[[Path, int], object],
    seed: Callable[[Path, int], None], stop_: Callable[[Path], None],
) -> int:  # fmt: skip
    """Do what the command line asks for, and return the exit code."""
    match words:
        case ["install"]:
            install(desk)
        case ["start", folder, port]:
            start(Path(folder), int(port))
            said = facts(Path(folder))
            print(f"{desk.name} answers at {said['url']}; see {folder}/portal.json")
        case ["seed", folder, number]:
            seed(Path(folder), int(number))
        case ["stop", folder]:
            stop_(Path(folder))
        case _:
            print(usage)
            return 2
    return 0
