"""Work that is spread over the processors, or done without the garbage collector; the memory left for it."""

import contextlib
import gc
import itertools
import os
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from scorecard.problems import ScorecardError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized

WORTH_A_PROCESS = 1500
"""Files of records below which a second process costs more than it saves (measured: 40 ms to start one)."""

_MOST = 4
_PARTS = 64
"""Parts of a long list for each process: none waits long at the end, and a part stays in the memory cache."""

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def available_memory() -> float:
    """Bytes that this process may still take, as far as the system says; libraries abort beyond."""
    found = [float("inf")]
    with contextlib.suppress(OSError, ValueError, IndexError, ImportError):
        import resource  # Windows has none

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            found.append(limit - pages * resource.getpagesize())
    with contextlib.suppress(OSError, ValueError, IndexError):
        facts = Path("/proc/meminfo").read_text(encoding="ascii").partition("MemAvailable:")[2]
        found.append(1024 * int(facts.split()[0]))
    with contextlib.suppress(OSError, ValueError):  # a container
        group = Path("/sys/fs/cgroup")
        most, used = (
            int((group / f"memory.{one}").read_text(encoding="ascii")) for one in ("max", "current")
        )
        found.append(most - used)
    return min(found)


@contextlib.contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Pause Python's garbage collector while records accumulate, where it costs more than reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _taken(counter: "Synchronized[int]", n: int) -> Iterator[int]:
    """Numbers of tasks that nobody has taken, up to the last; each goes to one process."""
    while True:
        with counter.get_lock():
            place, counter.value = counter.value, counter.value + 1
        if place >= n:
            return
        yield place


def _send(
    work: Callable[[Any], Any],
    tasks: Sequence[Any],
    counter: "Synchronized[int]",
    pipes: "Sequence[Connection]",
) -> None:
    """Do and send one task after the other; what fails here fails again in the parent, which reports it.

    A thread sends, so that work goes on while the parent, itself at work, has no time to receive. When the
    parent was killed this process ends too: it sends by the first of the `pipes`, and closes the others.
    """
    from concurrent.futures import ThreadPoolExecutor

    (pipe, *ends), parent = pipes, os.getppid()
    for end in ends:
        end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent ends this one
    with contextlib.suppress(ScorecardError), ThreadPoolExecutor(1) as sending:
        for place in _taken(counter, len(tasks)):
            sending.submit(pipe.send, (place, work(tasks[place])))
            if os.getppid() != parent:
                break
    pipe.close()


def _receive(pipes: "list[Connection]", results: dict[int, Any], seconds: float | None) -> None:
    """Take over what was done elsewhere; a pipe that has ended is left out from then on."""
    from multiprocessing.connection import wait

    while pipes and (ready := wait(pipes, seconds)):
        for pipe in [one for one in pipes if one in ready]:
            try:
                place, result = pipe.recv()
                results[place] = result
            except (EOFError, OSError):  # it is done, or was killed amid a result
                pipes.remove(pipe)
        seconds = 0


def side_by_side(
    work: Callable[[_Task], _Result], tasks: Sequence[_Task]
) -> Generator[_Result, None, None]:
    """The results of all tasks, in order; each processor takes the next task when it is done with one.

    The first is always the parent's, and may itself be work that is spread. The others share, forked, what
    is imported and computed; elsewhere than on Linux forking is not safe, and one process does all.

    Args:
        work: What is done with a task; its results can be pickled.
        tasks: The tasks.

    Raises:
        ScorecardError: A task failed with it.
    """
    n = 1
    if sys.platform == "linux" and hasattr(os, "fork"):
        n = max(1, min(_MOST, len(tasks), len(os.sched_getaffinity(0))))
    if n == 1:
        yield from map(work, tasks)
        return
    import multiprocessing  # 10 ms that a small folder does not need

    processes, results = dict["Connection", Any](), dict[int, _Result]()
    context, own = multiprocessing.get_context("fork"), iter(range(len(tasks)))
    with without_garbage_collection():  # it would walk over every record in each process
        with contextlib.suppress(OSError):  # what the system refuses another process, the others do
            counter = context.Value("L", 1)
            own = itertools.chain([0], _taken(counter, len(tasks)))
            for _ in range(1, n):
                here, there = context.Pipe(duplex=False)
                pipes = [there, here, *processes]
                process = context.Process(
                    target=_send, args=(work, tasks, counter, pipes), daemon=True
                )
                with warnings.catch_warnings():
                    # Python warns of threads at a fork; numpy's are idle and do not mind.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    process.start()
                there.close()
                processes[here] = process
        pipes = list(processes)
        try:
            for place, task in enumerate(tasks):
                while place not in results:
                    if (mine := next(own, None)) is not None:
                        results[mine] = work(tasks[mine])
                    elif not pipes:  # another process failed at it
                        results[place] = work(task)
                    _receive(pipes, results, 0 if mine is not None or place in results else None)
                yield results.pop(place)
        finally:
            for pipe, process in processes.items():
                process.terminate()
                pipe.close()
                process.join()


def in_parts(
    work: Callable[[Sequence[_Task]], list[_Result]], tasks: Sequence[_Task]
) -> list[_Result]:
    """The results of many small tasks, in order; on several processors where there are enough of them.

    Args:
        work: What is done with some of them; its results can be pickled.
        tasks: The tasks.

    Raises:
        ScorecardError: A task failed with it.
    """
    if len(tasks) <= WORTH_A_PROCESS:
        return work(tasks)
    size = -(-len(tasks) // (_MOST * _PARTS))
    parts = [tasks[start : start + size] for start in range(0, len(tasks), size)]
    return [one for done in side_by_side(work, parts) for one in done]
