"""
Statistics of the embedded database, by which it chooses an index. PostgreSQL keeps its own.

Without them SQLite takes "one of these labels" for the narrowest condition of all and reads every row under them, once for each
chunk: a list of 100,000 people then takes ten times as long, and every page with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

from safeconduct.jobs.runner import Progress, every

LOOK = 3000  # rows of an index that are looked at; fewer make a wide index (an owner) look as narrow as a hundred references
FIRST = 1000


@every(3600, "jobs.statistics")
def statistics(progress: Progress | None = None) -> None:
    """Look at every table's indexes anew, one table at a time with a breath between, so that nobody waits for the writer."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOK}")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
            time.sleep(0.005)


def while_growing() -> Callable[[int], None]:
    """For bulk work: to be called with the count of rows so far; looks again each time that it has doubled."""
    due = FIRST

    def grown(count: int) -> None:
        nonlocal due
        if count >= due:
            statistics()
            due = 2 * count

    return grown
