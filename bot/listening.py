"""The web server of this process: it says when it is up, and can be ended from elsewhere."""

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api.settings import Settings


class Server(uvicorn.Server):
    """Uvicorn that says when it is up."""

    def __init__(self, app: FastAPI, settings: Settings, up: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                # Its access log would hold addresses, and paths that are keys of conversations.
                access_log=False,
                log_config=None,
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=10,
            )
        )
        self._app = app
        self._up = up
        self.fault: str | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Else it would wait for pages that listen for news.
        self._app.state.stopping = True
        await super().shutdown(sockets)

    def fail(self, sentence: str) -> None:
        """Ends the program with a sentence."""
        self.fault = sentence
        self.should_exit = True


class Halt:
    """Ends a server that runs in another thread, where no signal reaches it."""

    def __init__(self) -> None:
        self._server: Server | None = None
        self._asked = False

    def now(self) -> None:
        """May be called before there is a server."""
        self._asked = True
        if self._server is not None:
            self._server.should_exit = True

    def reaches(self, server: Server) -> None:
        """Names the server to end."""
        self._server = server
        if self._asked:
            server.should_exit = True
