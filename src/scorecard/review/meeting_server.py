"""The web server of the meeting: on the chair's own machine only, behind a random token."""

import asyncio
import hashlib
import json
import os
import secrets
import socket
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import uvicorn
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from scorecard.review.meeting import Asked, Consent, Decision, Later, Meeting, MeetingError, Vote
from scorecard.review.pages import meeting_html
from scorecard.text import Language

LARGEST_BODY = 64_000
_LOOPBACK = "127.0.0.1"
_FIRST_PORT, _N_PORTS = 20_000, 10_000
_LONGEST_WAIT = 10.0  # seconds for a request, and for a body that was announced
_MOST_STRANGERS = 32
_STATIC = {"meeting.js": "text/javascript", "meeting.css": "text/css"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Strangers(dict[object, asyncio.Transport]):
    """Connections that have not shown the token yet, by address: few at a time, and none for long.

    Without this, who opens connections and sends half a request keeps the chair out.
    """

    def came(self, address: object, transport: asyncio.Transport) -> None:
        """Let a connection wait; of too many, the one that has waited longest is dropped."""
        self[address] = transport
        if len(self) > _MOST_STRANGERS:
            self.drop(*next(iter(self.items())))
        asyncio.get_running_loop().call_later(_LONGEST_WAIT, self.drop, address, transport)

    def drop(self, address: object, transport: asyncio.Transport) -> None:
        """Close a connection that still waits."""
        if self.get(address) is transport:
            self.pop(address).abort()

    def protocol(self) -> type[asyncio.Protocol]:
        """The protocol of a server that tells of its connections here."""
        came, left = self.came, self.pop

        class Protocol(H11Protocol):
            """HTTP as uvicorn speaks it."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
                """Take a connection."""
                super().connection_made(transport)
                came(self.client, transport)

            def connection_lost(self, exc: Exception | None) -> None:
                """Forget a connection."""
                left(self.client, None)
                super().connection_lost(exc)

        return Protocol


class _Guard:
    """The checks of every request (host, token, origin, size) and the headers of every answer."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app, self.token, self.strangers = app, token, Strangers()
        self.hosts = {f"{_LOOPBACK}:{port}", f"localhost:{port}"}

    def rejection(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        """The status and the reason with which a request is rejected; None when it is let through."""
        first = path.partition("/")[2].partition("/")[0]
        checks = [
            (headers.getlist("host") in [[host] for host in self.hosts], 421, "wrong host"),
            (secrets.compare_digest(first.encode(), self.token.encode()), 404, "not found"),
            (method in {"GET", "HEAD", "POST"}, 405, "GET or POST"),
        ]
        if method == "POST":
            kind, length = headers.get("content-type", ""), headers.get("content-length", "")
            origins = [[f"http://{host}"] for host in self.hosts]
            site = headers.get("sec-fetch-site", "same-origin")
            checks += [
                (headers.getlist("origin") in origins, 403, "wrong origin"),
                (site == "same-origin", 403, "another site"),
                (kind.partition(";")[0] == "application/json", 415, "JSON only"),
                (length.isdecimal(), 411, "length required"),
                (length.isdecimal() and int(length) <= LARGEST_BODY, 413, "too large"),
            ]
        return next(((status, reason) for is_right, status, reason in checks if not is_right), None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or reject it."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        rejected = self.rejection(scope["method"], scope["path"], Headers(scope=scope))
        if rejected:
            close = {"Connection": "close"}
            response = PlainTextResponse(rejected[1], status_code=rejected[0], headers=close)
            await response(scope, receive, send_guarded)
        else:
            self.strangers.pop(scope.get("client"), None)
            await self.app(scope, receive, send_guarded)


async def _told(_: Request, error: Any) -> Response:  # noqa: ANN401  (Starlette types handlers so)
    """The answer to a request that was not carried out; it gets each `MeetingError`."""
    return JSONResponse({**error.phrase._asdict(), "claim": error.claim}, status_code=error.status)


def meeting_app(
    meeting: Meeting, *, token: str, port: int, language: Language, on_stop: Callable[[], None]
) -> _Guard:
    """The meeting as an ASGI application."""

    async def page(_: Request) -> Response:
        return Response(meeting_html(meeting.name, language), media_type="text/html")

    async def static(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        content = (files("scorecard.review") / "static" / name).read_bytes()
        return Response(content, media_type=_STATIC[name])

    async def state(request: Request) -> Response:
        body = json.dumps(await run_in_threadpool(meeting.state), ensure_ascii=False).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(body, media_type="application/json", headers={"ETag": tag})

    async def stop(_: Request) -> Response:
        on_stop()
        return JSONResponse({"stopped": True})

    def writing(name: str, model: type[BaseModel], write: Callable[[Any], dict[str, Any]]) -> Route:
        async def endpoint(request: Request) -> Response:
            body = asyncio.wait_for(request.body(), _LONGEST_WAIT)
            try:
                asked = model.model_validate_json(await body)
            except ClientDisconnect:
                return Response(status_code=400)  # nobody is there to read it
            except (ValidationError, TimeoutError):
                en = "not understood, or a text has control characters"
                raise MeetingError(400, en, "无法理解，或文字里有控制字符") from None
            return JSONResponse(await run_in_threadpool(write, asked))

        return Route(f"/{token}/{name}", endpoint, methods=["POST"])

    routes = [
        Route(f"/{token}/", page),
        Route(f"/{token}/state", state),
        writing("decide", Decision, lambda asked: {"claim": meeting.decide(asked)}),
        writing("vote", Vote, lambda asked: {"claim": meeting.vote(asked)}),
        writing("later", Later, lambda asked: {"claim": meeting.leave(asked.entry, asked.shown)}),
        writing("take-back", Asked, lambda asked: {"claim": meeting.take_back(asked)}),
        writing("consent", Consent, meeting.consent),
        Route(f"/{token}/stop", stop, methods=["POST"]),
        *(Route(f"/{token}/{name}", static) for name in _STATIC),
    ]
    app = Starlette(routes=routes, exception_handlers={MeetingError: _told})
    return _Guard(app, token, port)


def _socket(meeting: Meeting) -> socket.socket:
    """A socket that only this machine reaches, on the review's usual port, or any when that is taken.

    A browser keeps what was typed by address and port: the same review has the same port.
    """
    digest = hashlib.sha256(f"{meeting.root.resolve()}\0{meeting.name}".encode()).digest()
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # pragma: no branch  (Windows would share the port with another program)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((_LOOPBACK, _FIRST_PORT + int.from_bytes(digest[:4], "big") % _N_PORTS))
    except OSError:
        made.bind((_LOOPBACK, 0))
    made.listen()
    return made


def serve(meeting: Meeting, *, language: Language, on_start: Callable[[str], None]) -> None:
    """Serve a meeting on this machine until its page ends it or the process is interrupted.

    Args:
        meeting: The meeting.
        language: The language in which the page starts.
        on_start: Called with the address of the page.
    """
    listening = _socket(meeting)
    bound, token = listening.getsockname()[1], secrets.token_urlsafe(24)

    def stop() -> None:
        server.should_exit = True

    app = meeting_app(meeting, token=token, port=bound, language=language, on_stop=stop)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            lifespan="off",
            ws="none",
            server_header=False,
            http=app.strangers.protocol(),
            timeout_keep_alive=5,
            timeout_graceful_shutdown=2,
        )
    )
    on_start(f"http://{_LOOPBACK}:{bound}/{token}/")
    server.run(sockets=[listening])
