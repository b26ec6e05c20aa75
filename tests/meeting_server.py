"""The meeting reached over real sockets: served by a process, as its chair does it, or by a thread."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from scorecard.review.meeting import Meeting
from scorecard.review.meeting_server import serve
from scorecard.text import Language

PROGRAM = """
import sys
from datetime import date
from scorecard.cli import context, main
today = date.fromisoformat(sys.argv.pop(1))
context.clock_day = lambda: today
main()
"""
"""The program on a day: its first argument."""


class Address:
    """A meeting that is served, as a browser reaches it."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self.host, self.port, self.base = parts.netloc, parts.port or 0, parts.path
        self.origin = f"http://{self.host}"

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request with exactly these headers; `Host` and the length are ours to choose too."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {
            "Host": self.host,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        if body:
            # A body that is refused by its length is not read to its end.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.send(body)
        response, content = connection.getresponse(), b""
        # What was not read of a body makes some systems cut the answer, too, behind its head.
        with suppress(http.client.IncompleteRead, ConnectionResetError):
            content = response.read()
        connection.close()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, content

    def state(self) -> dict[str, Any]:
        """What the page shows."""
        status, _, body = self.request("GET", f"{self.base}state")
        assert status == 200
        value: dict[str, Any] = json.loads(body)
        return value

    def post(self, name: str, value: object) -> tuple[int, dict[str, Any]]:
        """A change as the page asks for it."""
        body = json.dumps(value).encode()
        status, _, answer = self.request(
            "POST", f"{self.base}{name}", body, Origin=self.origin,
            Content_Type="application/json", Content_Length=str(len(body)),
        )  # fmt: skip
        return status, json.loads(answer)


class Served(Address):
    """A running `scorecard review meet`, on a day."""

    def __init__(self, root: Path, *more: str, today: str, log: Path, language: str = "zh") -> None:
        self.log = log.open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, today, "review", "meet", "2024",
             "--predictions", str(root), "--lang", language, *more],
            stdout=subprocess.PIPE,
            stderr=self.log,
            encoding="utf-8",
            env={**os.environ, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self.process.stdout
        super().__init__(self.process.stdout.readline().strip())

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def close(self) -> None:
        """End it in any case."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()
        self.log.close()


class ServedHere(Address):
    """The same meeting, served by a thread of this process: it is there at once."""

    def __init__(self, root: Path, *, today: str, language: str = "zh") -> None:
        addresses: SimpleQueue[str] = SimpleQueue()
        meeting = Meeting(root, "2024", lambda: date.fromisoformat(today))
        self.thread = threading.Thread(
            target=serve,
            args=(meeting,),
            kwargs={"language": Language(language), "on_start": addresses.put},
        )
        self.thread.start()
        super().__init__(addresses.get(timeout=10))

    def close(self) -> None:
        """End it unless its page has done so."""
        if self.thread.is_alive():
            self.post("stop", {})
        self.thread.join(10)
        assert not self.thread.is_alive()
