"""A throw-away PostgreSQL on this machine for tests and load runs, from whatever is installed.

    postgres.py install           as root on Debian or Ubuntu: install it where it is missing
    postgres.py start DIR PORT    make DIR at first use, serve 127.0.0.1:PORT, print its address
    postgres.py stop DIR          end the server that `start` began

PostgreSQL refuses to run as root: then its files and processes belong to the user `postgres` (or
`nobody`). Nothing is forced to the disk unless POSTGRES_FSYNC=on: it is no place for real data.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

START_S = 60
USER = "postgres"
_USUAL = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, None where PostgreSQL is not installed."""
    for name in ("initdb", "pg_ctl"):
        found = shutil.which(name)
        if found and Path(found).resolve().with_name("postgres").exists():
            return Path(found).resolve().parent
    places = [one for pattern in _USUAL for one in Path("/").glob(pattern[1:])]
    whole = [one for one in places if (one / "initdb").exists() and (one / "postgres").exists()]
    return max(whole, key=str, default=None)


def install() -> None:
    """Install PostgreSQL from the distribution where it is missing; SystemExit where it cannot."""
    if programs() is not None:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit("PostgreSQL is not installed. On Debian, as root: apt-get install postgresql")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = ("apt-get", "install", "-y", "-q", "--no-install-recommends", "postgresql")
    subprocess.run(("apt-get", "update", "-q"), env=env, check=False)
    if subprocess.run(wanted, env=env, check=False).returncode != 0 or programs() is None:
        sys.exit("PostgreSQL could not be installed.")


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _owner() -> dict[str, object]:
    """Return under whom the server runs, for subprocess."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    for name in (USER, "nobody"):
        try:
            one = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": one.pw_uid, "group": one.pw_gid, "extra_groups": []}
    return {}


def start(folder: Path, port: int) -> str:
    """Serve PostgreSQL on 127.0.0.1:`port` with its data in `folder`; return the database's URL.

    Raises SystemExit with PostgreSQL's own words where it does not come up.
    """
    where = programs()
    if where is None:
        sys.exit("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    owner = _owner()
    folder.mkdir(parents=True, exist_ok=True)
    if "user" in owner:
        shutil.chown(folder, owner["user"], owner["group"])  # type: ignore[call-overload]
    data, log = folder / "data", folder.with_name(f"{folder.name}.log")
    if not data.exists():
        _run([str(where / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync"], owner, log)  # fmt: skip
    fsync = os.environ.get("POSTGRES_FSYNC", "off")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={fsync} "
        "-c max_connections=200"
    )
    _run([str(where / "pg_ctl"), "-D", str(data), "-w", "-t", str(START_S), "-l",
          str(folder / "server.log"), "-o", options, "start"], owner, log)  # fmt: skip
    return f"postgresql://{USER}@127.0.0.1:{port}/postgres"


def _run(command: list[str], owner: dict[str, object], log: Path) -> None:
    """Run a program; its words go into `log`, since the server would inherit a pipe."""
    with log.open("ab") as words:
        done = subprocess.run(
            command, cwd="/", check=False, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
            env={**os.environ, "LC_ALL": "C"}, **owner,  # type: ignore[call-overload]
        )  # fmt: skip
    if done.returncode != 0:
        said = log.read_text("utf-8", "replace")
        sys.exit(f"{Path(command[0]).name} failed:\n{said[-2000:]}")


def stop(folder: Path) -> None:
    """End the server of `folder` at once; one that is not there is no fault."""
    file = folder / "data" / "postmaster.pid"
    if not file.exists():
        return
    where = programs()
    if where is not None:
        log = folder.with_name(f"{folder.name}.log")
        words = [str(where / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"]
        _run(words, _owner(), log)


def crash(folder: Path) -> None:
    """Kill the server and all of its processes at once, as a power cut would."""
    file = folder / "data" / "postmaster.pid"
    first = int(file.read_text("utf-8").split()[0])
    for pid in (first, *_children(first)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    file.unlink()  # where nobody reaps the dead, it would seem to run still


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(words[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def main(words: list[str]) -> int:
    """Do what the words say."""
    if words == ["install"]:
        install()
        return 0
    if len(words) == 3 and words[0] == "start":
        print(start(Path(words[1]).resolve(), int(words[2])))
        return 0
    if len(words) == 2 and words[0] == "stop":
        stop(Path(words[1]).resolve())
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
