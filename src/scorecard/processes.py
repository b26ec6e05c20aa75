"""Work that is spread over the processors."""

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from scorecard.problems import ScorecardError

_MOST = 4
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@contextlib.contextmanager
def _frozen() -> Iterator[None]:
    """Keep the collector, and a forked process, from walking over every record again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _send(work: Callable[[Any], Any], tasks: Sequence[Any], pipe: Connection) -> None:
    """Do and send one task after the other; what fails here fails again in the parent, which reports it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent ends this one
    with contextlib.suppress(ScorecardError, BrokenPipeError):
        for task in tasks:
            pipe.send(work(task))
    pipe.close()


def side_by_side(
    work: Callable[[_Task], _Result], tasks: Sequence[_Task]
) -> Generator[_Result, None, None]:
    """The results of all tasks, in order; the tasks go around the processors.

    The first is the parent's, the next that of a forked process, which shares what is imported and computed;
    elsewhere than on Linux forking is not safe, and one process does all.

    Args:
        work: What is done with a task; its results can be pickled.
        tasks: The tasks.

    Raises:
        ScorecardError: A task failed with it.
    """
    n, pipes, processes = 1, [], []
    if sys.platform == "linux" and hasattr(os, "fork"):
        n = max(1, min(_MOST, len(tasks), len(os.sched_getaffinity(0))))
    with _frozen():
        for number in range(1, n):
            context = multiprocessing.get_context("fork")
            here, there = context.Pipe(duplex=False)
            process = context.Process(
                target=_send, args=(work, tasks[number::n], there), daemon=True
            )
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore", DeprecationWarning
                )  # numpy's idle threads do not mind
                process.start()
            there.close()
            pipes.append(here)
            processes.append(process)
        try:
            for place, task in enumerate(tasks):
                try:
                    result: _Result = pipes[place % n - 1].recv() if place % n else work(task)
                except EOFError:
                    result = work(task)
                yield result
        finally:
            for pipe, process in zip(pipes, processes, strict=True):
                process.terminate()
                pipe.close()
                process.join()
