"""Queues: c desks, one line, first come first served, exact for every replication at once; and the hours that a line works."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .model import DAY, NEVER

ID = 20
FEW = 5


def fifo(arrive: np.ndarray, service: np.ndarray, desks: int) -> np.ndarray:
    """
    When each customer begins: integers of shape (customers, runs), like ``arrive`` (sorted down the columns) and ``service``.

    One desk: the closed form of Lindley's recursion. More: a loop over customers in which all replications take a step at once, O(customers x desks).
    """
    if desks <= 0:
        return np.full_like(arrive, NEVER)
    if desks >= len(arrive):
        return arrive.copy()
    if desks == 1:
        done = np.cumsum(service, axis=0, dtype=np.int64)
        before = done - service
        return (np.maximum.accumulate(arrive - before, axis=0) + before).astype(arrive.dtype)
    return _few(arrive, service, desks) if desks <= FEW else _many(arrive, service, desks)


def _few(arrive, service, desks):
    """Free times are kept in order: the first is taken, the new one sinks to its place."""
    free = [np.full(arrive.shape[1], -NEVER, arrive.dtype) for _ in range(desks)]
    new = np.empty(arrive.shape[1], arrive.dtype)
    begin = np.empty_like(arrive)
    most, least, add, rest = np.maximum, np.minimum, np.add, range(1, desks)
    for at, takes, out in zip(arrive, service, begin, strict=True):
        most(at, free[0], out=out)
        add(out, takes, out=new)
        for j in rest:
            least(new, free[j], out=free[j - 1])
            most(new, free[j], out=new)
        free[-1], new = new, free[-1]
    return begin


def _many(arrive, service, desks):
    """Free times are kept in order, a row a replication: the first is taken and the row, in which one number is out of place, is sorted again."""
    free = np.full((arrive.shape[1], desks), -NEVER, arrive.dtype)
    begin = np.empty_like(arrive)
    first = free[:, 0]
    for at, takes, out in zip(arrive, service, begin, strict=True):
        np.maximum(at, first, out=out)
        np.add(out, takes, out=first)
        free.sort(axis=1)
    return begin


class Hours:
    """The hours of a day that a line works, as a map between time and working time; both 0: always. Closing before opening means past midnight."""

    def __init__(self, opens: int, closes: int, starts: int):
        self.always = opens == closes
        self.open = DAY if self.always else (closes - opens) % DAY
        self.shift = starts - opens
        self.zero = 0 if self.always else int(self._worked(np.int64(0)))

    def _worked(self, time):
        at = time + self.shift
        day = at // DAY
        return day * self.open + np.minimum(at - day * DAY, self.open)

    def worked(self, time: np.ndarray) -> np.ndarray:
        """Seconds worked until ``time``; NEVER stays NEVER."""
        if self.always:
            return time
        return np.where(time >= NEVER, NEVER, self._worked(time) - self.zero).astype(time.dtype)

    def begun(self, worked: np.ndarray) -> np.ndarray:
        """The first moment at which somebody can begin after that much work."""
        return self._moment(worked, 0)

    def done(self, worked: np.ndarray) -> np.ndarray:
        """The first moment by which that much work is done."""
        return self._moment(worked, 1)

    def _moment(self, worked, less):
        if self.always:
            return worked
        at = worked.astype(np.int64) + self.zero
        day = (at - less) // self.open
        return np.where(worked >= NEVER, NEVER, np.minimum(day * (DAY - self.open) + at - self.shift, NEVER)).astype(worked.dtype)


def pass_through(time: np.ndarray, visits: np.ndarray | None, service: Callable[[np.ndarray], np.ndarray], desks: int, hours: Hours):
    """
    Everybody through one station: (order, arrive, begin, takes, done) of those who visit it, in the order of the queue, int32 of shape (runs, most visitors),
    and the time at which each family is through, shape of ``time`` (runs, families). Who arrives at the same second goes in the order of the rows.
    ``service`` gives the seconds of work, int32, for families in an order (runs, visitors).
    """
    runs, families = time.shape
    key = time.astype(np.int64)
    if visits is not None:
        key = np.where(visits, key, NEVER)
    key <<= ID
    key |= np.arange(families)
    key.sort(axis=1)
    count = int((key < (NEVER << ID)).sum(axis=1).max(initial=0))
    key = key[:, :count]
    order = (key & ((1 << ID) - 1)).astype(np.intp)
    arrive = (key >> ID).astype(np.int32)
    takes = service(order)
    takes[arrive >= NEVER] = 0
    heavy = count and int(arrive[arrive < NEVER].max(initial=0)) + int(takes.sum(axis=1, dtype=np.int64).max(initial=0)) >= NEVER
    kind = np.int64 if heavy else np.int32
    worked = hours.worked(arrive)
    begin_worked = fifo(np.ascontiguousarray(worked.T, kind), np.ascontiguousarray(takes.T, kind), desks).T
    gone = begin_worked >= NEVER
    done_worked = np.where(gone, NEVER, np.minimum(begin_worked + takes, NEVER)).astype(np.int32)
    begin_worked = np.where(gone, NEVER, begin_worked).astype(np.int32)
    begin = np.maximum(hours.begun(begin_worked), arrive)
    done = np.maximum(hours.done(done_worked), begin)
    if visits is None:
        through, put = np.full_like(time, NEVER), done
    else:
        through, put = time.copy(), np.where(arrive < NEVER, done, np.take_along_axis(time, order, 1))
    np.put_along_axis(through, order, put, 1)
    return order, arrive, begin, takes, done, through
