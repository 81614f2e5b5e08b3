"""
What the database itself refuses: declared once, installed after every migration, listed by a test.

The journal and its blocks are append-only (no update, delete or truncate); a row of one space never points into another.
"""

from __future__ import annotations

from django.db import connection

APPEND_ONLY = ("access_entry", "access_entrysubject", "access_block")


def install() -> None:
    """Install every guard (idempotent)."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table in APPEND_ONLY:
            if table in tables:
                for statement in _append_only(table, connection.vendor):
                    cursor.execute(statement)
        for name, sql in extra_guards(connection.vendor):
            if name in tables:
                for statement in sql:
                    cursor.execute(statement)


_EXTRA: list[tuple[str, dict[str, list[str]]]] = []


def guard(table: str, *, sqlite: list[str], postgresql: list[str]) -> None:
    """A room declares triggers of its own table, in both dialects; each statement must bear being run again."""
    _EXTRA.append((table, {"sqlite": sqlite, "postgresql": postgresql}))


def extra_guards(vendor: str):
    """The guards that rooms declared, for one dialect."""
    return [(table, dialects[vendor]) for table, dialects in _EXTRA]


def _append_only(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        out = []
        for verb in ("UPDATE", "DELETE"):
            out.append(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}")
            out.append(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        return out
    return [
        "CREATE OR REPLACE FUNCTION safeconduct_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION safeconduct_append_only()",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION safeconduct_append_only()",
    ]
