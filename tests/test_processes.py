"""Work that is spread over the processors: its order, and what fails in another process."""

import errno
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import time
from unittest.mock import Mock

import pytest

from scorecard import processes
from scorecard.problems import ScorecardError
from scorecard.processes import in_parts, side_by_side


def halved(number: int) -> int:
    """A task that fails for odd numbers."""
    if number % 2:
        raise ScorecardError(f"{number} is odd", "奇数")
    return number // 2


def received(tasks, ends=()):
    """What another process would send of some tasks, and the pipe at which it would be received."""
    here, there = multiprocessing.Pipe(duplex=False)
    before = signal.getsignal(signal.SIGINT)
    from_the_second = multiprocessing.Value("L", 1)
    processes._send(halved, tasks, from_the_second, [there, *ends])  # noqa: SLF001  (runs in another process)
    signal.signal(signal.SIGINT, before)
    sent = []
    while here.poll():
        try:
            sent.append(here.recv())
        except EOFError:
            break
    return here, sent


@pytest.mark.parametrize(
    ("tasks", "done"), [([1, 4, 6, 7, 8], [(1, 2), (2, 3)]), ([1, 4, 6], [(1, 2), (2, 3)])]
)
def test_another_process_sends_what_it_did_until_it_fails_or_has_done_all(tasks, done) -> None:
    here, sent = received(tasks)

    assert sent == done
    with pytest.raises(EOFError):
        here.recv()


def test_another_process_ends_after_the_task_at_which_its_parent_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parents = iter([100, 100, 1])
    monkeypatch.setattr(processes.os, "getppid", lambda: next(parents))

    _, sent = received([1, 4, 6, 8])

    assert sent == [(1, 2), (2, 3)]


def test_another_process_keeps_no_end_of_a_pipe_at_which_its_parent_receives() -> None:
    end, _ = multiprocessing.Pipe(duplex=False)

    received([1, 4], ends=[end])

    assert end.closed


def test_what_fails_in_another_process_fails_in_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1})
    is_taken = multiprocessing.get_context("fork").Event()

    def halved_in_turn(number: int) -> int:
        """The even one, the parent's, waits until another process has taken the odd one."""
        if number % 2:
            is_taken.set()
        else:
            is_taken.wait(20)
        return halved(number)

    done = side_by_side(halved_in_turn, [4, 7])

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


on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere one process does everything"
)


@on_linux
def test_who_is_done_takes_the_next_task_while_another_is_still_at_a_long_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1})
    others_done = multiprocessing.get_context("fork").Event()

    def last() -> int:
        others_done.set()
        return os.getpid()

    jobs = [lambda: others_done.wait(10), os.getpid, os.getpid, last]
    is_done, *by = side_by_side(lambda job: job(), jobs)

    assert is_done
    assert len(set(by)) == 1
    assert os.getpid() not in by


@on_linux
def test_the_parent_waits_for_what_another_process_is_still_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1})
    begun = multiprocessing.get_context("fork").Event()

    def long() -> int:
        begun.set()
        time.sleep(0.2)
        return os.getpid()

    is_begun, by = side_by_side(lambda job: job(), [lambda: begun.wait(10), long])

    assert is_begun
    assert by != os.getpid()


@on_linux
def test_what_a_process_was_killed_amid_sending_is_done_by_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1})
    begun = multiprocessing.get_context("fork").Value("L", 0)
    parent = os.getpid()

    def long(number: int) -> bytes:
        if os.getpid() != parent:
            begun.value = os.getpid()
        elif number == 0:
            while not begun.value:
                time.sleep(0.001)
            time.sleep(0.05)  # the pipe is full by now
            os.kill(begun.value, signal.SIGKILL)
        return bytes(1_000_000)

    assert [len(one) for one in side_by_side(long, [0, 1])] == [1_000_000] * 2


@on_linux
@pytest.mark.parametrize("refused", ["Value", "Process"])
def test_where_the_system_refuses_another_process_this_one_does_all(
    refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1, 2})
    context = multiprocessing.get_context("fork")
    no_more = BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    monkeypatch.setattr(context, refused, Mock(side_effect=no_more))

    assert list(side_by_side(lambda job: job(), [os.getpid] * 3)) == [os.getpid()] * 3


ORPHAN = """
import os, sys, time
from scorecard import processes
processes.os.sched_getaffinity = lambda _: set(range(3))
def work(number):
    if number < 3:
        os.write(1, b"%d\\n" % os.getpid())  # at once: others write too
        time.sleep(0.1)
    return bytes(200_000 if number else 0)
for _ in processes.side_by_side(work, range(9)):
    time.sleep(60)
"""


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_parent_that_was_killed(number: int) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE) as parent:
        try:
            begun = [int(parent.stdout.readline()) for _ in range(3)]
            time.sleep(0.5)  # the others wait until the parent receives
            parent.send_signal(number)

            # Whoever lives still holds the other end of this pipe.
            assert select.select([parent.stdout], [], [], 10)[0]
            assert parent.stdout.read() == b""
        finally:
            parent.kill()
    assert parent.pid in begun


def spread(numbers: list[int]) -> list[int]:
    """A task that is spread itself."""
    return list(side_by_side(halved, numbers))


def test_the_first_task_may_be_spread_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1})

    first, _ = side_by_side(lambda work: work(), [lambda: spread([2, 4, 6]), lambda: None])

    assert first == [1, 2, 3]


def test_elsewhere_than_on_linux_one_process_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.sys, "platform", "darwin")

    done = list(side_by_side(lambda job: job(), [os.getpid, os.getpid]))

    assert done == [os.getpid()] * 2


@pytest.mark.parametrize("worth", [0, 1000])
def test_small_tasks_are_done_in_parts_where_they_are_many_and_stay_in_order(
    worth, monkeypatch
) -> None:
    monkeypatch.setattr("scorecard.processes.WORTH_A_PROCESS", worth)

    done = in_parts(lambda part: [(halved(one), len(part)) for one in part], range(0, 2000, 2))

    assert [half for half, _ in done] == list(range(1000))
    assert max(n for _, n in done) == (1000 if worth else 4)
