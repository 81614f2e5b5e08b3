"""
The idle lock of a field installation: after a time without an officer's request the keys leave this process.

Locked means: the ring is overwritten and emptied, the session key is a random one, connections of the encrypted database are
closed and no new one can be opened, cached pages are gone, the runner of jobs rests. The next request shows a page that asks
for the passphrase. Copies that Python or a library made of a key can stay in freed memory until it is used again; THREAT_MODEL.md
says so.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from safeconduct.access import keys
from safeconduct.jobs import runner

TRIES, PAUSE = 5, 60.0  # so many wrong passphrases, then so many seconds without a try
PATIENCE = 30.0  # seconds that a running request or job may still take before the keys go


class TooOften(Exception):
    """Too many wrong passphrases in a short time."""


class Keeper:
    """Whether this process is open, who is inside, and when an officer was last seen."""

    def __init__(self, idle: float):
        self.idle, self.locked, self.seen = idle, False, time.monotonic()
        self.inside, self.door = 0, threading.Condition()
        self.wrong, self.wait_until = 0, 0.0

    def touch(self) -> None:
        """An officer was here."""
        self.seen = time.monotonic()

    @contextmanager
    def entered(self) -> Iterator[bool]:
        """Go in for one request; False where it is locked. The keys stay as long as somebody is inside."""
        with self.door:
            may = not self.locked
            self.inside += may
        try:
            yield may
        finally:
            with self.door:
                self.inside -= may
                self.door.notify_all()

    def lock(self) -> None:
        """Nobody enters any more; when the last one has left, the keys go."""
        with self.door:
            if self.locked:
                return
            self.locked = True
            self.door.wait_for(lambda: self.inside == 0, timeout=PATIENCE)
        runner.RESTING.set()
        idle = runner.WORKING.acquire(timeout=PATIENCE)
        try:
            forget()
        finally:
            if idle:
                runner.WORKING.release()

    def unlock(self, passphrase: str) -> None:
        """
        Open with the passphrase. Raises ``NoKey`` for a wrong one, `TooOften` after five of them for a minute.

        One try at a time: a passphrase is slow to test on purpose.
        """
        with self.door:
            if time.monotonic() < self.wait_until:
                raise TooOften
            if not self.locked:
                return
            try:
                ring = keys.open_ring(Path(settings.KEY_FOLDER), passphrase, create=False)
            except keys.NoKey:
                self.wrong += 1
                if self.wrong >= TRIES:
                    self.wrong, self.wait_until = 0, time.monotonic() + PAUSE
                raise
            settings.KEYS, settings.SECRET_KEY = ring, ring.keys["session"].hex()
            self.wrong, self.locked = 0, False
            self.touch()
        runner.RESTING.clear()

    def watch(self) -> threading.Thread:
        """Lock by itself after the idle time; the thread of this."""

        def wait() -> None:
            while True:
                time.sleep(min(5.0, max(self.idle / 10, 0.1)))
                if not self.locked and time.monotonic() - self.seen >= self.idle:
                    self.lock()

        thread = threading.Thread(target=wait, name="idle-lock", daemon=True)
        thread.start()
        return thread


def forget() -> None:
    """Drop what opens anything: keys, session key, open connections of the embedded database, cached pages."""
    keys.forget_ring()
    settings.SECRET_KEY = secrets.token_hex(32)
    cache.clear()
    connections.close_all()
    for close in CLOSE:
        close()


CLOSE: list[Callable[[], None]] = []  # what else the house above has open: connections of other threads
KEEPER: Keeper | None = None


def begin() -> Keeper | None:
    """Start to watch, in a field installation only: elsewhere the ring lies on the disk and a lock would hide nothing."""
    global KEEPER
    if settings.FIELD and (Path(settings.KEY_FOLDER) / keys.SEALED).exists():
        KEEPER = Keeper(settings.IDLE_SECONDS)
        passphrase = keys.handed_over()
        if passphrase is not None:  # the process before this one has forgotten its ring, and this one is a copy of it
            KEEPER.locked = True
            KEEPER.unlock(passphrase)
        KEEPER.watch()
    return KEEPER
