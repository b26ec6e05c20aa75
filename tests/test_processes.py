"""Work that is spread over the processors: its order, and what fails in another process."""

import multiprocessing
import signal

import pytest

from scorecard import processes
from scorecard.problems import ScorecardError
from scorecard.processes import side_by_side
from scorecard.text import Phrase


def halved(number: int) -> int:
    """A task that fails for odd numbers."""
    if number % 2:
        raise ScorecardError(Phrase(f"{number} is odd", "奇数"))
    return number // 2


@pytest.mark.parametrize("tasks", [[4, 6, 7, 8], [4, 6]])
def test_another_process_sends_what_it_did_until_it_fails_or_has_done_all(tasks) -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    before = signal.getsignal(signal.SIGINT)

    processes._send(halved, tasks, there)  # noqa: SLF001  (runs in another process)

    signal.signal(signal.SIGINT, before)
    assert (here.recv(), here.recv()) == (2, 3)
    with pytest.raises(EOFError):
        here.recv()


def test_what_fails_in_another_process_fails_in_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1})
    done = side_by_side(halved, [4, 7])

    assert next(done) == 2
    with pytest.raises(ScorecardError, match="7 is odd"):
        next(done)


@pytest.mark.parametrize("n_processors", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(
    n_processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: set(range(n_processors)))

    assert list(side_by_side(halved, [2, 4, 6, 8, 10])) == [1, 2, 3, 4, 5]
    assert list(side_by_side(halved, [])) == []
