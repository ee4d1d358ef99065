"""Serving: one address, one or several processes on one database, started and stopped cleanly."""

import logging
import os
import signal
import socket
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text
from firstline_portal.core import Core, Limits
from firstline_portal.database import Database
from firstline_portal.web.app import make_app

_DRAIN_S = 20
_HEADS = 64 * 1024  # bytes of one request's headers
_ENV = "FIRSTLINE_PORTAL_"  # how a supervisor tells its workers what to serve


@dataclass(frozen=True, slots=True)
class Serving:
    """What to serve and where; `port` 0 takes a free one, `files` "" stands beside the database."""

    database: str
    host: str = "127.0.0.1"
    port: int = 8765
    workers: int = 1
    files: str = ""
    rate_per_s: float = 50.0
    until_eof: bool = False


def serve(wanted: Serving) -> None:
    """Serve until SIGTERM or SIGINT; then answer what is under way, send long polls home, end.

    Prints the address alone on its line when it listens. Raises BadInput or Refused when the
    database or the address cannot be had.
    """
    prepared = open_core(wanted)
    prepared.database.close()
    if prepared.database.is_sqlite and prepared.database.path is None and wanted.workers > 1:
        raise BadInput(
            Text("内存数据库只能由一个进程使用。", "A database in memory has one process.")
        )
    with closing(_listen(wanted.host, wanted.port)) as listening:
        port = listening.getsockname()[1]
        host = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
        print(f"http://{host}:{port}", flush=True)  # noqa: T201 - what scripts wait for
        if wanted.until_eof:
            _end_with_stdin()
        _run(wanted, listening)


def open_core(wanted: Serving) -> Core:
    """Return the core over the prepared database."""
    database = Database(wanted.database)
    limits = Limits(requests_per_s=wanted.rate_per_s)
    core = Core(database, limits, files=files_of(database, wanted.files))
    core.prepare(datetime.now(UTC))
    return core


def files_of(database: Database, named: str) -> Path | None:
    """Return the folder for the bytes of attachments, None where there is no place for them."""
    if named:
        return Path(named)
    return database.path.with_name(f"{database.path.name}.files") if database.path else None


def app_of_worker() -> object:
    """Return the app of one process, from what its supervisor left in the environment."""
    wanted = Serving(
        os.environ[_ENV + "DATABASE"], files=os.environ[_ENV + "FILES"],
        rate_per_s=float(os.environ[_ENV + "RATE"]),
    )  # fmt: skip
    return make_app(open_core(wanted))


def _run(wanted: Serving, listening: socket.socket) -> None:
    os.environ[_ENV + "DATABASE"] = wanted.database
    os.environ[_ENV + "FILES"] = wanted.files
    os.environ[_ENV + "RATE"] = str(wanted.rate_per_s)
    config = uvicorn.Config(
        f"{__name__}:app_of_worker", factory=True, workers=wanted.workers, http="h11",
        ws="none", lifespan="on", loop="asyncio", log_config=None, access_log=False,
        server_header=False, timeout_graceful_shutdown=_DRAIN_S, timeout_keep_alive=75,
        h11_max_incomplete_event_size=_HEADS, proxy_headers=False, backlog=512,
    )  # fmt: skip
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    if wanted.workers > 1:
        Multiprocess(config, [listening]).run()
        return
    server = uvicorn.Server(config)
    before = signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again at the end
    try:
        server.run([listening])
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
    if not server.started:
        raise Refused(Text("门户没有启动。", "The portal did not start."))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named: without it each answer waits 40 ms
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
    except OSError as error:
        listening.close()
        raise BadInput(
            Text(f"不能在 {host}:{port} 监听:{error.strerror}。",
                 f"Cannot listen on {host}:{port}: {error.strerror}."),
            next_step=Text("请换一个 --port。", "Choose another --port."),
        ) from error  # fmt: skip
    listening.set_inheritable(True)
    return listening


def _end_with_stdin() -> None:
    """End when standard input does: a portal that another program keeps, ends with it."""

    def wait() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
