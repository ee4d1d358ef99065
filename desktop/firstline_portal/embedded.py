"""A portal inside another program: served on loopback from a thread, until it is stopped."""

import socket
import threading
from datetime import UTC, datetime

import uvicorn

from firstline_portal.core import Core
from firstline_portal.web.app import Clock, make_app

_DRAIN_S = 5


class Embedded:
    """Serves a prepared core at `url` (loopback, a free port) between `start` and `stop`.

    `port` keeps an address over a stop and a new start. The core is closed with it.
    """

    def __init__(
        self,
        core: Core,
        *,
        port: int = 0,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._core = core
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind(("127.0.0.1", port))
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._app = make_app(core, clock)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app, http="h11", ws="none", lifespan="on", loop="asyncio",
                log_config=None, access_log=False, server_header=False, log_level="warning",
                timeout_graceful_shutdown=_DRAIN_S, h11_max_incomplete_event_size=65_536,
            )
        )  # fmt: skip
        self._thread = threading.Thread(
            target=self._server.run, args=([self._listening],), name="portal", daemon=True
        )

    def start(self) -> None:
        """Serve from now on; requests that come before it is ready wait."""
        self._listening.listen(128)
        self._thread.start()

    def stop(self) -> None:
        """Send long polls home, answer what is under way, and end."""
        self._app.state.release()
        self._server.should_exit = True
        self._thread.join(_DRAIN_S + 5)
        self._listening.close()

    def waiting(self) -> int:
        """Return how many long polls are held open now."""
        return len(self._app.state.desk.waiters)
