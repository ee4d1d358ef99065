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

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))  # as a script it stands alone

from portals import throwaway  # noqa: E402 - see above

SHARE = Path("/usr/share/request-tracker5")
SERVER = SHARE / "libexec" / "rt-server"
PACKAGES = (
    "request-tracker5", "rt5-db-sqlite", "rt5-standalone", "starlet", "w3m",
)  # fmt: skip
PRESEED = "request-tracker5 request-tracker5/dbconfig-install boolean false\n"
USERS = ("root", "agent1", "agent2", "requester")
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


DESK = throwaway.Desk(
    "Request Tracker 5", "rt5.py", PACKAGES, PRESEED, installed, env={}, start_s=60.0
)
facts = throwaway.facts
stop = throwaway.stop


def start(folder: Path, port: int) -> dict[str, object]:
    """Serve RT on 127.0.0.1:`port` with its data in `folder`, and return what portal.json holds.

    A folder that was used before goes on with its data. Raises SystemExit with RT's own words
    where it does not come up.
    """
    throwaway.must_be_installed(DESK)
    folder = folder.resolve()
    (folder / "empty.d").mkdir(parents=True, exist_ok=True)
    if throwaway.running(folder) is not None:
        return facts(folder)
    text = CONFIG.format(port=port, folder=folder, bcrypt=os.environ.get("RT_BCRYPT", "5"))
    (folder / "RT_SiteConfig.pm").write_text(text, "utf-8")
    if not (folder / "made").exists():
        _make(folder)
    pid = throwaway.spawn(folder, [
        str(SERVER), "--server", "Starlet", "--host", "127.0.0.1", "--port", str(port),
        "--max-workers", os.environ.get("RT_WORKERS", "3"),
    ], _env(folder))  # fmt: skip
    said = _write_facts(folder, port)
    headers = {"Authorization": f"token {said['token']}"}
    throwaway.wait(DESK, folder, pid, "/REST/2.0/queue/General", headers)
    return said


def _env(folder: Path) -> dict[str, str]:
    """Return the environment in which every command of RT reads only what lies in `folder`."""
    return {
        **os.environ, "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "empty.d"), "FIRSTLINE_RT": str(folder),
    }  # fmt: skip


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


def _write_facts(folder: Path, port: int) -> dict[str, object]:
    tokens = {one: (folder / f"{one}.token").read_text("utf-8") for one in USERS}
    written: dict[str, object] = {
        "kind": "rt", "url": f"http://127.0.0.1:{port}", "queue": "General",
        "hidden_queue": "Vault", "user": "root", "token": tokens["root"],
        "agent_user": "agent2", "agent_token": tokens["agent2"], "tokens": tokens,
    }  # fmt: skip
    throwaway.write_facts(folder, written)
    return written


def seed(folder: Path, number: int) -> None:
    """Add `number` tickets; every third has a reply, every sixth a comment too."""
    env = {**_env(folder.resolve()), "FIRSTLINE_RT_TICKETS": str(number)}
    command = ["perl", f"-I{SHARE / 'lib'}", str(HERE / "rt5_seed.pl")]
    subprocess.run(command, env=env, cwd=folder, check=True)


if __name__ == "__main__":
    sys.exit(throwaway.obey(DESK, sys.argv[1:], __doc__, start, seed, stop))
