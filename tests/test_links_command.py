"""`scorecard links`, from the records to what it prints."""

import re
from functools import partial

import pytest

from links_server import Web
from scorecard.editing.edits import keep_copy
from scorecard.editing.record_files import edit_prediction
from scorecard.links.fetching import Fetcher
from scorecard.links.survey import read_memory
from scorecard.reading.folder import load_records


@pytest.fixture
def web(monkeypatch):
    """Pages and an archive on this machine, which may be asked."""
    one = Web()
    monkeypatch.setattr("scorecard.links.fetching.Fetcher", partial(Fetcher, allow_private=True))
    monkeypatch.setattr("scorecard.cli.dead_links.ARCHIVE", one.url("/archive"))
    yield one
    one.close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr("scorecard.links.survey.PAUSE", 0.0)


@pytest.fixture
def cite(prediction):
    """Point the evidence of the one prediction at addresses, in order."""

    def cited(*urls):
        text = prediction.read_text(encoding="utf-8")
        places = iter(urls)
        anew = re.sub(
            r"url: \S+", lambda found: f"url: {next(places, None) or found.group()[5:]}", text
        )
        prediction.write_text(anew, encoding="utf-8")

    return cited


def test_dead_and_moved_addresses_are_listed_with_their_claims(folder, cite, web, call):
    cite(web.url("/gone"), web.url("/moved"))

    done = call("links", "--predictions", folder)

    assert done.code == 0
    assert f"moved: {web.url('/moved')}\n  now at {web.url('/live')}" in done.out
    assert (
        f"dead: {web.url('/gone')}\n  status 404\n  kandao-2024/vision-pro evidence[0]" in done.out
    )
    assert "1 moved" in done.out
    assert "1 dead" in done.out


def test_a_chinese_reader_is_told_in_chinese(folder, cite, web, call):
    cite(web.url("/gone"))

    done = call("links", "vision-pro", "--predictions", folder, "--lang", "zh")

    assert f"已失效：{web.url('/gone')}" in done.out
    assert "已失效 1 个" in done.out


def test_one_address_is_counted_in_the_singular(folder, cite, web, call):
    cite(web.url("/gone"))
    assert (
        "1 address: 0 answers, 0 moved, 0 changed, 1 dead"
        in call("links", "--predictions", folder).out
    )


@pytest.mark.slow
def test_an_answer_is_remembered_for_a_week(folder, cite, web, call, clock):
    cite(web.url("/live"), web.url("/gone"))
    arguments = ("links", "kandao-2024", "--predictions", folder)
    for day, n_asked in (("2026-11-20", 1), ("2026-11-26", 1), ("2026-11-27", 2)):
        clock(day)
        call(*arguments)
        assert web.asked["/live"] == n_asked


@pytest.mark.slow
def test_without_a_network_no_address_is_called_dead_and_nothing_is_remembered(folder, cite, call):
    cite("http://one.invalid/", "http://two.invalid/")

    for _ in range(2):
        done = call("links", "--predictions", folder)

        assert (done.code, done.out) == (2, "")
        assert "is this machine connected to the network?" in done.err


@pytest.mark.slow
def test_a_page_with_another_title_than_last_time_has_changed(folder, cite, web, call, clock):
    cite(web.url("/live"))
    arguments = ("links", "--predictions", folder)
    clock("2026-11-20")
    call(*arguments)
    clock("2026-11-30")
    web.titles["/live"] = "Domain for sale"

    done = call(*arguments)

    assert f"changed: {web.url('/live')}" in done.out
    assert "“A page” and is “Domain for sale”" in done.out


@pytest.mark.slow
def test_a_copy_is_offered_for_what_is_dead(folder, cite, web, call):
    cite(web.url("/gone"), web.url("/live"))
    web.copies = {web.url("/gone"): web.url("/web/2024/gone")}

    done = call("links", "--predictions", folder, "--copies")

    assert f"  copy: {web.url('/web/2024/gone')}\n" in done.out
    assert done.out.count("copy: ") == 1


@pytest.mark.slow
def test_addresses_of_this_machine_are_not_asked(folder, cite, web, call, monkeypatch):
    cite(web.url("/live"))
    monkeypatch.setattr("scorecard.links.fetching.Fetcher", Fetcher)

    done = call("links", "kandao-2024/vision-pro", "--predictions", folder)

    assert "it leads to a private network and was not asked" in done.out
    assert not web.asked


def test_a_name_that_no_claim_has_is_refused(folder, call):
    done = call("links", "vision-pro", "kandao-204/", "--predictions", folder)

    said = "error: unknown prediction 'kandao-204'; did you mean 'kandao-2024'?\n"
    assert (done.code, done.err) == (2, said)


def test_a_claim_with_errors_is_not_called_unknown(folder, prediction, call):
    prediction.write_text(prediction.read_text(encoding="utf-8") + "x: 1\n", encoding="utf-8")

    done = call("links", "vision-pro", "--predictions", folder)

    assert done.code == 2
    assert "[unknown-key]\nerror: kandao-2024/vision-pro has errors; mend it first" in done.err


def test_without_the_extra_the_message_says_what_to_install(folder, call, monkeypatch):
    monkeypatch.setattr("scorecard.cli.context.find_spec", lambda _: None)

    done = call("links", "--predictions", folder)

    assert done.code == 2
    assert "not installed: httpcore" in done.err


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"u": 1}', b'{"u": ["u", "x"]}'])
def test_a_damaged_memory_is_an_empty_one(tmp_path, content):
    file = tmp_path / "links.json"
    file.write_bytes(content)

    assert read_memory(file) == {}


@pytest.mark.slow
def test_on_a_terminal_a_bar_shows_how_far_it_is(folder, cite, web, call, monkeypatch):
    cite(web.url("/live"))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)

    done = call("links", "--predictions", folder)

    assert done.code == 0


@pytest.mark.slow
def test_without_a_home_nothing_is_remembered(folder, cite, web, call, monkeypatch):
    cite(web.url("/live"))
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    arguments = ("links", "--predictions", folder)
    monkeypatch.setenv("XDG_CACHE_HOME", "")

    assert call(*arguments).code == call(*arguments).code == 0
    assert web.asked["/live"] == 2


@pytest.mark.slow
def test_copies_are_written_into_the_records_on_demand(folder, prediction, cite, web, call):
    cite(web.url("/gone"), web.url("/live"))
    web.copies = {web.url("/gone"): web.url("/web/2024/gone")}
    before = prediction.read_text(encoding="utf-8").splitlines()
    arguments = ("links", "--predictions", folder, "--write")

    done = call(*arguments)

    assert (done.code, done.err) == (0, "addresses of copies written: 1\n")
    after = prediction.read_text(encoding="utf-8").splitlines()
    added = [line for line in after if line not in before]
    assert added == [f"    archived_url: {web.url('/web/2024/gone')}"]
    assert after[after.index(added[0]) - 2] == f"    url: {web.url('/gone')}"
    assert after[after.index(added[0]) - 1] == "    kind: press"
    assert len(after) == len(before) + 1

    assert call(*arguments).err == "addresses of copies written: 0\n", "a copy that is kept stays"


@pytest.mark.slow
def test_a_record_broken_meanwhile_is_told_and_neither_the_list_nor_another_copy_is_lost(
    folder, cite, web, call, monkeypatch
):
    cite(web.url("/gone"))
    prediction = folder / "kandao-2024" / "vision-pro.yaml"
    text, broken = prediction.read_text(encoding="utf-8"), prediction.with_name("broken.yaml")
    other = text.replace(web.url("/gone"), web.url("/gone?2"))
    broken.write_text(other, encoding="utf-8")

    def archived(url, *_):
        broken.write_text(other + "  oops", encoding="utf-8")
        return web.url("/web") + url[-2:]

    monkeypatch.setattr("scorecard.links.survey.archived_copy", archived)

    done = call("links", "--predictions", folder, "--write")

    assert done.code == 2
    assert web.url("/gone?2") in done.out
    refused, written = done.err.splitlines()
    assert refused.startswith("kandao-2024/broken: ")
    assert written == "addresses of copies written: 1"
    assert broken.read_text(encoding="utf-8") == other + "  oops"
    assert "archived_url" in prediction.read_text(encoding="utf-8")


def test_a_copy_goes_to_its_address_wherever_that_is_by_now(folder, prediction, cite):
    cite("https://a.org/x", "https://a.org/y")
    text = prediction.read_text(encoding="utf-8")
    first, second = (text.index(f"  - published_on: {one}") for one in ("2024-02-02", "2024-03\n"))
    moved = text[:first] + text[second : text.index("verdicts:")] + text[first:second]
    prediction.write_text(moved + text[text.index("verdicts:") :], encoding="utf-8")

    edit_prediction(
        folder, "kandao-2024/vision-pro", [keep_copy("https://a.org/x", "https://w.org/1")]
    )

    second, first = load_records(folder).predictions["kandao-2024/vision-pro"].evidence
    assert (first.url, first.archived_url) == ("https://a.org/x", "https://w.org/1")
    assert (second.url, second.archived_url) == ("https://a.org/y", None)


@pytest.mark.parametrize(
    ("item", "changed"),
    [
        (
            (
                "{published_on: null, title: t, publisher: p, url: https://a.org/x, finding: f,"
                " bears: context}"
            ),
            (
                "{published_on: null, title: t, publisher: p, url: https://a.org/x,"
                ' archived_url: "https://web.org/1", finding: f, bears: context}'
            ),
        ),
        (
            (
                "published_on: null\n    title: t\n    publisher: p\n    url: https://a.org/x  # seen\n"
                "    archived_url: null\n    finding: f\n    bears: context"
            ),
            (
                "published_on: null\n    title: t\n    publisher: p\n    url: https://a.org/x  # seen\n"
                "    archived_url: https://web.org/1\n    finding: f\n    bears: context"
            ),
        ),
        (
            (
                "published_on: null\n    title: t\n    publisher: p\n    url: https://a.org/x  # seen\n"
                "    finding: f\n    bears: context"
            ),
            (
                "published_on: null\n    title: t\n    publisher: p\n    url: https://a.org/x  # seen\n"
                "    archived_url: https://web.org/1\n    finding: f\n    bears: context"
            ),
        ),
        (
            (
                "published_on: null\n    title: t\n    publisher: p\n    &u url: https://a.org/x  # seen\n"
                "    finding: f\n    bears: context"
            ),
            (
                "published_on: null\n    title: t\n    publisher: p\n    &u url: https://a.org/x  # seen\n"
                "    archived_url: https://web.org/1\n    finding: f\n    bears: context"
            ),
        ),
    ],
)
def test_a_copy_changes_one_place_of_any_layout(folder, prediction, item, changed):
    text = prediction.read_text(encoding="utf-8")
    end = text.index("verdicts:")
    prediction.write_text(f"{text[:end]}  - {item}\n{text[end:]}", encoding="utf-8")

    edit_prediction(
        folder, "kandao-2024/vision-pro", [keep_copy("https://a.org/x", "https://web.org/1")]
    )

    assert prediction.read_text(encoding="utf-8") == f"{text[:end]}  - {changed}\n{text[end:]}"
