"""Request Tracker 5 from Debian's packages as a throw-away help desk on this machine, for tests.

    rt5.py install            install the packages (as root; needs the Debian archive)
    rt5.py start DIR PORT     make DIR at first use, serve 127.0.0.1:PORT, return when it answers
    rt5.py seed DIR N         add N tickets to the queue General, without the network
    rt5.py stop DIR           end the server that `start` began

`start` writes DIR/portal.json: kind, url, the token of the administrator, the tokens of two
ordinary agents and of a requester, their names, and the queue. RT_WORKERS is how many requests are
served at once (3); RT_BCRYPT the cost of the hash that RT checks at every request (5; a stock RT
uses 12, about a quarter of a second of CPU each). RT sends no mail and listens on loopback alone.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

SHARE = Path("/usr/share/request-tracker5")
SERVER = SHARE / "libexec" / "rt-server"
PACKAGES = (
    "request-tracker5", "rt5-db-sqlite", "rt5-standalone", "starlet", "w3m",
)  # fmt: skip
PRESEED = "request-tracker5 request-tracker5/dbconfig-install boolean false\n"
USERS = ("root", "agent1", "agent2", "requester")
START_S, STOP_S = 60.0, 10.0
HERE = Path(__file__).resolve().parent
CONFIG = """\
Set($rtname, 'rt.test');
Set($Organization, 'rt.test');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebPath, '');
Set($CanonicalizeRedirectURLs, 0);
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.sqlite');
Set($Timezone, 'Asia/Shanghai');
Set($MailCommand, sub {{ 1 }});
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($BcryptCost, {bcrypt});
Set(%ServiceAgreements, (
    Default => 'normal',
    Levels  => {{
        urgent => {{ Response => {{ RealMinutes => 30 }}, Resolve => {{ RealMinutes => 240 }} }},
        normal => {{ Response => {{ RealMinutes => 240 }}, Resolve => {{ RealMinutes => 1440 }} }},
    }},
));
1;
"""


def installed() -> bool:
    """Whether this machine has Request Tracker 5 and what serves it."""
    return SERVER.exists() and shutil.which("rt-setup-database-5") is not None


def install() -> None:
    """Install the packages. Raises SystemExit with a sentence where that cannot be done."""
    if installed():
        return
    line = f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Request Tracker 5 is not installed. As root on Debian: {line}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
    # the package must neither make a database nor start anything of its own
    if shutil.which("debconf-set-selections"):
        subprocess.run(["debconf-set-selections"], input=PRESEED, text=True, check=True, env=env)
    command = ["apt-get", "install", *options, *PACKAGES]
    if _quiet(command, env) != 0:  # the lists of packages may be old or absent
        _quiet(["apt-get", "update", "-q"], env)
        if _quiet(command, env) != 0:
            subprocess.run(command, env=env, check=False)
    if not installed():
        sys.exit(f"Request Tracker 5 could not be installed. Try: {line}")


def _quiet(command: list[str], env: dict[str, str]) -> int:
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    return done.returncode


def start(folder: Path, port: int) -> dict[str, object]:
    """Serve RT on 127.0.0.1:`port` with its data in `folder`, and return what portal.json holds.

    A folder that was used before goes on with its data. Raises SystemExit with RT's own words
    where it does not come up.
    """
    if not installed():
        sys.exit("Request Tracker 5 is not installed; run: rt5.py install")
    folder = folder.resolve()
    (folder / "empty.d").mkdir(parents=True, exist_ok=True)
    if _running(folder):
        return facts(folder)
    text = CONFIG.format(port=port, folder=folder, bcrypt=os.environ.get("RT_BCRYPT", "5"))
    (folder / "RT_SiteConfig.pm").write_text(text, "utf-8")
    if not (folder / "made").exists():
        _make(folder)
    pid = _spawn(folder, [
        str(SERVER), "--server", "Starlet", "--host", "127.0.0.1", "--port", str(port),
        "--max-workers", os.environ.get("RT_WORKERS", "3"),
    ])  # fmt: skip
    (folder / "pid").write_text(str(pid), "utf-8")
    _write_facts(folder, port)
    _wait(folder, pid)
    return facts(folder)


def _env(folder: Path) -> dict[str, str]:
    """Return the environment in which every command of RT reads only what lies in `folder`."""
    return {
        **os.environ, "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "empty.d"), "FIRSTLINE_RT": str(folder),
    }  # fmt: skip


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


def _make(folder: Path) -> None:
    for old in folder.glob("rt.sqlite*"):
        old.unlink()
    admin = ["--dba", "root", "--dba-password", ""]
    _set_up(folder, ["--action", "init", "--skip-create", *admin])
    data = str(HERE / "rt5_initial.pl")
    _set_up(folder, ["--action", "insert", "--datafile", data, *admin])
    with sqlite3.connect(folder / "rt.sqlite") as raw:  # who reads does not wait for who writes
        raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    (folder / "made").touch()


def _set_up(folder: Path, words: list[str]) -> None:
    done = subprocess.run(
        ["rt-setup-database-5", *words], env=_env(folder), cwd=folder, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"Request Tracker could not set up its data:\n{done.stdout[-2000:]}{done.stderr}")


def _write_facts(folder: Path, port: int) -> None:
    tokens = {one: (folder / f"{one}.token").read_text("utf-8") for one in USERS}
    written = {
        "kind": "rt", "url": f"http://127.0.0.1:{port}", "queue": "General",
        "hidden_queue": "Vault", "user": "root", "token": tokens["root"],
        "agent_user": "agent2", "agent_token": tokens["agent2"], "tokens": tokens,
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
        f"{said['url']}/REST/2.0/queue/General", headers={"Authorization": f"token {said['token']}"}
    )
    until = time.monotonic() + START_S
    while time.monotonic() < until and _group_lives(pid):
        try:
            with urllib.request.urlopen(request, timeout=START_S):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    log = (folder / "server.log").read_text("utf-8", "replace")
    sys.exit(f"Request Tracker did not come up:\n{log[-2000:]}")


def _running(folder: Path) -> bool:
    file = folder / "pid"
    if not file.exists():
        return False
    try:
        pid = int(file.read_text("utf-8"))
        return os.getpgid(pid) == pid  # the server leads a group of its own
    except (ValueError, ProcessLookupError):
        return False


def seed(folder: Path, number: int) -> None:
    """Add `number` tickets; every third has a reply, every sixth a comment too."""
    env = {**_env(folder.resolve()), "FIRSTLINE_RT_TICKETS": str(number)}
    command = ["perl", f"-I{SHARE / 'lib'}", str(HERE / "rt5_seed.pl")]
    subprocess.run(command, env=env, cwd=folder, check=True)


def stop(folder: Path, *, kill: bool = False) -> None:
    """End the server and its workers; `kill` gives them no time to finish what they do."""
    file = folder / "pid"
    if not _running(folder):
        file.unlink(missing_ok=True)
        return
    group = int(file.read_text("utf-8"))
    os.killpg(group, signal.SIGKILL if kill else signal.SIGTERM)
    until = time.monotonic() + STOP_S
    while _group_lives(group):
        if time.monotonic() > until:
            os.killpg(group, signal.SIGKILL)
        time.sleep(0.02)
    file.unlink(missing_ok=True)


def _group_lives(group: int) -> bool:
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


def main(words: list[str]) -> int:
    """Do what the command line asks for, and return the exit code."""
    match words:
        case ["install"]:
            install()
        case ["start", folder, port]:
            said = start(Path(folder), int(port))
            print(f"Request Tracker answers at {said['url']}; see {folder}/portal.json")
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
