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

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))  # as a script it stands alone

from portals import throwaway  # noqa: E402 - see above

SHARE = Path("/usr/share/redmine")
LIB = Path("/var/lib/redmine")
PACKAGES = ("redmine", "redmine-sqlite", "puma")
PRESEED = "redmine redmine/instances/default/dbconfig-install boolean false\n"
USERS = ("admin", "agent1", "agent2", "clerk", "requester")
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


DESK = throwaway.Desk(
    "Redmine 5", "redmine.py", PACKAGES, PRESEED, installed, env=BUNDLER, start_s=120.0
)
facts = throwaway.facts


def start(folder: Path, port: int) -> dict[str, object]:
    """Serve Redmine on 127.0.0.1:`port` with its data in `folder`; return what portal.json holds.

    A folder that was used before goes on with its data. Raises SystemExit with Redmine's own words
    where it does not come up.
    """
    throwaway.must_be_installed(DESK)
    folder = folder.resolve()
    if throwaway.running(folder) is not None:
        return facts(folder)
    _lay_out(folder)
    if not (folder / "made").exists():
        _make(folder)
    threads = os.environ.get("REDMINE_THREADS", "5")
    puma = shutil.which("puma") or "puma"
    pid = throwaway.spawn(folder, [
        puma, "--bind", f"tcp://127.0.0.1:{port}", "--threads", f"1:{threads}",
        "--environment", "production", "--no-config", "--dir", str(SHARE),
        str(SHARE / "config.ru"),
    ], _env(folder))  # fmt: skip
    said = _write_facts(folder, port)
    headers = {"X-Redmine-API-Key": str(said["key"])}
    throwaway.wait(DESK, folder, pid, "/users/current.json", headers)
    return said


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


def _write_facts(folder: Path, port: int) -> dict[str, object]:
    keys = {one: (folder / f"{one}.key").read_text("utf-8") for one in USERS}
    written: dict[str, object] = {
        "kind": "redmine", "url": f"http://127.0.0.1:{port}", "project": "general",
        "hidden_project": "vault", "user": "admin", "key": keys["admin"],
        "agent_user": "agent2", "agent_key": keys["agent2"], "keys": keys,
    }  # fmt: skip
    throwaway.write_facts(folder, written)
    return written


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
    throwaway.stop(folder, kill=kill)
    (LIB / _instance(folder)).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(throwaway.obey(DESK, sys.argv[1:], __doc__, start, seed, stop))
