"""
Exposure against its peers, in one run, on the same people and with the same answers (asserted).

    python benchmarks/exposure.py --people 1000000                 everything; PostgreSQL where one answers, PostGIS where it has it
    python benchmarks/exposure.py --people 10000000 --only ram     memory alone

People: clustered over 19 x 8 degrees, 60 nationalities (Zipf), five labels of which the asker may see three. Hazard: three nested
fractal outlines of 2,001 corners each, scaled to cover 1 % and 10 % of them. Each figure is the best of ``--reps`` runs, in wall time and in
processor time (this process and its database backend, where that is on this machine: it depends least on who shares the machine).
Ratios and goals are of processor time, or of wall time where the backend's is not readable.

The SQL is in ``exposure_sql.py``: ``sqlite_counts`` and ``postgres_counts`` are the reference for a room that keeps its people in a database.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np  # noqa: E402
import shapely  # noqa: E402
from exposure_sql import (  # noqa: E402
    NATIONS,
    POSTGRES_INDEX,
    POSTGRES_TABLE,
    SQLITE_INDEX,
    SQLITE_MOVE,
    SQLITE_RUNS,
    SQLITE_TABLE,
    postgres_counts,
    sqlite_counts,
)

from safeconduct.engines.exposure import Codes, People, band, cover, expose, morton  # noqa: E402

WEST, EAST, SOUTH, NORTH = 26.0, 45.0, 34.0, 42.0
LABELS, VISIBLE = 5, (1, 2, 3)
NAMES = tuple(f"N{i:02}" for i in range(NATIONS))


# ---------------------------------------------------------------- the world
class World:
    """People on stored positions, and two hazards."""

    def __init__(self, n, seed=7):
        r = np.random.default_rng(seed)
        lon, lat = _settled(r, n)
        self.n, self.cell = n, morton.cell(lon, lat)
        self.lon, self.lat = morton.position(self.cell)
        weight = 1 / np.arange(1, NATIONS + 1)
        self.nat = r.choice(NATIONS, n, p=weight / weight.sum()).astype(np.uint8)
        self.label = r.integers(1, LABELS + 1, n).astype(np.uint8)
        self.seen = np.isin(self.label, VISIBLE)
        self.budget = int(np.clip(n // 1000, 300, 4000))
        self.hazards = {"1 %": self._hazard(0.01), "10 %": self._hazard(0.1)}

    def _hazard(self, fraction):
        sample, low, high = slice(0, 200_000), 0.01, 12.0
        for _ in range(30):
            size = (low + high) / 2
            share = shapely.contains_xy(_outline(size), self.lon[sample], self.lat[sample]).mean()
            low, high = (size, high) if share < fraction else (low, size)
        shapes = [_outline(high * part) for part in (1.0, 0.62, 0.35)]
        return shapes, [band(name, [shape]) for name, shape in zip(("light", "strong", "severe"), shapes, strict=True)]


def _settled(r, n):
    """Longitudes and latitudes: nine in ten in 800 towns, one in ten anywhere."""
    x, y = r.uniform(WEST, EAST, 800), r.uniform(SOUTH, NORTH, 800)
    weight, size = 1 / np.arange(1, 801) ** 0.9, r.lognormal(-2.9, 0.5, 800)
    town = r.choice(800, int(n * 0.9), p=weight / weight.sum())
    lon = np.concatenate([x[town] + r.normal(0, 1, len(town)) * size[town], r.uniform(WEST, EAST, n - len(town))])
    lat = np.concatenate([y[town] + r.normal(0, 1, len(town)) * size[town], r.uniform(SOUTH, NORTH, n - len(town))])
    mixed = r.permutation(n)
    return np.clip(lon[mixed], WEST, EAST), np.clip(lat[mixed], SOUTH, NORTH)


def _outline(size, corners=2000):
    r, t, wave = np.random.default_rng(3), np.linspace(0, 2 * np.pi, corners, endpoint=False), np.zeros(corners)
    for k in range(1, 400):
        wave += r.normal() / k**1.25 * np.cos(k * t + r.uniform(0, 2 * np.pi))
    away = size * np.exp(0.35 * wave / wave.std())
    return shapely.make_valid(shapely.Polygon(np.column_stack([36.5 + away * np.cos(t), 37.6 + 0.8 * away * np.sin(t)])))


def scan(shapes, lon, lat, nat):
    """The plain way: bounding box in numpy, then shapely's prepared test, from the mildest (outermost) outline inwards."""
    at, west, south, east, north = np.zeros(len(lon), np.int64), *shapes[0].bounds
    todo = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    for shape in shapes:
        shapely.prepare(shape)
        todo = todo[shapely.intersects_xy(shape, lon[todo], lat[todo])]
        at[todo] += 1
    inside = np.flatnonzero(at)
    return np.bincount((at[inside] - 1) * NATIONS + nat[inside], minlength=len(shapes) * NATIONS).reshape(-1, NATIONS)


class Bench:
    """Times, answers and ratios of one run."""

    def __init__(self, reps):
        self.reps, self.rows, self.goals, self.skipped, self.backend = reps, [], [], [], None

    def clock(self):
        """Wall and processor seconds so far; the processor's include the database backend, or are the wall's where that is not readable."""
        wall, own = time.perf_counter(), time.process_time()
        if self.backend is None:
            return np.array([wall, own])
        try:
            with open(f"/proc/{self.backend}/schedstat") as spent:
                return np.array([wall, own + int(spent.read().split()[0]) / 1e9])
        except OSError:
            return np.array([wall, wall])

    def best(self, *works):
        """The best (wall, processor) ms of each work, taken in turns so that all see the same machine; their last answers too."""
        spent, answers = np.full((len(works), 2), np.inf), [None] * len(works)
        for _ in range(self.reps):
            for i, work in enumerate(works):
                start = self.clock()
                answers[i] = work()
                spent[i] = np.minimum(spent[i], (self.clock() - start) * 1000)
        return spent, answers

    def race(self, what, want, **engines):
        """Time engines on one question; every answer must equal ``want``. Returns the processor ms of each, in order."""
        spent, answers = self.best(*engines.values())
        for name, (wall, processor), answer in zip(engines, spent, answers, strict=True):
            if answer is not None:
                assert np.array_equal(answer, want), f"{name} differs from the plain scan on {what}"
            self.note(name, what, wall, processor)
        return spent[:, 1]

    def note(self, engine, what, wall, processor, unit="ms"):
        """One measured figure."""
        self.rows.append({"engine": engine, "question": what, "unit": unit, "wall": round(wall, 2), "processor": round(processor, 2)})
        print(f"  {engine:58} {what:20} {wall:10.2f} {processor:10.2f} {unit}", flush=True)

    def once(self, engine, work):
        """Time something that is done once, in ms."""
        start = self.clock()
        work()
        self.note(engine, "once", *((self.clock() - start) * 1000))

    def goal(self, name, ratio, bound, at_least=True, counts=True):
        """A ratio and what it has to be; ``counts=False`` where the goal is set for another number of people."""
        met = ratio >= bound if at_least else ratio <= bound
        self.goals.append({"goal": name, "ratio": round(ratio, 2), "bound": f"{'>=' if at_least else '<='} {bound}", "met": bool(met), "counts": counts})


# ---------------------------------------------------------------- memory
def bench_ram(world, bench):
    by = np.argsort(world.cell, kind="stable")
    people = People(world.cell[by], groups={"nat": Codes(world.nat[by], NAMES)})
    assert people.ordered
    for what, (shapes, bands) in world.hazards.items():
        west, south, east, north = shapes[0].bounds

        def boxed(west=west, south=south, east=east, north=north):
            np.flatnonzero((world.lon >= west) & (world.lon <= east) & (world.lat >= south) & (world.lat <= north))

        engines = {
            "cover alone": lambda bands=bands: cover(bands, budget=world.budget) and None,
            "RAM: expose(), ordered people": lambda bands=bands: expose(bands, people, digest=False).tables["nat"].certain,
            "RAM: shapely after bounding box": lambda shapes=shapes: scan(shapes, world.lon, world.lat, world.nat),
            "RAM: numpy bounding box alone (floor)": boxed,
        }
        _, ours, plain, floor = bench.race(what, scan(shapes, world.lon, world.lat, world.nat), **engines)
        bench.goal(f"RAM vs shapely scan, {what}", plain / ours, 5, counts=world.n >= 10_000_000)
        bench.goal(f"RAM vs numpy bounding box, {what}", ours / floor, 2, at_least=False, counts=world.n >= 10_000_000 and what == "10 %")


# ---------------------------------------------------------------- SQLite
def sqlite_open(path):
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=full", "cache_size=-600000", "mmap_size=4000000000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def sqlite_fill(connection, world, degrees):
    """The table of positions; with longitude and latitude in place of the cell where a peer needs them."""
    connection.execute(SQLITE_TABLE.replace("cell INTEGER NOT NULL", "lon REAL NOT NULL, lat REAL NOT NULL") if degrees else SQLITE_TABLE)
    where = [world.lon.tolist(), world.lat.tolist()] if degrees else [world.cell.tolist()]
    rest = [[1_700_000_000] * world.n, [50] * world.n, [1] * world.n]
    columns = [range(world.n), *where, world.nat.tolist(), world.label.tolist(), *rest]
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO position VALUES ({','.join('?' * len(columns))})", zip(*columns, strict=True))
    connection.execute("COMMIT")


def sqlite_rtree(connection):
    connection.execute("CREATE VIRTUAL TABLE box USING rtree (person, x0, x1, y0, y1)")
    connection.execute("INSERT INTO box SELECT person, lon, lon, lat, lat FROM position")


def bench_sqlite(world, bench, folder):
    ours, tree = sqlite_open(f"{folder}/ours.db"), sqlite_open(f"{folder}/tree.db")
    sqlite_fill(ours, world, degrees=False)
    bench.once("SQLite: build btree (cell, nat, label)", lambda: ours.execute(SQLITE_INDEX))
    ours.execute(SQLITE_RUNS)
    sqlite_fill(tree, world, degrees=True)
    bench.once("SQLite: build R*Tree", lambda: sqlite_rtree(tree))
    seen = f"label IN ({','.join('?' * len(VISIBLE))})"
    by_tree = f"SELECT lon, lat, nat FROM box JOIN position USING (person) WHERE x1 >= ? AND x0 <= ? AND y1 >= ? AND y0 <= ? AND {seen}"
    by_scan = f"SELECT lon, lat, nat FROM position WHERE lon BETWEEN ? AND ? AND lat BETWEEN ? AND ? AND {seen}"
    for what, (shapes, bands) in world.hazards.items():
        west, south, east, north = shapes[0].bounds

        def boxed(query, shapes=shapes, box=(west, east, south, north, *VISIBLE)):
            rows = np.array(tree.execute(query, box).fetchall()).reshape(-1, 3)
            return scan(shapes, rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int64))

        engines = {
            "SQLite: btree + cover + refine (ours)": lambda bands=bands: sqlite_counts(ours, bands, VISIBLE, world.budget),
            "SQLite: R*Tree + shapely": lambda boxed=boxed: boxed(by_tree),
            "SQLite: full scan + shapely": lambda boxed=boxed: boxed(by_scan),
        }
        fast, slow, _ = bench.race(what, scan(shapes, world.lon[world.seen], world.lat[world.seen], world.nat[world.seen]), **engines)
        bench.goal(f"SQLite vs R*Tree, {what}", slow / fast, 2.5, counts=world.n >= 1_000_000)
    ours.close()
    tree.close()


# ---------------------------------------------------------------- PostgreSQL
def postgres_open(dsn, bench):
    """A connection to a database of its own on that server and whether it has PostGIS; None where there is no server."""
    try:
        import psycopg

        server = psycopg.connect(f"{dsn} dbname=postgres", autocommit=True, connect_timeout=3)
    except Exception as absent:  # noqa: BLE001
        bench.skipped.append(f"PostgreSQL: not reached ({type(absent).__name__})")
        return None, False
    with server:
        server.execute("DROP DATABASE IF EXISTS exposure_benchmark")
        server.execute("CREATE DATABASE exposure_benchmark")
    connection = psycopg.connect(f"{dsn} dbname=exposure_benchmark", autocommit=True)
    connection.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")  # one process, and no compiler, for every engine
    try:
        connection.execute("CREATE EXTENSION postgis")
        return connection, True
    except psycopg.Error:
        bench.skipped.append("PostGIS: not installed on this server (apt: postgresql-15-postgis-3); its comparison is skipped")
        return connection, False


def postgres_fill(connection, world, postgis):
    connection.execute("DROP TABLE IF EXISTS position")
    connection.execute(POSTGRES_TABLE)
    with connection.cursor().copy("COPY position FROM STDIN") as copy:
        for first in range(0, world.n, 100_000):
            part = slice(first, first + 100_000)
            copy.write(_lines(range(first, world.n), world.cell[part], world.nat[part], world.label[part], end="1700000000\t50\t1"))
    if postgis:
        connection.execute("CREATE UNLOGGED TABLE degrees (person int8, x float8, y float8)")
        with connection.cursor().copy("COPY degrees FROM STDIN") as copy:
            for first in range(0, world.n, 100_000):
                part = slice(first, first + 100_000)
                copy.write(_lines(range(first, world.n), world.lon[part], world.lat[part]))
        connection.execute("CREATE UNLOGGED TABLE place AS SELECT p.*, st_setsrid(st_makepoint(x, y), 4326) AS g FROM position p JOIN degrees USING (person)")
    for table in ("position", *(("place",) if postgis else ())):
        connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (person)")


def _lines(first, *columns, end=None):
    """Rows as COPY reads them, all with the same end."""
    close = "\n" if end is None else f"\t{end}\n"
    return "".join("\t".join(map(str, row)) + close for row in zip(first, *(column.tolist() for column in columns), strict=False))


def postgis_counts(connection, shapes, labels):
    """PostGIS at its best here: a GiST index, the outermost outline by the index, the inner two on what it found."""
    hexed = [f"'{shapely.to_wkb(shapely.set_srid(s, 4326), hex=True, include_srid=True)}'::geometry" for s in shapes]
    table = np.zeros((len(shapes), NATIONS), np.int64)
    query = f"""SELECT 1 + st_covers({hexed[1]}, g)::int + st_covers({hexed[2]}, g)::int, nat, count(*)
                FROM place WHERE st_covers({hexed[0]}, g) AND label = ANY (%s) GROUP BY 1, 2"""
    for k, nat, n in connection.execute(query, [list(labels)]).fetchall():
        table[k - 1, nat] = n
    return table


def bench_postgres(world, bench, connection, postgis):
    postgres_fill(connection, world, postgis)
    bench.once("PostgreSQL: build btree (cell) INCLUDE", lambda: connection.execute(POSTGRES_INDEX))
    if postgis:
        bench.once("PostgreSQL: build GiST", lambda: connection.execute("CREATE INDEX place_g ON place USING gist (g)"))
    connection.execute("VACUUM ANALYZE")
    for what, (shapes, bands) in world.hazards.items():
        engines = {"PostgreSQL: btree + cover + refine (ours)": lambda bands=bands: postgres_counts(connection, bands, VISIBLE, world.budget)}
        if postgis:
            engines["PostgreSQL: PostGIS GiST st_covers"] = lambda shapes=shapes: postgis_counts(connection, shapes, VISIBLE)
        fast, *slow = bench.race(what, scan(shapes, world.lon[world.seen], world.lat[world.seen], world.nat[world.seen]), **engines)
        if slow:
            bench.goal(f"PostgreSQL vs PostGIS, {what}", slow[0] / fast, 3 if what == "1 %" else 8, counts=world.n >= 1_000_000)


# ---------------------------------------------------------------- updates
def moves(world, seed, n=10_000):
    """
    People who move by some hundred metres: row numbers, new longitude, latitude and cell, ordered by the new cell.

    The order is what a room should do with a batch: neighbours share pages of the index. Every engine gets the same order.
    """
    r = np.random.default_rng(seed)
    who = r.choice(world.n, n, replace=False)
    x, y = world.lon[who] + r.normal(0, 0.005, n), world.lat[who] + r.normal(0, 0.005, n)
    cells = morton.cell(x, y)
    by = np.argsort(cells)
    return [part[by].tolist() for part in (who, x, y, cells)]


def bench_updates_sqlite(world, bench, folder):
    movers = {}
    for name in ("no spatial index", "btree (cell, nat, label)", "R*Tree"):
        connection = sqlite_open(f"{folder}/moves {len(movers)}.db")
        sqlite_fill(connection, world, degrees=name == "R*Tree")
        if name == "R*Tree":
            sqlite_rtree(connection)
        elif name != "no spatial index":
            connection.execute(SQLITE_INDEX)

        def move(part, who, x, y, cells, connection=connection, name=name):
            who, x, y, cells = who[part], x[part], y[part], cells[part]
            now, sure = [1_700_000_060] * len(who), [20] * len(who)
            connection.execute("BEGIN IMMEDIATE")
            if name == "R*Tree":
                connection.executemany("UPDATE position SET lon = ?, lat = ?, at = ?, accuracy = ? WHERE person = ?", zip(x, y, now, sure, who, strict=True))
                connection.executemany("UPDATE box SET x0 = ?, x1 = ?, y0 = ?, y1 = ? WHERE person = ?", zip(x, x, y, y, who, strict=True))
            else:
                connection.executemany(SQLITE_MOVE, zip(cells, now, sure, who, strict=True))
            connection.execute("COMMIT")

        movers[f"SQLite: {name}"] = move
    _race_moves(world, bench, "SQLite", movers)


def bench_updates_postgres(world, bench, connection, postgis):
    kinds = {"no spatial index": ("moved_0", []), "btree (cell) INCLUDE": ("moved_1", [POSTGRES_INDEX.replace("position", "moved_1")])}
    if postgis:
        kinds["GiST"] = ("moved_2", ["CREATE INDEX ON moved_2 USING gist (g)"])
    movers = {}
    for name, (table, indexes) in kinds.items():
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {'place' if name == 'GiST' else 'position'}")
        for statement in (f"ALTER TABLE {table} ADD PRIMARY KEY (person)", *indexes, f"ANALYZE {table}", "CHECKPOINT"):
            connection.execute(statement)
        by_cell = f"UPDATE {table} SET cell = v.c, at = 1700000060, accuracy = 20 FROM unnest(%s::int8[], %s::int8[]) AS v (i, c) WHERE person = v.i"
        by_place = f"UPDATE {table} SET g = st_setsrid(st_makepoint(v.x, v.y), 4326), at = 1700000060, accuracy = 20 FROM unnest(%s::int8[], %s::float8[], %s::float8[]) AS v (i, x, y) WHERE person = v.i"

        def move(part, who, x, y, cells, gist=name == "GiST", by_cell=by_cell, by_place=by_place):
            if gist:
                connection.execute(by_place, (who[part], x[part], y[part]))
            else:
                connection.execute(by_cell, (who[part], cells[part]))

        movers[f"PostgreSQL: {name}"] = move
    _race_moves(world, bench, "PostgreSQL", movers)


def _race_moves(world, bench, database, movers):
    """Microseconds an update: all 10,000 in one transaction, and in 100 transactions of 100; the second engine is ours, the first the floor."""
    for per, words in ((10_000, "1 transaction"), (100, "100 transactions")):
        batches = [moves(world, per + seed) for seed in range(bench.reps)]

        def work(move, per=per, batches=batches):
            turn = iter(batches)
            return lambda: [move(slice(first, first + per), *batch) for batch in [next(turn)] for first in range(0, 10_000, per)] and None

        spent, _ = bench.best(*(work(move) for move in movers.values()))
        for name, (wall, processor) in zip(movers, spent / 10, strict=True):
            bench.note(f"10,000 updates, {name}", words, wall, processor, "us each")
        bench.goal(f"updates, {database}, {words}, vs no index", spent[1, 1] / spent[0, 1], 2, at_least=False)
        bench.goal(f"updates, {database}, {words}, vs no index (wall)", spent[1, 0] / spent[0, 0], 2, at_least=False, counts=False)


# ---------------------------------------------------------------- the run
def machine():
    """Cores, processor and memory, as this system tells them, and versions."""
    processor, memory = platform.machine(), "?"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as cpu, open("/proc/meminfo") as mem:
            processor = next((line.split(":")[1].strip() for line in cpu if line.startswith("model name")), processor)
            memory = f"{int(mem.readline().split()[1]) / 2**20:.0f} GiB"
    versions = {"Python": platform.python_version(), "numpy": np.__version__, "shapely": shapely.__version__, "GEOS": shapely.geos_version_string, "SQLite": sqlite3.sqlite_version}
    return {"cores": os.cpu_count(), "processor": processor, "memory": memory, **versions}


def main(argv=None):
    """Run what was asked; exit 1 when a goal that counts for this number of people is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--only", default="ram,sqlite,postgres,updates", help="a list of: ram, sqlite, postgres, updates")
    parser.add_argument("--postgres", default="host=127.0.0.1 port=5432 user=postgres", help="how to reach a PostgreSQL server that may be written to")
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="also print everything as one JSON object at the end")
    asked = parser.parse_args(argv)
    parts, bench, about = set(asked.only.split(",")), Bench(asked.reps), machine()
    world = World(asked.people)
    if "ram" in parts:
        bench_ram(world, bench)
    with tempfile.TemporaryDirectory() as folder:
        if "sqlite" in parts:
            bench_sqlite(world, bench, folder)
        if "updates" in parts:
            bench_updates_sqlite(world, bench, folder)
    connection, postgis = postgres_open(asked.postgres, bench) if parts & {"postgres", "updates"} else (None, False)
    if connection:
        about["PostgreSQL"] = connection.execute("SHOW server_version").fetchone()[0].split()[0]
        about["PostGIS"] = connection.execute("SELECT postgis_lib_version()").fetchone()[0] if postgis else "absent"
        bench.backend = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        bench_postgres(world, bench, connection, postgis)
        if "updates" in parts:
            bench_updates_postgres(world, bench, connection, postgis)
        connection.close()
        import psycopg

        with psycopg.connect(f"{asked.postgres} dbname=postgres", autocommit=True) as server:
            server.execute("DROP DATABASE exposure_benchmark")
    return report(bench, about, asked)


def report(bench, about, asked):
    """The ratios, what was skipped, and the exit code."""
    print(f"\n{asked.people:,} people; " + ", ".join(f"{k} {v}" for k, v in about.items()))
    for goal in bench.goals:
        print(f"  {goal['goal']:62} {goal['ratio']:8.2f}  goal {goal['bound']:7} {'met' if goal['met'] else 'MISSED' if goal['counts'] else 'not met'}{'' if goal['counts'] else ' (for the record)'}")
    for line in bench.skipped:
        print(f"  skipped: {line}")
    if asked.json:
        print(json.dumps({"people": asked.people, "machine": about, "rows": bench.rows, "goals": bench.goals, "skipped": bench.skipped}))
    return 1 if any(goal["counts"] and not goal["met"] for goal in bench.goals) else 0


if __name__ == "__main__":
    sys.exit(main())
