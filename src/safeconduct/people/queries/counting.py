"""Positions and plain facts in bulk, for exposure and counts. Everything within the actor's scope."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import FloatField, Func

from safeconduct.engines import exposure
from safeconduct.kernel.actors import Actor
from safeconduct.people.models import Person, Position

RUNS = {
    # the runs stand outside, the index inside: one seek a run, whatever the planner thinks it knows of labels
    "sqlite": (' FROM json_each(%s) AS runs CROSS JOIN "people_position" INDEXED BY position_cell ', "runs.value ->> 0", "runs.value ->> 1"),
    "postgresql": (' FROM unnest(%s::int8[], %s::int8[]) AS runs (lo, hi) CROSS JOIN "people_position" ', "runs.lo", "runs.hi"),
}
NOT_ACTIVE = ("archived", "merged")
PLANS = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "jit")
QUIET, AS_BEFORE = (" ".join(f"SET LOCAL {name} TO {value};" for name in PLANS) for value in ("off", "DEFAULT"))


class Days(Func):
    """A moment as days since 1970, counted by the database: a hundred thousand of them need no datetime in Python."""

    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **more):
        return super().as_sql(compiler, connection, template="(julianday(%(expressions)s) - 2440587.5)", **more)

    def as_postgresql(self, compiler, connection, **more):
        return super().as_sql(compiler, connection, template="(extract(epoch FROM %(expressions)s)::float8 / 86400)", **more)


def positions(actor: Actor, ranges, at: datetime) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """
    Positions that may lie in the ranges of a cover: person ids (int64), cells (int64), accuracy in metres, age in days (float64).

    Two statements within the actor's scope: one seeks each range in the index of cells, which holds all that is asked; one names
    the few who are archived or merged. Who is truly inside is the engine's answer.
    """
    rows = Position.objects.within(actor).values_list("person_id", "cell", "accuracy_m", Days("as_of"))
    found = _in_runs(rows, _merged(np.asarray(ranges.lo), np.asarray(ranges.hi)))
    ids, cells, accuracy, days = zip(*found, strict=True) if found else ((), (), (), ())
    age = np.maximum(at.timestamp() / 86400 - np.array(days, np.float64), 0.0)
    out = np.array(ids, np.int64), np.array(cells, np.int64), np.array(accuracy, np.float64), age
    gone = _not_active(actor) if found else []
    if not gone:
        return out
    stay = ~np.isin(out[0], np.array(gone, np.int64))
    return out[0][stay], out[1][stay], out[2][stay], out[3][stay]


def near(actor: Actor, *, lon: float, lat: float, km: float, at: datetime) -> set[int]:
    """Ids of the active people on file whose last known place is in a circle of ``km`` kilometres on the ellipsoid, or may be by its accuracy (5 km at most)."""
    bands = [exposure.band("near", circles=[exposure.Circle(lon, lat, km)])]
    ids, cells, accuracy, ages = positions(actor, exposure.cover(bands, budget=300, margin_m=5000.0), at)
    order = np.argsort(cells, kind="stable")
    answer = exposure.expose(bands, exposure.People(cells[order], accuracy[order], ages[order]), digest=False)
    return {int(one) for one in ids[order][answer.who]}


def _not_active(actor: Actor) -> list[int]:
    """Ids of the people who are archived or merged: by the index of statuses, also where the embedded database would rather walk a label."""
    rows = Person.objects.within(actor).filter(status__in=NOT_ACTIVE).values_list("id", flat=True)
    if connection.vendor != "sqlite":
        return list(rows)
    try:
        sql, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        return [row[0] for row in cursor.execute(sql.replace(' FROM "people_person" ', ' FROM "people_person" INDEXED BY person_confirm ', 1), given).fetchall()]


def _in_runs(rows, runs: list[tuple[int, int]]) -> list[tuple]:
    """The rows of a scoped query whose cell lies in one of the runs."""
    if not runs:
        return []
    try:
        sql, scope = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    source, low, high = RUNS[connection.vendor]
    head, _, where = f"{sql} ".partition(' FROM "people_position" ')  # with the space: extract(epoch FROM …) names a column
    where = where.removeprefix("WHERE ").strip()
    sql = f'{head}{source}WHERE "people_position"."cell" BETWEEN {low} AND {high}' + (f" AND {where}" if where else "")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            return cursor.execute(sql, [json.dumps(runs), *scope]).fetchall()
    with connection.cursor() as cursor:  # one message: outside a transaction it is one by itself, and inside one nothing of it stays
        cursor.execute(f"{QUIET} {sql}; {AS_BEFORE}", [[lo for lo, _ in runs], [hi for _, hi in runs], *scope])
        while cursor.description is None:
            cursor.nextset()
        return cursor.fetchall()


def _merged(lo: np.ndarray, hi: np.ndarray) -> list[tuple[int, int]]:
    """Neighbouring runs as one."""
    out: list[list[int]] = []
    for low, high in zip(lo.tolist(), hi.tolist(), strict=True):
        if out and low <= out[-1][1] + 1:
            out[-1][1] = max(out[-1][1], high)
        else:
            out.append([low, high])
    return [(a, b) for a, b in out]


@dataclass(frozen=True)
class Facts:
    """What counts are split by."""

    nationality: str
    language: str
    needs: tuple[str, ...]
    birth_year: int | None
    sex: str


def facts_for_counts(actor: Actor, ids: Iterable[int]) -> dict[int, Facts]:
    """Plain facts of these people, by id; a statement for each 900."""
    ids, out = list(ids), {}
    size = 900 if connection.vendor == "sqlite" else 20_000
    for start in range(0, len(ids), size):
        rows = Person.objects.within(actor).filter(id__in=ids[start : start + size])
        for pid, nationality, language, needs, year, sex in rows.values_list("id", "nationality", "language", "needs", "birth_year", "sex"):
            out[pid] = Facts(nationality, language, tuple(needs), year, sex)
    return out


def without_position(actor: Actor) -> int:
    """Active people on file of whom no position is known."""
    placed = Position.objects.within(actor).values("person_id")
    return Person.objects.within(actor).filter(status="active").exclude(id__in=placed).count()
