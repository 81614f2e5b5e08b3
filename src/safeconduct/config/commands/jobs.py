"""``safeconduct jobs run``: run everything that is due and end; ``work`` goes on until it is stopped (`serve` starts one)."""

from __future__ import annotations

import os
import sys
import threading
import time

from safeconduct.config.commands import ready, say

LANES = ("short", "long")


def add(parser):
    parser.add_argument("what", choices=["run", "work"])
    parser.add_argument("--beside", action="store_true", help="end when standard input closes: with the server that started it")
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    if options.what == "work":
        return work(options)
    ready()
    from django.utils import timezone

    from safeconduct.jobs.runner import run_all, tick

    tick(timezone.now())
    say(options, {"ran": run_all()})
    return 0


def work(options) -> int:
    """
    Run jobs until stopped: the short ones and the long ones each in a lane, in this process and not in the server's,
    where they would hold the interpreter while somebody waits for a page.
    """
    if options.beside:
        threading.Thread(target=_end_with_server, daemon=True).start()
        os.nice(5)  # who waits for a page comes first
    ready()
    from safeconduct.config.commands.demo import how_far
    from safeconduct.jobs.runner import Runner

    while how_far() is not None:  # who makes the demonstration runs its jobs in the order of its story
        time.sleep(1)
    runners = [Runner(f"runner-{lane}", lane=lane) for lane in LANES]
    for runner in runners:
        runner.start()
    try:
        for runner in runners:
            runner.join()
    except KeyboardInterrupt:
        pass
    return 0


def _end_with_server() -> None:
    """The other end of standard input is the server's: it closes however the server ends. A job at hand is taken up again at the next start."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)
