"""Enqueue, run, repeat."""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import close_old_connections, connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from safeconduct.jobs.models import Job, Schedule
from safeconduct.kernel.ids import new_uid

log = logging.getLogger("safeconduct.jobs")
PAUSES = (5, 30, 120, 600, 1800)  # seconds before each further try
LOST_AFTER = timedelta(seconds=90)
CODE = re.compile(r"^[A-Za-z0-9_.:+~/-]{0,80}$")


@dataclass(frozen=True)
class Work:
    """A kind of job: what to call, and how often to try."""

    name: str
    call: Callable[..., None]
    tries: int = 5
    long: bool = False  # takes minutes: a lane of its own, so that an alarm or a text never waits behind it


WORKS: dict[str, Work] = {}
REPEATED: dict[str, int] = {}
AT_HAND: set[int] = set()  # jobs that a lane of this process works on: they are not lost, however long a step takes


class Cancelled(Exception):
    """Somebody asked that the job stop; what was committed stays."""


class Progress:
    """How a running job says how far it is, and learns that it should stop."""

    def __init__(self, job: Job):
        self.job = job

    def step(self, done: int, of: int | None = None) -> None:
        """Say how far it is; raises ``Cancelled`` when somebody asked to stop."""
        values = {"done": done, "heartbeat_at": timezone.now()}
        if of is not None:
            values["of"] = of
        Job.objects.filter(id=self.job.id).update(**values)
        if Job.objects.filter(id=self.job.id, cancel_asked=True).exists():
            raise Cancelled


def job(name: str, *, tries: int = 5, long: bool = False) -> Callable:
    """
    Make a function a kind of job: it is called as ``function(progress, **arguments)`` and must bear being called twice.

    A ``long`` one works for minutes and has a lane of its own.
    """

    def keep(call: Callable[..., None]) -> Callable[..., None]:
        WORKS[name] = Work(name, call, tries, long)
        return call

    return keep


def every(seconds: int, name: str, *, tries: int = 1, long: bool = False) -> Callable:
    """A job that comes again every so many seconds."""

    def keep(call: Callable[..., None]) -> Callable[..., None]:
        REPEATED[name] = seconds
        return job(name, tries=tries, long=long)(call)

    return keep


def last(name: str) -> tuple[datetime | None, str]:
    """When what comes again went well last, and why it did not since; nothing where it never ran."""
    return Schedule.objects.filter(name=name).values_list("last_ok_at", "last_fault").first() or (None, "")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and CODE.match(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    raise TypeError(f"{value!r} can't be an argument of a job: only uids, codes, numbers and times")


def enqueue(name: str, *, after: timedelta | None = None, owner_uid: UUID | None = None, **arguments: Any) -> UUID:
    """Put a job into the queue, in the transaction that is open; returns its uid."""
    if name not in WORKS:
        raise KeyError(f"no job is named {name}")
    now = timezone.now()
    row = Job.objects.create(
        uid=new_uid(), name=name, arguments={k: _plain(v) for k, v in arguments.items()}, due_at=now + (after or timedelta()), owner_uid=owner_uid, made_at=now
    )
    return row.uid


def _due(now: datetime, lane: str) -> QuerySet[Job]:
    rows = Job.objects.filter(state="waiting", due_at__lte=now).order_by("due_at", "id")
    if lane == "any":
        return rows
    long = [work.name for work in WORKS.values() if work.long]
    return rows.filter(name__in=long) if lane == "long" else rows.exclude(name__in=long)


def _take(runner: str, now: datetime, lane: str = "any") -> Job | None:
    if not _due(now, lane).exists():  # to look takes no writer
        return None
    with transaction.atomic():
        rows = _due(now, lane)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        row = rows.first()
        if row is None:
            return None
        row.state, row.runner, row.heartbeat_at, row.attempts = "running", runner, now, row.attempts + 1
        row.save(update_fields=["state", "runner", "heartbeat_at", "attempts"])
        return row


def _fault(error: BaseException) -> str:
    """Where it failed, without what it said: an error's text may hold a name."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"[:120]


def run_one(runner: str = "here", now: datetime | None = None, lane: str = "any") -> bool:
    """Run the next job that is due, of one lane (``long``, ``short``) or of any; False where there is none."""
    now = now or timezone.now()
    row = _take(runner, now, lane)
    if row is None:
        return False
    work = WORKS.get(row.name)
    fault, state = "", "done"
    AT_HAND.add(row.id)
    try:
        if work is None:
            raise KeyError(row.name)
        work.call(Progress(row), **row.arguments)
    except Cancelled:
        state = "cancelled"
    except Exception as error:
        fault = _fault(error)
        log.warning("job %s %s: %s", row.name, row.uid, fault)
        state = "failed" if work is None or row.attempts >= work.tries else "waiting"
    finally:
        AT_HAND.discard(row.id)
    values: dict[str, Any] = {"state": state, "fault": fault}
    if state == "waiting":
        values["due_at"] = timezone.now() + timedelta(seconds=PAUSES[min(row.attempts - 1, len(PAUSES) - 1)])
    else:
        values["ended_at"] = timezone.now()
    Job.objects.filter(id=row.id).update(**values)
    if row.name in REPEATED:
        ok = {"last_ok_at": timezone.now(), "last_fault": ""} if state == "done" else {"last_fault": fault}
        Schedule.objects.filter(name=row.name).update(**ok)
    return True


def run_all(most: int = 100_000, now: datetime | None = None) -> int:
    """Run everything that is due, also what that enqueues; returns how many ran."""
    count = 0
    while count < most and run_one(now=now or timezone.now()):
        count += 1
    return count


def reap(now: datetime) -> int:
    """Give back the jobs whose runner died; returns how many."""
    lost = list(Job.objects.filter(state="running", heartbeat_at__lt=now - LOST_AFTER).exclude(id__in=AT_HAND).values_list("id", flat=True))
    return Job.objects.filter(id__in=lost, state="running").update(state="waiting", due_at=now, runner="") if lost else 0


def tick(now: datetime) -> None:
    """Enqueue what is due again, forget finished jobs after a week, failed ones after a month."""
    for name, seconds in REPEATED.items():
        with transaction.atomic():
            row, _ = Schedule.objects.get_or_create(name=name, defaults={"next_at": now})
            taken = row.next_at <= now and Schedule.objects.filter(id=row.id, next_at=row.next_at).update(next_at=now + timedelta(seconds=seconds))
            if taken and not Job.objects.filter(name=name, state__in=["waiting", "running"]).exists():
                enqueue(name)
    Job.objects.filter(state__in=["done", "cancelled"], ended_at__lt=now - timedelta(days=7)).delete()
    Job.objects.filter(state="failed", ended_at__lt=now - timedelta(days=30)).delete()


def ask_cancel(uid: UUID, owner_uid: UUID | None) -> bool:
    """Ask a job to stop; only its owner may."""
    return bool(Job.objects.filter(uid=uid, owner_uid=owner_uid, state__in=["waiting", "running"]).update(cancel_asked=True))


RESTING = threading.Event()  # set while this process may not touch data (the idle lock)
WORKING = threading.Lock()  # held while a job runs


class Runner(threading.Thread):
    """Runs the jobs of one lane in this process until it is told to stop; beside a server (lane any) it rests while the process is locked."""

    def __init__(self, name: str = "runner", pause: float = 0.5, lane: str = "any"):
        super().__init__(name=name, daemon=True)
        self.pause, self.lane, self.stopping = pause, lane, threading.Event()

    def run(self) -> None:
        last = 0.0
        while not self.stopping.is_set():
            busy = False
            with WORKING if self.lane == "any" else nullcontext():
                if not RESTING.is_set():
                    last, busy = self.once(last)
                connections.close_all() if RESTING.is_set() else close_old_connections()
            self.stopping.wait(0.005 if busy else self.pause)

    def once(self, last: float) -> tuple[float, bool]:
        """What is due now; when the schedule was looked at last, and whether a job ran."""
        close_old_connections()
        try:
            now = timezone.now()
            if self.lane != "long" and now.timestamp() - last >= 1:
                last = now.timestamp()
                reap(now)
                tick(now)
            return last, run_one(self.name, lane=self.lane)
        except Exception as error:
            log.warning("runner: %s", _fault(error))
            return last, False

    def stop(self) -> None:
        """Finish the job at hand, then end."""
        self.stopping.set()
