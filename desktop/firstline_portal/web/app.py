"""The ASGI app: routes, failures and the document, around one core."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from firstline import __version__
from firstline.portal.native_wire import API
from firstline_portal import clocks
from firstline_portal.core import Core
from firstline_portal.web import devices, documents, events, failures, files, packs, sync, tickets
from firstline_portal.web.desk import WebDesk
from firstline_portal.web.guard import Guard
from firstline_portal.web.rates import Rates
from firstline_portal.web.waiters import Heads, Waiters

Clock = Callable[[], datetime]
_ABOUT = "The native portal of Firstline: one service desk kept in step over any network or none."


def make_app(core: Core, clock: Clock = lambda: datetime.now(UTC)) -> FastAPI:
    """Return the app over a core whose tables are prepared."""
    app = FastAPI(
        title="Firstline portal", version=__version__, description=_ABOUT, docs_url=None,
        redoc_url=None, openapi_url=f"{API}/openapi.json", lifespan=_lifespan,
        redirect_slashes=False,
    )  # fmt: skip
    with core.database.read() as connection:
        server_id = clocks.settings(connection)["server_id"]

    async def look(plants: frozenset[str]) -> Heads:
        try:
            return await run_in_threadpool(desk.heads, plants)
        except SQLAlchemyError:
            return {}  # it is looked again; whoever waits asks again by itself

    limits = core.limits
    waiters = Waiters(look, most=limits.waiters)
    desk = WebDesk(core, waiters, Rates(limits.requests_per_s, limits.burst), server_id, clock)
    app.state.desk = desk
    app.state.release = waiters.close
    for one in (sync, events, files, devices, packs, tickets):
        app.include_router(one.router, prefix=API)
    failures.install(app)
    documents.install(app)
    app.add_middleware(Guard, server_id=server_id)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: WebDesk = app.state.desk
    loop = asyncio.get_running_loop()

    def release() -> None:
        loop.call_soon_threadsafe(desk.waiters.close)

    app.state.release = release  # for whoever ends the server from another thread
    _release_on_signals(release)
    try:
        yield
    finally:
        desk.waiters.close()
        desk.core.database.close()


def _release_on_signals(release: Callable[[], None]) -> None:
    """Send long polls home as soon as the server is told to end, so that it can drain."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before: Any = signal.getsignal(number)

        def ending(got: int, frame: FrameType | None, before: Any = before) -> None:
            release()
            if callable(before):
                before(got, frame)

        signal.signal(number, ending)
