"""
One new registration against a register: the reference key tables in SQLite and PostgreSQL, beside pg_trgm, in one run.

    python -m benchmarks.registrations.incremental 1000000 --postgres "postgresql://postgres@127.0.0.1:5432/keys" --work /tmp/increment

``--reuse`` measures tables that an earlier run loaded with the same registrations.

The engine gives keys and scores; the two tables here are the reference for rooms: ``record(id, told)`` and ``key(key, id)``.
A query reads the ids that share a key, most shared keys first, the records of the best ``MOST``, and scores them. Timed are
the search (hashes, keys, records read) and all of it, from the new record in memory to ten scored answers with reasons. Recall is of all other registrations of the
same person. pg_trgm looks for the name in Latin letters (anyascii) and is scored by the same engine.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import random
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from anyascii import anyascii

from benchmarks.registrations import arabic, withheld
from safeconduct.engines.linkage import Name, Record, hashed_keys, score_many
from safeconduct.engines.linkage.keys import NameTable, table_without

SECRET = b"a secret of the benchmark only"
MOST = 20
"""Candidates that are scored, those that share most and rarest keys first."""
WARM = 100
"""Other queries that every table answers before the clock runs, so that none pays for the first touch of the disk."""
BLOCK = 300
"""Ids read for one key; a key of more records tells little."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("size", type=int)
    parser.add_argument("--postgres", help="connection string of an empty database; without it only SQLite runs")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--reuse", action="store_true", help="the tables are loaded already, by a run of the same size")
    parser.add_argument("--json", action="store_true", help="one JSON object a table and nothing else")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    made = arabic(asked.size)
    table = table_without(withheld())
    records = [_record(row, cells) for row, cells in enumerate(zip(*made.columns.values(), strict=True))]
    people = defaultdict(list)
    for row, person in enumerate(made.person):
        people[int(person)].append(row)
    several = [rows for rows in people.values() if len(rows) > 1]
    drawn = [rows[-1] for rows in random.Random(4).sample(several, min(asked.queries + WARM, len(several)))]
    asked_for, warm = drawn[: asked.queries], drawn[asked.queries :]
    truth = {row: set(people[int(made.person[row])]) - {row} for row in asked_for}
    gc.freeze()  # the registrations stand in for a database elsewhere: the collector need not walk them at every query
    rows = [] if asked.reuse else list(_rows(records, table))
    if rows:
        print(f"{len(rows) / asked.size:.1f} keys a record", file=sys.stderr, flush=True)
    tables = [SQLiteTable(asked.work / f"keys{asked.size}.sqlite3", records, rows, load=not asked.reuse)]
    if asked.postgres:
        tables += [PostgresTable(asked.postgres, records, rows, load=not asked.reuse)]
        try:
            tables += [TrigramTable(asked.postgres, records, threshold, load=threshold == 0.3 and not asked.reuse) for threshold in (0.3, 0.5)]
        except Exception as error:  # the extension is not installed on this server, or may not be made by this role
            print(f"pg_trgm is left out: {error}", file=sys.stderr)
    del rows
    for one in tables:
        for row in warm:
            one.candidates(records[row], table)
    results = [measure(one, asked_for, records, truth, table, asked.size) for one in tables]
    for told in results:
        print(json.dumps(told))
    if not asked.json:
        for peer in (told for told in results if told["table"].startswith("pg_trgm")):
            for own in (told for told in results if not told["table"].startswith("pg_trgm")):
                ratios = (f"{what} {peer[name] / own[name]:.1f}x" for what, name in (("search", "search_p50_ms"), ("search and scores", "p50_ms")))
                print(f"{peer['table']} over {own['table']}, median: {', '.join(ratios)}")
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


def _record(row: int, cells: tuple[str, ...]) -> Record:
    given, middle, family, full, born, sex, nation, phone = cells
    return Record(row, (Name(given, middle, family, full),), born, sex, (nation,) if nation else (), (phone,) if phone else ())


def _rows(records: list[Record], table: NameTable):
    for record in records:
        for key in hashed_keys(record, SECRET, table=table):
            yield key, record.id


def measure(table, asked_for: list[int], records: list[Record], truth: dict, names: NameTable, size: int) -> dict:
    """Milliseconds and recall of the ten best answers over the queries."""
    times, hits, wanted, seen, search = [], 0, 0, [], []
    for row in asked_for:
        started = time.perf_counter()
        found = table.candidates(records[row], names)
        found = [record for record in found if record.id != row]
        search.append((time.perf_counter() - started) * 1000)
        scores = score_many(records[row], found, among=size, table=names)
        best = sorted(zip(scores, found, strict=True), key=lambda pair: -pair[0].probability)[:10]
        times.append((time.perf_counter() - started) * 1000)
        hits += len({record.id for _, record in best} & truth[row])
        wanted += len(truth[row])
        seen.append(len(found))
    p50, p95 = np.percentile(times, (50, 95))
    near, far = np.percentile(search, (50, 95))
    told = {"table": table.name, "rows": size, "p50_ms": round(p50, 2), "p95_ms": round(p95, 2)}
    told |= {"search_p50_ms": round(near, 2), "search_p95_ms": round(far, 2)}
    return told | {"recall_at_10": round(hits / wanted, 4), "candidates": int(np.median(seen)), "queries": len(asked_for)}


def _told(record: Record) -> str:
    name = record.names[0]
    return json.dumps([name.given, name.middle, name.family, name.full, record.born, record.sex, ";".join(record.nationalities), ";".join(record.phones)])


OPTIONS = "-c jit=off -c plan_cache_mode=force_generic_plan"
"""For both PostgreSQL tables: short statements that are asked again and again."""


class SQLiteTable:
    """The reference key table in SQLite: one clustered table of (key, id)."""

    name = "SQLite key table"

    def __init__(self, path: Path, records: list[Record], rows: list[tuple[int, int]], *, load: bool):
        if load:
            self._load(path, records, rows)
        self.base = sqlite3.connect(path, isolation_level=None)

    def _load(self, path: Path, records: list[Record], rows: list[tuple[int, int]]) -> None:
        path.unlink(missing_ok=True)
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.execute("pragma journal_mode = wal")
        self.base.execute("create table record (id integer primary key, told text)")
        self.base.execute("create table key (key integer, id integer, primary key (key, id)) without rowid")
        started = time.perf_counter()
        self.base.execute("begin")
        self.base.executemany("insert into record values (?, ?)", ((record.id, _told(record)) for record in records))
        self.base.executemany("insert into key values (?, ?)", sorted(rows))
        self.base.execute("commit")
        self.base.close()
        print(f"SQLite loaded in {time.perf_counter() - started:.0f} s, {path.stat().st_size >> 20} MB", file=sys.stderr, flush=True)

    def candidates(self, new: Record, names: NameTable) -> list[Record]:
        keys = hashed_keys(new, SECRET, query=True, table=names)
        asked = " union all ".join(["select * from (select key, id from key where key = ? limit ?)"] * len(keys))
        found = self.base.execute(asked, [told for key in keys for told in (key, BLOCK)]).fetchall() if keys else []
        often = Counter(key for key, _ in found)
        shared: dict[int, float] = defaultdict(float)
        for key, at in found:
            shared[at] += 20 - math.log2(1 + often[key])
        best = sorted(shared, key=lambda at: (-shared[at], at))[: MOST + 1]
        marks = ",".join("?" * len(best))
        return [_record(at, tuple(json.loads(told))) for at, told in self.base.execute(f"select id, told from record where id in ({marks})", best)]


class PostgresTable:
    """
    The reference key table in PostgreSQL: one index on (key) that includes the id, one statement a query.

    ``materialized`` matters: without it the planner reads the ids of a key again for each of them, and the slowest queries take tens of ms.
    """

    name = "PostgreSQL key table"

    def __init__(self, dsn: str, records: list[Record], rows: list[tuple[int, int]], *, load: bool):
        import psycopg

        self.base = psycopg.connect(dsn, autocommit=True, options=OPTIONS)
        if load:
            self._load(records, rows)

    def _load(self, records: list[Record], rows: list[tuple[int, int]]) -> None:
        started = time.perf_counter()
        self.base.execute(
            "drop table if exists record, key; create unlogged table record (id bigint primary key, told text); create unlogged table key (key bigint, id bigint)"
        )
        with self.base.cursor().copy("copy record from stdin") as copy:
            for record in records:
                copy.write_row((record.id, _told(record)))
        with self.base.cursor().copy("copy key from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        self.base.execute("create index on key (key) include (id)")
        self.base.execute("vacuum analyze record")
        self.base.execute("vacuum analyze key")
        print(f"PostgreSQL loaded in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)

    def candidates(self, new: Record, names: NameTable) -> list[Record]:
        keys = hashed_keys(new, SECRET, query=True, table=names)
        found = self.base.execute(
            """with found as materialized (
                 select array(select id from key where key.key = asked.key limit %s) as ids from unnest(%s::bigint[]) asked (key))
               select id, told from record where id = any(array(
                 select id from found, unnest(ids) hit (id)
                 group by id order by sum(20 - ln((1 + cardinality(ids))::float8) / ln(2::float8)) desc, id limit %s))""",
            (BLOCK, keys, MOST + 1),
            prepare=True,
        )
        return [_record(at, tuple(json.loads(told))) for at, told in found]


class TrigramTable:
    """pg_trgm: the hundred names nearest by trigrams, through a GIN index; the same records are scored by the same engine."""

    def __init__(self, dsn: str, records: list[Record], threshold: float, *, load: bool):
        import psycopg

        self.name = f"pg_trgm, similarity {threshold}"
        self.base = psycopg.connect(dsn, autocommit=True, options=OPTIONS)
        if load:
            self._load(records)
        self.base.execute(f"set pg_trgm.similarity_threshold = {threshold}")

    def _load(self, records: list[Record]) -> None:
        started = time.perf_counter()
        self.base.execute("create extension if not exists pg_trgm; drop table if exists latin; create unlogged table latin (id bigint primary key, name text)")
        with self.base.cursor().copy("copy latin from stdin") as copy:
            for record in records:
                copy.write_row((record.id, self._latin(record)))
        self.base.execute("create index on latin using gin (name gin_trgm_ops)")
        self.base.execute("vacuum analyze latin")
        print(f"pg_trgm loaded in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)

    @staticmethod
    def _latin(record: Record) -> str:
        name = record.names[0]
        return anyascii(f"{name.given} {name.family}").lower()

    def candidates(self, new: Record, names: NameTable) -> list[Record]:
        asked = self._latin(new)
        found = self.base.execute(
            """select id, told from record join (
                 select id from latin where name %% %s order by similarity(name, %s) desc limit 100) best using (id)""",
            (asked, asked),
        )
        return [_record(at, tuple(json.loads(told))) for at, told in found]


if __name__ == "__main__":
    main()
