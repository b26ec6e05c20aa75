"""The command `review meet`."""

import errno
import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import option
from scorecard.cli.review_shared import NameArgument, need_extra, open_review
from scorecard.problems import CallError
from scorecard.text import Phrase

_LOOPBACK = "127.0.0.1"
_FIRST_PORT, _N_PORTS = 20_000, 10_000


def _listening(port: int) -> socket.socket:
    """A socket that only this machine reaches.

    Raises:
        CallError: The port is taken.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # pragma: no branch  (Windows would share the port with another program)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((_LOOPBACK, port))
        made.listen()
    except OSError as error:
        made.close()
        why = errno.errorcode.get(error.errno or 0, "?")
        raise CallError(
            Phrase(f"port {port} cannot be used: {why}", f"端口 {port} 不能用：{why}")
        ) from None
    return made


def _usual_port(root: Path, name: str) -> int:
    """The same port for the same review: a browser keeps what was typed by address and port."""
    digest = hashlib.sha256(f"{root.resolve()}\0{name}".encode()).digest()
    return _FIRST_PORT + int.from_bytes(digest[:4], "big") % _N_PORTS


def _socket(port: int | None, root: Path, name: str) -> socket.socket:
    """A socket on the port asked for; else on the review's usual one, or any when that is taken."""
    if port is not None:
        return _listening(port)
    try:
        return _listening(_usual_port(root, name))
    except CallError:
        return _listening(0)


@with_options("as_of", "predictions")
def meet(
    context: Context,
    name: NameArgument,
    port: Annotated[
        int | None,
        option(
            Phrase(
                "Port; default: always the same for a review, if it is free; 0: any.",
                "端口；默认同一年度复盘总用同一个，被占用则任选；0 为任选。",
            ),
            min=0,
            max=65535,
        ),
    ] = None,
) -> None:
    """Serve the page of the meeting on this machine until its End button or Ctrl+C."""
    need_extra()
    import uvicorn

    from scorecard.review.meeting import Meeting
    from scorecard.review.meeting_server import Strangers, meeting_app

    open_review(context.records, name)
    listening = _socket(port, context.root, name)
    bound, token = listening.getsockname()[1], secrets.token_urlsafe(24)

    def stop() -> None:
        server.should_exit = True

    meeting, strangers = Meeting(context.root, name, context.today), Strangers()
    app = meeting_app(
        meeting,
        token=token,
        port=bound,
        language=context.language,
        on_stop=stop,
        strangers=strangers,
    )
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            lifespan="off",
            ws="none",
            server_header=False,
            http=strangers.protocol(),
            timeout_keep_alive=5,
            timeout_graceful_shutdown=2,
        )
    )
    typer.echo(f"http://{_LOOPBACK}:{bound}/{token}/")
    context.echo(
        Phrase(
            "Open this address on this machine. The page's End button or Ctrl+C ends it; decisions are"
            " in the records at once.",
            "请在本机打开这个地址。页面上的“结束”或 Ctrl+C 结束；决定会立即写入记录。",
        )
    )
    server.run(sockets=[listening])
