"""What becomes of cited addresses, against a web of good and bad hosts on this machine."""

import socket
import threading
import time
from datetime import date
from sys import version_info

import httpcore
import pytest

from links_server import Web
from scorecard.links import fetching, survey
from scorecard.links.fetching import Fetcher
from scorecard.links.survey import MEMORY, Condition, archived_copy, ask_all, is_offline

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def web():
    one = Web()
    yield one
    one.close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(survey, "PAUSE", 0.0)


@pytest.fixture(scope="module")
def fetcher():
    return Fetcher(seconds=1.5, allow_private=True)


def ask(fetcher, *urls, memory=None):
    return ask_all(urls, fetcher, lambda _: None, memory=memory or {}, today=TODAY)


@pytest.mark.parametrize(
    ("path", "condition", "reason"),
    [
        ("/live", Condition.LIVE, "it answers"),
        ("/elsewhere-for-now", Condition.LIVE, "it answers"),
        ("/gone", Condition.DEAD, "status 404"),
        ("/forbidden", Condition.UNCLEAR, "status 403"),
        ("/to-the-front-page", Condition.DEAD, "it leads to the front page"),
        ("/in-circles", Condition.DEAD, "it redirects without end"),
        ("/to-a-file", Condition.UNCLEAR, "the answer cannot be read"),
        ("/garbage", Condition.UNCLEAR, "the answer cannot be read"),
        ("/slow", Condition.UNCLEAR, "no answer in time"),
        ("/endless", Condition.LIVE, "it answers"),
    ],
)
def test_an_address_has_the_condition_that_its_host_gives_it(web, fetcher, path, condition, reason):
    link = ask(fetcher, web.url(path))[web.url(path)]

    assert (link.condition, link.reason.en, link.asked_on) == (condition, reason, TODAY)


def test_a_page_that_moved_for_good_is_told_with_its_new_address(web, fetcher):
    link = ask(fetcher, web.url("/moved"))[web.url("/moved")]

    assert link.condition is Condition.MOVED
    assert link.final_url == web.url("/live")
    assert link.reason.zh == f"现址 {web.url('/live')}"


def test_a_page_whose_title_is_another_than_before_has_changed(web, fetcher):
    url = web.url("/live")

    before = ask(fetcher, url)
    changed = ask(fetcher, url, memory={url: before[url]._replace(title="Another page")})[url]
    same = ask(fetcher, url, memory=before)[url]

    assert changed.condition is Condition.CHANGED
    assert changed.reason.en == "its title was “Another page” and is “A page”"
    assert same.condition is Condition.LIVE


@pytest.mark.parametrize("path", ["/garbage", "/gone", "/forbidden", "/to-the-front-page"])
def test_a_page_that_does_not_answer_keeps_the_title_that_it_had(web, fetcher, path):
    url = web.url(path)
    before = ask(fetcher, url)[url]

    assert ask(fetcher, url, memory={url: before._replace(title="A page")})[url].title == "A page"


def test_titles_are_read_in_their_own_encoding(web, fetcher):
    assert fetcher.fetch(web.url("/gb18030")).title == "中文 & 页面"
    assert fetcher.fetch(web.url("/no-such-charset")).title == "t"


@pytest.mark.parametrize(
    ("charset", "body", "title"),
    [
        ("idna", b"<title>t \xff</title>", "t \ufffd"),
        ("undefined", b"<title>t</title>", "t"),
        # Python 3.13 reads this as text without a title, earlier ones refuse it.
        ("punycode", b"<title>t \xff</title>", "" if version_info >= (3, 13) else "t \ufffd"),
        ("utf-7", b"<title>a+2AA-b</title>", "a?b"),
        ("utf-8", b"<title>&#" + b"9" * 5_000 + b";</title>", "\ufffd"),
        ("utf-8", b"<title>" * 9_000, ""),
        ("utf-8", b"<title a='>'>t</title><title>u</title>", "'>t"),
    ],
    ids=["idna", "undefined", "punycode", "surrogate", "long number", "unclosed", "two"],
)
def test_a_title_made_to_hurt_is_read_at_once_or_not_at_all(web, fetcher, charset, body, title):
    web.raw = charset, body
    start = time.monotonic()

    link = ask(fetcher, web.url("/raw"))[web.url("/raw")]

    assert (link.condition, link.title) == (Condition.LIVE, title)
    assert MEMORY.dump_json({link.url: link})
    assert time.monotonic() - start < 5


def test_an_archive_that_answers_with_nonsense_has_no_copy(web, fetcher):
    web.raw = "utf-8", b"[" * 60_000

    assert archived_copy("https://good.example/a", None, fetcher, web.url("/raw")) is None


@pytest.mark.slow
def test_a_slow_host_is_given_up_at_the_deadline(web):
    start = time.monotonic()
    answer = Fetcher(seconds=0.4, allow_private=True).fetch(web.url("/slow"))

    assert answer.failure == "timeout"
    assert time.monotonic() - start < 5


def test_a_deadline_that_has_passed_ends_writing_too(web):
    answer = Fetcher(seconds=0.0, allow_private=True).fetch(web.url("/live"))

    assert answer.failure in {"timeout", "refused"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.1.2.3/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://224.0.0.251/",
        "http://[ff0e::1]/",
        "http://[::ffff:10.1.2.3]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[::10.1.2.3]/",
        "http://[64:ff9b::10.1.2.3]/",
        "http://[64:ff9b::224.0.0.251]/",
        "http://[64:ff9b:1::8.8.8.8]/",
        "http://[2002:a01:203::1]/",
        "http://[2002:808:808::1]/",
        "http://[2001:0:808:808::1]/",
        "http://[fec0::1]/",
    ],
)
def test_private_addresses_are_never_connected_to(url):
    assert Fetcher(seconds=1.0).fetch(url).failure == "private"


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700::1111]", "[64:ff9b::8.8.8.8]"])
def test_global_unicast_addresses_are_asked_behind_a_nat64_too(monkeypatch, host):
    async def refuse(*_):
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", refuse)

    assert Fetcher(seconds=1.0).fetch(f"http://{host}/").failure == "refused"


def test_a_redirect_into_a_private_network_is_not_followed(web, monkeypatch):
    """The first host counts as public here, the second is what it leads to."""

    class OnlyThisPort(fetching.Network):
        async def connect_tcp(self, host, port, *args, **more):
            self._allow_private = port == web.server.server_port
            return await super().connect_tcp(host, port, *args, **more)

    monkeypatch.setattr(fetching, "Network", OnlyThisPort)
    web.answer_inward = lambda handler: web.page(handler, 302, "", Location="http://127.0.0.1:9/x")

    assert Fetcher(seconds=1.0).fetch(web.url("/inward")).failure == "private"


@pytest.mark.parametrize("place", ["http://[::1", "file:///etc/passwd", "http://h:99999/"])
def test_a_redirect_to_no_address_is_an_answer_that_cannot_be_read(web, fetcher, place):
    web.answer_astray = lambda handler: web.page(handler, 301, "", Location=place)

    assert fetcher.fetch(web.url("/astray")).failure == "broken"


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://127.0.0.1:9/", "refused"),
        ("http://127.0.0.1:99999/", "broken"),
        ("http://a..b/", "broken"),
        ("http://" + "a" * 64 + ".org/", "broken"),
    ],
)
def test_an_address_without_a_host_behind_it_fails_by_name(fetcher, url, failure):
    assert fetcher.fetch(url).failure == failure


@pytest.mark.parametrize(
    ("code", "condition", "reason"),
    [
        (socket.EAI_NONAME, Condition.DEAD, "the host does not exist"),
        (socket.EAI_AGAIN, Condition.UNCLEAR, "its name could not be looked up just now"),
    ],
)
def test_a_name_that_cannot_be_looked_up_just_now_may_exist(
    fetcher, monkeypatch, code, condition, reason
):
    def fail(*_, **__):
        raise socket.gaierror(code, "as the system says it")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    found = ask(fetcher, "http://one.example/", "http://two.example/").values()

    assert {(one.condition, one.reason.en) for one in found} == {(condition, reason)}
    assert is_offline(found)


@pytest.mark.slow
def test_a_slow_name_server_is_given_up_at_the_deadline(monkeypatch):
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: is_over.wait(10) and [])

    answer = Fetcher(seconds=0.2).fetch("http://one.example/")
    was_over = is_over.is_set()
    is_over.set()

    assert (answer.failure, was_over) == ("timeout", False)


def test_a_host_answers_when_one_of_its_addresses_does(web, fetcher, monkeypatch):
    def two(_, port, **__):
        return [(socket.AF_INET, 1, 6, "", (one, port)) for one in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", two)

    assert fetcher.fetch(web.url("/live").replace("127.0.0.1", "two.example")).status == 200


def test_a_plain_host_behind_https_fails_as_tls(web, fetcher):
    assert fetcher.fetch(web.url("/live").replace("http:", "https:")).failure == "tls"


def test_chinese_addresses_are_asked_as_http_writes_them(web, fetcher):
    assert fetcher.fetch(web.url("/新闻?页=一")).status == 200
    assert web.asked["/%E6%96%B0%E9%97%BB?%E9%A1%B5=%E4%B8%80"] == 1


def test_one_host_is_asked_for_one_page_at_a_time_and_each_page_once(web, fetcher):
    web.asked.clear()
    web.most_at_once = 0
    urls = [web.url(f"/page-{number}") for number in range(6)]

    found = ask(fetcher, *urls)

    assert list(found) == urls
    assert web.most_at_once == 1
    assert set(web.asked.values()) == {1}


def test_after_an_interruption_nothing_more_is_asked(web, fetcher, monkeypatch):
    monkeypatch.setattr(survey, "PAUSE", 30.0)
    web.asked.clear()
    urls = [web.url(f"/page-{number}") for number in range(5)]

    other = [url.replace("//", "//another@") for url in urls]
    is_asked = threading.Event()

    def interrupted(link):
        if link.url in other:
            is_asked.set()
            return
        is_asked.wait(10)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask_all([*urls, *other], fetcher, interrupted, memory={}, today=TODAY)

    assert web.asked == {"/page-0": 2}


def test_a_copy_is_taken_from_the_archive_and_from_nowhere_else(web, fetcher):
    api = web.url("/archive")
    web.copies = {
        "https://good.example/a": web.url("/web/2024/a"),
        "https://bad.example/a": "https://elsewhere.example/a",
        "https://odd.example/a": "javascript:alert(1)",
        "https://half.example/a": "http://[archive.org/a",
    }

    assert archived_copy("https://good.example/a", "2024-02", fetcher, api) == web.url(
        "/web/2024/a"
    )
    assert archived_copy("https://bad.example/a", None, fetcher, api) is None
    assert archived_copy("https://odd.example/a", None, fetcher, api) is None
    assert archived_copy("https://half.example/a", None, fetcher, api) is None
    assert archived_copy("https://none.example/a", None, fetcher, api) is None
    assert any("timestamp=202402" in path for path in web.asked)


def test_the_archive_gets_the_pause_of_other_hosts(web, fetcher, monkeypatch):
    waited = []
    monkeypatch.setattr(survey, "PAUSE", 1.0)
    monkeypatch.setattr(survey.time, "sleep", waited.append)

    archived_copy("https://none.example/a", None, fetcher, web.url("/archive"))

    assert 1.0 in waited


def test_an_encrypted_connection_keeps_the_deadline():
    """The host takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        start = time.monotonic()
        answer = Fetcher(seconds=0.4, allow_private=True).fetch(url)

    assert answer.failure == "timeout"
    assert time.monotonic() - start < 5
