"""
Who is inside, asked of a database that knows no geometry: the reference for a room that keeps its people in SQLite or PostgreSQL.

``cover()`` gives runs of cells. Whole runs are counted by the index alone; people of the other runs are fetched with their cell and
asked one by one with ``refine()``. The label (who may see this row) stands in the index, so counts obey the firewall without reading a row.
"""

from __future__ import annotations

import itertools

import numpy as np

from safeconduct.engines.exposure import cover, morton, refine

NATIONS = 60


# ---------------------------------------------------------------- SQLite
SQLITE_TABLE = """
    CREATE TABLE position (person INTEGER PRIMARY KEY, cell INTEGER NOT NULL, nat INTEGER NOT NULL, label INTEGER NOT NULL,
                           at INTEGER NOT NULL, accuracy INTEGER NOT NULL, source INTEGER NOT NULL)"""
SQLITE_INDEX = "CREATE INDEX position_cell ON position (cell, nat, label)"
SQLITE_RUNS = "CREATE TEMP TABLE IF NOT EXISTS runs (lo INTEGER NOT NULL, hi INTEGER NOT NULL, band INTEGER NOT NULL, top INTEGER NOT NULL)"
SQLITE_MOVE = "UPDATE position SET cell = ?, at = ?, accuracy = ? WHERE person = ?"


def sqlite_counts(connection, bands, labels, budget):
    """
    People inside by band and nationality, int64 (bands, nations): whole runs counted by the index, the rest refined.

    CROSS JOIN keeps the runs outside and the index inside, which is one seek a run; the index covers, so no row is read. One
    statement a band, because SQLite groups by sorting, and one column sorts in two thirds of the time of two.
    """
    runs = cover(bands, budget=budget)
    join = f"FROM temp.runs CROSS JOIN position INDEXED BY position_cell ON cell BETWEEN lo AND hi WHERE label IN ({','.join('?' * len(labels))})"
    table = np.zeros((len(bands), NATIONS), np.int64)
    connection.execute("BEGIN")
    connection.execute("DELETE FROM temp.runs")
    connection.executemany("INSERT INTO temp.runs VALUES (?, ?, ?, ?)", runs.rows())
    for k in range(1, len(bands) + 1):
        for nat, n in connection.execute(f"SELECT nat, count(*) {join} AND band = ? AND top = band GROUP BY nat", (*labels, k)):
            table[k - 1, nat] = n
    edge = connection.execute(f"SELECT cell, nat {join} AND band < top", labels)
    cell, nat = np.fromiter(itertools.chain.from_iterable(edge), np.int64).reshape(-1, 2).T
    connection.execute("COMMIT")
    return table + _refined(bands, runs, cell, nat)


def _refined(bands, runs, cell, nat):
    """People of the edge squares, tested one by one, as a table by band and nationality."""
    run = np.searchsorted(runs.lo, cell, "right") - 1
    at = refine(bands, *morton.position(cell), runs.band[run], runs.top[run]).astype(np.int64)
    return np.bincount(at * NATIONS + nat, minlength=(len(bands) + 1) * NATIONS).reshape(-1, NATIONS)[1:]


# ---------------------------------------------------------------- PostgreSQL, without PostGIS
POSTGRES_TABLE = """
    CREATE UNLOGGED TABLE position (person int8, cell int8 NOT NULL, nat int2 NOT NULL, label int2 NOT NULL,
                                    at int8 NOT NULL, accuracy int4 NOT NULL, source int2 NOT NULL)"""
POSTGRES_INDEX = "CREATE INDEX position_cell ON position (cell) INCLUDE (nat, label, person)"
POSTGRES_WHOLE = """
    SELECT band, nat, count(*) FROM unnest(%s::int8[], %s::int8[], %s::int4[]) AS runs (lo, hi, band),
    LATERAL (SELECT nat FROM position WHERE cell BETWEEN lo AND hi AND label = ANY (%s::int2[])) AS inside GROUP BY 1, 2"""
POSTGRES_EDGE = """
    SELECT string_agg(int8send(cell), ''), string_agg(int2send(nat), '') FROM unnest(%s::int8[], %s::int8[]) AS runs (lo, hi),
    LATERAL (SELECT cell, nat FROM position WHERE cell BETWEEN lo AND hi AND label = ANY (%s::int2[])) AS inside"""


def postgres_counts(connection, bands, labels, budget):
    """
    The same from PostgreSQL: whole runs by index-only scans (unnest + LATERAL), edge squares as two byte strings read by numpy.

    One row of bytes costs the client nothing, where COPY makes one message a person. Sequential and bitmap scans are off for these
    statements, or the planner, which cannot see how narrow a run is, scans it all; so is the compiler, which the planner's false
    cost would call in for 40 ms.
    """
    runs = cover(bands, budget=budget)
    whole, edge = runs.whole, ~runs.whole
    with connection.transaction(), connection.cursor(binary=True) as cursor:
        cursor.execute("SELECT set_config(name, 'off', true) FROM unnest('{enable_seqscan,enable_bitmapscan,jit}'::text[]) AS name")
        table = np.zeros((len(bands), NATIONS), np.int64)
        for k, nat, n in cursor.execute(POSTGRES_WHOLE, [*map(_array, (runs.lo[whole], runs.hi[whole], runs.band[whole])), list(labels)]).fetchall():
            table[k - 1, nat] = n
        cells, nats = cursor.execute(POSTGRES_EDGE, [_array(runs.lo[edge]), _array(runs.hi[edge]), list(labels)]).fetchone()
    cell, nat = np.frombuffer(cells or b"", ">i8").astype(np.int64), np.frombuffer(nats or b"", ">i2").astype(np.int64)
    return table + _refined(bands, runs, cell, nat)


def _array(numbers):
    """Numbers as PostgreSQL writes an array: cheaper for a driver than a list of objects."""
    return "{" + ",".join(map(str, numbers.tolist())) + "}"
