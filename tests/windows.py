"""Takes away what a Windows Python lacks, then runs the program as it was called, or several calls in turn.

What the standard library itself needs on this system is loaded first; a Windows Python has its own ways.
"""

import asyncio  # noqa: F401  (loaded before its parts are taken away)
import multiprocessing
import os
import re
import signal
import subprocess  # noqa: F401  (the same)
import sys
from datetime import date
from pathlib import Path

MODULES = ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog", "spwd", "crypt")
NAMES = re.split(
    r"\s+",
    """fork forkpty register_at_fork fchmod fchown chown lchown geteuid getegid getuid getgid setsid setuid
    setgid killpg getpgid getpgrp mkfifo mknod nice sched_getaffinity sched_setaffinity getxattr setxattr
    listxattr removexattr statvfs fstatvfs pread pwrite posix_fallocate posix_fadvise sysconf confstr
    getloadavg sendfile chroot fchdir pathconf fpathconf lockf openpty O_NONBLOCK O_DIRECTORY O_NOFOLLOW
    O_CLOEXEC O_NOCTTY O_SYNC O_DSYNC O_ASYNC O_PATH O_TMPFILE""",
)
"""`uname` stays: libraries that were built for this system ask it."""
SIGNALS = re.split(
    r"\s+",
    """SIGKILL SIGHUP SIGQUIT SIGALRM SIGUSR1 SIGUSR2 SIGCHLD SIGPIPE SIGTSTP SIGSTOP SIGCONT SIGWINCH
    SIGXFSZ alarm setitimer getitimer pause siginterrupt sigwait pthread_kill pthread_sigmask sigpending""",
)
PATHS = ("open", "replace", "rename", "unlink", "link", "mkdir", "stat", "access")
"""Functions that take no descriptor of a folder there."""


def by_path(function):
    """The function without descriptors of folders; a folder cannot be opened."""

    def call(path, *arguments, **named):
        if any(named.pop(one, None) is not None for one in ("dir_fd", "src_dir_fd", "dst_dir_fd")):
            raise NotImplementedError("dir_fd unavailable on this platform")
        if function is OPEN and Path(path).is_dir():
            raise PermissionError(13, "Permission denied")
        return function(path, *arguments, **named)

    return call


OPEN = os.open


def take_away() -> None:
    """Make this process a little like Windows."""
    for name in MODULES:
        sys.modules[name] = None
    for holder, names in ((os, NAMES), (signal, SIGNALS)):
        for name in names:
            if hasattr(holder, name):
                delattr(holder, name)
    for name in PATHS:
        setattr(os, name, by_path(getattr(os, name)))
    os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks = set(), {os.stat}, {os.stat}

    contexts = multiprocessing.get_context

    def get_context(method: str = "spawn"):
        if method != "spawn":
            raise ValueError(f"cannot find context for {method!r}")
        return contexts(method)

    multiprocessing.get_context = get_context


if __name__ == "__main__":
    today = date.fromisoformat(sys.argv.pop(1))
    take_away()
    from scorecard.cli import context, main

    context.clock_day = lambda: today
    if sys.argv[1:]:
        main()
    else:
        from several_calls import answer_all

        answer_all()
