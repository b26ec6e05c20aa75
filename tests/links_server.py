"""A local web of good and bad hosts for the tests of `scorecard links`."""

import json
import threading
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Web:
    """A server on this machine; `asked` counts the requests by path."""

    def __init__(self):
        self.asked = Counter()
        self.at_once, self.most_at_once = 0, 0
        self.titles = {"/live": "A page"}
        self.copies = {}
        self.raw = "", b""
        self.guard = threading.Lock()
        web = self

        class Handler(BaseHTTPRequestHandler):
            is_answered = True

            def do_GET(self):
                with web.guard:
                    web.asked[self.path] += 1
                    # Pages that answer slowly or without end may still be asked for by a test before.
                    self.is_answered = not self.path.startswith("/page-")
                    web.at_once += not self.is_answered
                    web.most_at_once = max(web.most_at_once, web.at_once)
                with suppress(BrokenPipeError, ConnectionResetError):
                    web.answer(self)
                self.has_answered()

            def has_answered(self):
                """Before the last byte: whoever has it may ask for the next page at once."""
                with web.guard:
                    web.at_once -= not self.is_answered
                self.is_answered = True

            def end_headers(self):
                self.has_answered()
                super().end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.home = f"http://127.0.0.1:{self.server.server_port}"

    def url(self, path):
        return self.home + path

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler):
        path = urlsplit(handler.path).path
        special = getattr(self, "answer_" + path.strip("/").replace("-", "_"), None)
        if special:
            special(handler)
        else:
            self.page(handler, 200, self.titles.get(path, "A page"))

    def page(self, handler, status, title, **headers):
        body = f"<html><head><title>{title}</title></head><body>…</body></html>".encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def answer_gone(self, handler):
        self.page(handler, 404, "Not found")

    def answer_forbidden(self, handler):
        self.page(handler, 403, "Forbidden")

    def answer_moved(self, handler):
        self.page(handler, 301, "", Location="/live")

    def answer_elsewhere_for_now(self, handler):
        self.page(handler, 302, "", Location="/live")

    def answer_to_the_front_page(self, handler):
        self.page(handler, 301, "", Location="/")

    def answer_in_circles(self, handler):
        self.page(handler, 302, "", Location="/in-circles")

    def answer_to_a_file(self, handler):
        self.page(handler, 302, "", Location="file:///etc/passwd")

    def answer_slow(self, handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            time.sleep(0.05)
            handler.wfile.write(b"X: y\r\n")

    def answer_endless(self, handler):
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Endless</title>"
        )
        while True:
            handler.wfile.write(b"x" * 65_536)

    def answer_garbage(self, handler):
        handler.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")

    def answer_gb18030(self, handler):
        body = "<title>中文 &amp; 页面</title>".encode("gb18030")
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gb18030\r\n\r\n" + body
        )

    def answer_no_such_charset(self, handler):
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=nonsense\r\n\r\n<title>t</title>"
        )

    def answer_raw(self, handler):
        charset, body = self.raw
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n\r\n"
        handler.wfile.write(head.encode() + body)

    def answer_archive(self, handler):
        wanted = parse_qs(urlsplit(handler.path).query)["url"][0]
        copy = self.copies.get(wanted)
        closest = {"closest": {"available": True, "url": copy, "status": "200"}} if copy else {}
        body = json.dumps({"archived_snapshots": closest}).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
