"""Redmine 5 from Debian's packages as a throw-away help desk on this machine, for tests.

    redmine.py install            install the packages (as root; needs the Debian archive)
    redmine.py start DIR PORT     make DIR at first use, serve 127.0.0.1:PORT, wait for it
    redmine.py seed DIR N         add N issues to the project General, without the network
    redmine.py stop DIR           end the server that `start` began

`start` writes DIR/portal.json: kind, url, the API keys of the administrator, of two agents, of a
clerk who may not write private notes and of a requester, and the projects. REDMINE_THREADS is how
many requests are served at once (5). No mail is sent; it listens on loopback alone. As Debian's
Redmine finds its data through a link in /var/lib/redmine, `start` and `stop` need root too.
"""

import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from pathlib import Path

SHARE = Path("/usr/share/redmine")
LIB = Path("/var/lib/redmine")
PACKAGES = ("redmine", "redmine-sqlite", "puma")
PRESEED = "redmine redmine/instances/default/dbconfig-install boolean false\n"
USERS = ("admin", "agent1", "agent2", "clerk", "requester")
START_S, STOP_S = 120.0, 10.0
HERE = Path(__file__).resolve().parent
# Debian 12's security update of Ruby brings a Bundler that does not accept gems which live in
# Debian's packages, so that Redmine's own post-install step fails; Debian's patched one is there.
BUNDLER = {"BUNDLER_VERSION": "2.3.15", "BUNDLE_SILENCE_ROOT_WARNING": "1"}
DATABASE = """\
production:
  adapter: sqlite3
  database: {folder}/redmine.sqlite
  timeout: 15000
"""


def installed() -> bool:
    """Whether this machine has Redmine 5 and what serves it."""
    return (SHARE / "config.ru").exists() and shutil.which("puma") is not None


def usable() -> bool:
    """Whether `start` can do its work here: Redmine is there, and we may make its link."""
    return installed() and os.access(LIB, os.W_OK)


def install() -> None:
    """Install the packages. Raises SystemExit with a sentence where that cannot be done."""
    if installed():
        return
    line = f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Redmine 5 is not installed. As root on Debian: {line}")
    env = {**os.environ, **BUNDLER, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
    command = ["apt-get", "install", *options, *PACKAGES]
    # the package must not make a database of its own
    if shutil.which("debconf-set-selections"):
        subprocess.run(["debconf-set-selections"], input=PRESEED, text=True, check=True, env=env)
    if _quiet(command, env) != 0:  # the lists of packages may be old or absent
        _quiet(["apt-get", "update", "-q"], env)
        if _quiet(command, env) != 0:
            subprocess.run(command, env=env, check=False)
    if not installed():
        sys.exit(f"Redmine 5 could not be installed. Try: {line}")


def _quiet(command: list[str], env: dict[str, str]) -> int:
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode


def start(folder: Path, port: int) -> dict[str, object]:
    """Serve Redmine on 127.0.0.1:`port` with its data in `folder`; return what portal.json holds.

    A folder that was used before goes on with its data. Raises SystemExit with Redmine's own words
    where it does not come up.
    """
    if not installed():
        sys.exit("Redmine 5 is not installed; run: redmine.py install")
    folder = folder.resolve()
    if _running(folder):
        return facts(folder)
    _lay_out(folder)
    if not (folder / "made").exists():
        _make(folder)
    threads = os.environ.get("REDMINE_THREADS", "5")
    puma = shutil.which("puma") or "puma"
    pid = _spawn(folder, [
        puma, "--bind", f"tcp://127.0.0.1:{port}", "--threads", f"1:{threads}",
        "--environment", "production", "--no-config", "--dir", str(SHARE),
        str(SHARE / "config.ru"),
    ])  # fmt: skip
    (folder / "pid").write_text(str(pid), "utf-8")
    _write_facts(folder, port)
    _wait(folder, pid)
    return facts(folder)


def _lay_out(folder: Path) -> None:
    """Make the folders of an instance of Debian's Redmine, and the link that it is found by."""
    for name in ("config", "files", "log", "tmp/pids", "public/plugin_assets"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "config" / "database.yml").write_text(DATABASE.format(folder=folder), "utf-8")
    key = folder / "config" / "secret_key.txt"
    if not key.exists():
        key.write_text(secrets.token_hex(32), "utf-8")
    link = LIB / _instance(folder)
    if not link.is_symlink():
        link.symlink_to(folder)


def _instance(folder: Path) -> str:
    return f"firstline-{zlib.crc32(str(folder).encode()):08x}"


def _env(folder: Path) -> dict[str, str]:
    return {
        **os.environ, **BUNDLER, "RAILS_ENV": "production", "REDMINE_LANG": "en",
        "REDMINE_INSTANCE": _instance(folder), "SCHEMA": os.devnull,
        "FIRSTLINE_REDMINE": str(folder), "RUBYOPT": "-W0",
    }  # fmt: skip


def _make(folder: Path) -> None:
    """Make the database and what a fresh Redmine holds for Firstline's tests."""
    for old in folder.glob("redmine.sqlite*"):
        old.unlink()
    lock = LIB / "Gemfile.lock"  # the list of gems depends on the databases in use
    if not lock.exists() or "sqlite3" not in lock.read_text("utf-8"):
        lock.unlink(missing_ok=True)
        _ruby(folder, ["bundle", "install", "--local", "--quiet"])
    _ruby(folder, ["bundle", "exec", "rake", "db:migrate"])
    _ruby(folder, ["bundle", "exec", "rails", "runner", str(HERE / "redmine_setup.rb")])
    with sqlite3.connect(
        folder / "redmine.sqlite"
    ) as raw:  # who reads does not wait for who writes
        raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    (folder / "made").touch()


def _ruby(folder: Path, command: list[str]) -> None:
    done = subprocess.run(
        command, env=_env(folder), cwd=SHARE, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"Redmine could not set up its data:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _spawn(folder: Path, command: list[str]) -> int:
    """Begin a process that outlives this one, as the leader of a group of its own."""
    log = os.open(folder / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return os.posix_spawn(
            command[0], command, _env(folder), setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2),
            ],
        )  # fmt: skip
    finally:
        os.close(log)


def _write_facts(folder: Path, port: int) -> None:
    keys = {one: (folder / f"{one}.key").read_text("utf-8") for one in USERS}
    written = {
        "kind": "redmine", "url": f"http://127.0.0.1:{port}", "project": "general",
        "hidden_project": "vault", "user": "admin", "key": keys["admin"],
        "agent_user": "agent2", "agent_key": keys["agent2"], "keys": keys,
    }  # fmt: skip
    part = folder / "portal.json.part"
    part.write_text(json.dumps(written, indent=1), "utf-8")
    part.replace(folder / "portal.json")


def facts(folder: Path) -> dict[str, object]:
    """Return what portal.json says."""
    read: dict[str, object] = json.loads((folder / "portal.json").read_text("utf-8"))
    return read


def _wait(folder: Path, pid: int) -> None:
    said = facts(folder)
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{said['url']}/users/current.json", headers={"X-Redmine-API-Key": str(said["key"])}
    )
    until = time.monotonic() + START_S
    while time.monotonic() < until and _lives(pid):
        try:
            with urllib.request.urlopen(request, timeout=START_S):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    log = (folder / "server.log").read_text("utf-8", "replace")
    sys.exit(f"Redmine did not come up:\n{log[-2000:]}")


def _running(folder: Path) -> bool:
    try:
        pid = int((folder / "pid").read_text("utf-8"))
        return os.getpgid(pid) == pid and _lives(pid)  # it leads a group of its own
    except (OSError, ValueError):
        return False


def seed(folder: Path, number: int) -> None:
    """Add `number` issues; every third has a reply, every sixth a private note too."""
    folder = folder.resolve()
    script = HERE / "redmine_seed.rb"
    env = {**_env(folder), "FIRSTLINE_REDMINE_ISSUES": str(number)}
    command = ["bundle", "exec", "rails", "runner", str(script)]
    subprocess.run(command, env=env, cwd=SHARE, check=True)


def stop(folder: Path, *, kill: bool = False) -> None:
    """End the server; `kill` gives it no time to finish what it does. Its data stay."""
    folder = folder.resolve()
    file = folder / "pid"
    if _running(folder):
        pid = int(file.read_text("utf-8"))
        os.killpg(pid, signal.SIGKILL if kill else signal.SIGTERM)
        until = time.monotonic() + STOP_S
        while _lives(pid):
            if time.monotonic() > until:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.02)
    file.unlink(missing_ok=True)
    (LIB / _instance(folder)).unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):  # where we began it, it is ours to reap
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main(words: list[str]) -> int:
    """Do what the command line asks for, and return the exit code."""
    match words:
        case ["install"]:
            install()
        case ["start", folder, port]:
            said = start(Path(folder), int(port))
            print(f"Redmine answers at {said['url']}; see {folder}/portal.json")
        case ["seed", folder, number]:
            seed(Path(folder), int(number))
        case ["stop", folder]:
            stop(Path(folder))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
