"""The HTTP server: moto's application on one port, closed completely when it stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import ThreadedWSGIServer

from ultraserver_plan.errors import UltraServerError

Route = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@cache
def _moto_application() -> DomainDispatcherApplication:
    """Return moto's application, made when the first request comes: after the patches.

    Kept for the next start in this process, which patches the same classes in: making the Flask
    applications of 40 services takes a second.
    """
    return DomainDispatcherApplication(create_backend_app)


class _Handler(MotoRequestHandler):
    # Clients wait for small answers; Nagle's algorithm would add 40 ms to each.
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: what was asked for is seen in the answers."""


class _Server(ThreadedWSGIServer):
    def __init__(self, port: int, app: Any) -> None:
        self._open: set[socket.socket] = set()
        self._workers: set[threading.Thread] = set()
        self._lock = threading.Lock()
        super().__init__("127.0.0.1", port, app, handler=_Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        # Daemons, so that a process that forgets to stop can end; tracked, so that a stop joins
        # them, which socketserver does for other threads only.
        worker = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._open.add(request)
            self._workers = {thread for thread in self._workers if thread.is_alive()} | {worker}
            worker.start()

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End kept-alive connections, for whose next request threads wait; join the threads."""
        with self._lock:
            workers = list(self._workers)
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster
        for worker in workers:
            worker.join()

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a failing request is seen in its answer."""


class Server:
    """Listens on 127.0.0.1; named ``localhost`` in its address.

    With a numeric address moto takes the first label for a bucket name, and bucket addresses fail.
    """

    def __init__(self, *, port: int) -> None:
        self.routes: dict[str, Route] = {}
        try:
            self._server = _Server(port, self._application)
        except (OSError, SystemExit) as error:  # werkzeug exits where the port is taken
            raise UltraServerError(
                f"port {port} cannot be opened: {error.__context__ or error}",
                where="EmbeddedAws",
                fix="give another port, or 0 for a free one",
            ) from error
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
        answer: Iterable[bytes] = _moto_application()(environ, start_response)
        return answer
