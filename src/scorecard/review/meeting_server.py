"""The web server of the meeting: on the chair's own machine only, behind a random token."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from importlib.resources import files
from secrets import compare_digest
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scorecard.review.meeting import Decision, Later, Meeting, MeetingError, Vote
from scorecard.review.meeting_page import meeting_html
from scorecard.text import Language

LARGEST_BODY = 64_000
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


class Strangers:
    """Connections that have not shown the token yet: few at a time, and none for long.

    Without this, who opens connections and sends half a request keeps the chair out.
    """

    def __init__(self) -> None:
        self.waiting: dict[object, asyncio.Transport] = {}

    def came(self, address: object, transport: asyncio.Transport) -> None:
        """Let a connection wait; of too many, the one that has waited longest is dropped."""
        self.waiting[address] = transport
        if len(self.waiting) > _MOST_STRANGERS:
            self.drop(next(iter(self.waiting)))
        asyncio.get_running_loop().call_later(_LONGEST_WAIT, self.drop, address, transport)

    def drop(self, address: object, transport: asyncio.Transport | None = None) -> None:
        """Close a connection that still waits, unless its address belongs to a later one by now."""
        if transport in {None, self.waiting.get(address)} and address in self.waiting:
            self.waiting.pop(address).abort()

    def protocol(self) -> type[asyncio.Protocol]:
        """The protocol of a server that tells of its connections here."""
        from uvicorn.protocols.http.h11_impl import H11Protocol

        came, left = self.came, self.waiting.pop

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

    def __init__(self, app: ASGIApp, token: str, port: int, strangers: Strangers) -> None:
        self.app, self.token, self.strangers = app, token, strangers
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def rejection(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        """The status and the reason with which a request is rejected; None when it is let through."""
        first = path.partition("/")[2].partition("/")[0]
        checks = [
            (headers.getlist("host") in [[host] for host in self.hosts], 421, "wrong host"),
            (compare_digest(first.encode(), self.token.encode()), 404, "not found"),
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
            self.strangers.waiting.pop(scope.get("client"), None)
            await self.app(scope, receive, send_guarded)


class _Consent(BaseModel):
    """The records that a window wants to be decided by consent, each by its id and its version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claims: dict[str, str]


class _TakeBack(BaseModel):
    """A record whose decision a window wants to take back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: str


def _answer(value: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(value, status_code=status)


async def _written(
    request: Request, model: type[BaseModel], write: Callable[[Any], dict[str, Any]]
) -> Response:
    """Make a change that a window asked for, and answer with what came of it, or the error."""
    try:
        asked = model.model_validate_json(await asyncio.wait_for(request.body(), _LONGEST_WAIT))
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    except (ValidationError, TimeoutError):
        return _answer({"en": "not understood", "zh": "无法理解的请求"}, 400)
    try:
        return _answer(await run_in_threadpool(write, asked))
    except MeetingError as error:
        return _answer({**error.phrase._asdict(), "claim": error.claim}, error.status)


def meeting_app(  # noqa: PLR0913  (five of them by name)
    meeting: Meeting,
    *,
    token: str,
    port: int,
    language: Language,
    on_stop: Callable[[], None],
    strangers: Strangers,
) -> ASGIApp:
    """The meeting as an ASGI application.

    Args:
        meeting: The meeting.
        token: First part of every path; unguessable.
        port: The port that it is served on.
        language: The language in which the page starts.
        on_stop: Called when the page says that the meeting is over.
        strangers: The connections that are not let in yet.
    """

    async def page(_: Request) -> Response:
        return Response(meeting_html(meeting.name, language), media_type="text/html")

    async def static(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        content = (files("scorecard.review") / "static" / name).read_bytes()
        return Response(content, media_type=_STATIC[name])

    async def state(request: Request) -> Response:
        try:
            value = await run_in_threadpool(meeting.state)
        except MeetingError as error:
            return _answer(error.phrase._asdict(), error.status)
        body = json.dumps(value, ensure_ascii=False).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(body, media_type="application/json", headers={"ETag": tag})

    def writing(model: type[BaseModel], write: Callable[[Any], dict[str, Any]]) -> Any:  # noqa: ANN401  (an endpoint of Starlette)
        async def endpoint(request: Request) -> Response:
            return await _written(request, model, write)

        return endpoint

    writes: dict[str, tuple[type[BaseModel], Callable[[Any], dict[str, Any]]]] = {
        "decide": (Decision, lambda asked: {"claim": meeting.decide(asked)}),
        "vote": (Vote, lambda asked: {"claim": meeting.vote(asked)}),
        "later": (Later, lambda asked: {"claim": meeting.leave(asked)}),
        "take-back": (
            _TakeBack,
            lambda asked: {"claim": meeting.take_back(asked.id, asked.version)},
        ),
        "consent": (
            _Consent,
            lambda asked: meeting.consent(list(asked.claims), list(asked.claims.values())),
        ),
    }

    async def stop(_: Request) -> Response:
        on_stop()
        return _answer({"stopped": True})

    routes = [
        Route(f"/{token}/", page),
        Route(f"/{token}/state", state),
        *(
            Route(f"/{token}/{name}", writing(*one), methods=["POST"])
            for name, one in writes.items()
        ),
        Route(f"/{token}/stop", stop, methods=["POST"]),
        *(Route(f"/{token}/{name}", static) for name in _STATIC),
    ]
    return _Guard(Starlette(routes=routes), token, port, strangers)
