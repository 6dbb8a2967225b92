"""The HTTP server: moto's application on one port, closed completely when it stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import ThreadedWSGIServer

Route = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Handler(MotoRequestHandler):
    # Clients wait for small answers; Nagle's algorithm would add 40 ms to each.
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: what was asked for is seen in the answers."""


class _Server(ThreadedWSGIServer):
    # Not daemons, so that server_close() joins them.
    daemon_threads = False
    block_on_close = True

    def __init__(self, port: int, app: Any) -> None:
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__("127.0.0.1", port, app, handler=_Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End kept-alive connections, whose threads would otherwise wait for their clients."""
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a failing request is seen in its answer."""


class Server:
    """Listens on 127.0.0.1; named ``localhost`` in its address.

    With a numeric address moto takes the first label for a bucket name, and bucket addresses fail.
    """

    def __init__(self, *, port: int) -> None:
        self.routes: dict[str, Route] = {}
        self._moto: DomainDispatcherApplication | None = None
        self._server = _Server(port, self._application)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="ultraserver-embedded-aws",
            daemon=True,
        )

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Answer from now on, with moto as it is patched by now."""
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._thread.start()

    def stop(self) -> None:
        """Answer no more: end the loop, every connection, and their threads."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()

    def close(self) -> None:
        """Free the port."""
        self._server.server_close()

    def _application(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        for prefix, route in self.routes.items():
            if path.startswith(prefix):
                return route(environ, start_response)
        assert self._moto is not None
        answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer
