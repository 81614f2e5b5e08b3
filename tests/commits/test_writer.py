"""The embedded database between processes: whoever waits for the writer gets in during a breath of 5 ms."""

from __future__ import annotations

import threading
import time
from sqlite3 import dbapi2 as plain

import pytest

from safeconduct.config import sqlite

pytestmark = pytest.mark.once


@pytest.fixture
def opened(tmp_path):
    class Link(plain.Connection):
        def cursor(self, factory=plain.Cursor):
            return super().cursor(sqlite.patient(factory))

    def open_one():
        link = plain.connect(tmp_path / "one.sqlite3", isolation_level=None, timeout=0, factory=Link)
        link.execute("PRAGMA journal_mode=WAL")
        return link

    first = open_one()
    first.cursor().execute("CREATE TABLE t (n INTEGER)")
    return open_one


def test_a_breath_of_five_milliseconds_is_enough_for_who_waits(opened):
    """The busy one holds the writer 40 of 45 ms, without end; SQLite's own wait, which sleeps 25 to 100 ms, is rarely awake in the gap."""
    done, rounds = threading.Event(), []

    def busy():
        link = opened()
        while not done.is_set():
            cursor = link.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("INSERT INTO t VALUES (1)")
            time.sleep(0.04)
            link.commit()
            rounds.append(1)
            time.sleep(0.005)

    writer = threading.Thread(target=busy)
    writer.start()
    waits = []
    try:
        link = opened()
        for _ in range(20):
            begun = time.perf_counter()
            cursor = link.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("INSERT INTO t VALUES (2)")
            link.commit()
            waits.append(time.perf_counter() - begun)
    finally:
        done.set()
        writer.join()
    assert len(waits) == 20 and sorted(waits)[10] < 0.2, f"the middle one waited {sorted(waits)[10] * 1000:.0f} ms"


def test_who_waits_too_long_is_told(opened, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    holder, other = opened(), opened()
    holder.cursor().execute("BEGIN IMMEDIATE")
    with pytest.raises(plain.OperationalError, match="locked"):
        other.cursor().execute("BEGIN IMMEDIATE")
    holder.rollback()
    other.cursor().execute("BEGIN IMMEDIATE")
    other.rollback()
