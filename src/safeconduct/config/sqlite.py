"""
The embedded database is SQLCipher: encrypted, and newer than the SQLite that can lose a write-ahead log.

Django's own backend is used as it is; only the module that it finds under the name ``sqlite3`` is another one. Where no
wheel of it fits the machine, the plain module serves and ``doctor`` says so loudly.

Several processes write: the server, the runner of jobs, a command. SQLite's own wait for the writer sleeps longer and longer
(up to a tenth of a second), so whoever writes chunk after chunk with short breaths is never caught breathing. Here a
statement that finds the writer taken asks again every millisecond.
"""

from __future__ import annotations

import contextlib
import sys
import time
import weakref
from functools import lru_cache

from safeconduct.access import keys

ENCRYPTED = False
OPENED: weakref.WeakSet = weakref.WeakSet()  # connections of every thread, so that the idle lock can close them
PATIENCE = 10.0  # seconds that a statement waits for the writer
ASK_AGAIN = 0.001


def install() -> bool:
    """Put SQLCipher in the place of ``sqlite3`` before Django imports it. Returns whether the file will be encrypted."""
    global ENCRYPTED
    try:
        import sqlcipher3
        from sqlcipher3 import dbapi2
    except ImportError:
        return False
    if "django.db.backends.sqlite3.base" not in sys.modules:
        sys.modules["sqlite3"] = sqlcipher3
        sys.modules["sqlite3.dbapi2"] = dbapi2
    ENCRYPTED = True
    return True


def factory():
    """
    A connection class that opens the file with the key of the ring; it can't go into ``init_command``, which runs too late.

    Raises ``NoKey`` while the ring is not open.
    """
    from sqlite3 import dbapi2 as sqlite3

    class Connection(sqlite3.Connection):
        def __init__(self, *args, **kwargs):
            key = keys.ring().keys["database"]
            super().__init__(*args, **kwargs)
            OPENED.add(self)
            if ENCRYPTED:
                self.execute(f"PRAGMA key = \"x'{key.hex()}'\"")

        def cursor(self, factory=sqlite3.Cursor):
            return super().cursor(patient(factory))

    return Connection


@lru_cache
def patient(base: type) -> type:
    """A class of cursors that waits for the writer in short steps, so that a breath of another process is enough to get in."""
    from sqlite3 import dbapi2 as sqlite3

    def waiting(call):
        def ask(self, *args):
            until = 0.0
            while True:
                try:
                    return call(self, *args)
                except sqlite3.OperationalError as fault:
                    # inside a transaction the writer is ours already: what is locked then is no matter of waiting
                    if "database is locked" not in str(fault) or self.connection.in_transaction:
                        raise
                    until = until or time.monotonic() + PATIENCE
                    if time.monotonic() > until:
                        raise
                time.sleep(ASK_AGAIN)

        return ask

    return type("Patient", (base,), {"execute": waiting(base.execute), "executemany": waiting(base.executemany)})


def close_opened() -> None:
    """Close every connection that is still open, of whatever thread."""
    for connection in list(OPENED):
        with contextlib.suppress(Exception):
            connection.close()
