"""No page reads a row of a person's life without its scope: the SQL of every page is recorded and taken apart."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection

from safeconduct.access.scope import ScopedManager
from tests.house.walking import Visitor, body
from tests.stories.world import built

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABLE = re.compile(r'\b(?:FROM|JOIN|,)\s+"(\w+)"(?:\s+(?:AS\s+)?(?!ON\b|WHERE\b|INNER\b|LEFT\b|GROUP\b|ORDER\b|LIMIT\b)"?(\w+)"?)?', re.I)
STRING = re.compile(r"'(?:[^']|'')*'")


def scoped_tables() -> set[str]:
    """Tables of models that are read only within an actor."""
    return {model._meta.db_table for model in apps.get_models() if isinstance(model._meta.managers_map.get("objects"), ScopedManager)}


def levels(sql: str) -> list[str]:
    """A statement and each of its sub-selects, every one without the selects inside it."""
    out, stack = [], [[]]
    depth_is_select = [True]
    text = STRING.sub("''", sql)
    index = 0
    while index < len(text):
        letter = text[index]
        if letter == "(":
            inner = bool(re.match(r"\(\s*SELECT\b", text[index:], re.I))
            depth_is_select.append(inner)
            if inner:
                stack[-1].append(" (?) ")
                stack.append([])
            else:
                stack[-1].append("(")
        elif letter == ")" and len(depth_is_select) > 1:
            if depth_is_select.pop():
                out.append("".join(stack.pop()))
            else:
                stack[-1].append(")")
        else:
            stack[-1].append(letter)
        index += 1
    out.append("".join(stack[0]))
    return out


def unscoped(sql: str, scoped: set[str]) -> list[str]:
    """Tables that a statement reads without a label: neither they nor a table joined to them at the same level has one."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    wrong = []
    for level in levels(re.sub(r" INDEXED BY \w+", "", sql)):
        tables = {alias or table: table for table, alias in TABLE.findall(level)}
        mine = {alias: table for alias, table in tables.items() if table in scoped}
        where = re.split(r"\bWHERE\b", level, maxsplit=1, flags=re.I)[1:]
        labelled = any(re.search(rf'"{alias}"\."label_id"\s+(IN\b|=)', where[0], re.I) for alias in mine) if where else False
        joined = bool(where) and re.search(r'"person_id" = \("people_person"\."id"\)', where[0])  # a sub-select of a person who is within the actor
        if mine and not labelled and not joined:
            wrong.extend(mine.values())
    return wrong


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ('SELECT "people_person"."id" FROM "people_person" WHERE "people_person"."label_id" IN (1, 2)', []),
        ('SELECT COUNT(*) FROM "people_person"', ["people_person"]),
        ('SELECT "people_person"."id" FROM "people_person" WHERE "people_person"."uid" = \'"people_person"."label_id" IN (1)\'', ["people_person"]),
        ('SELECT "p"."id" FROM "x" INNER JOIN "people_person" ON ("x"."id" = "people_person"."id") WHERE "x"."a" = 1', ["people_person"]),
        ('SELECT 1 FROM "people_person" WHERE "people_person"."label_id" IN (1) AND "people_person"."id" IN (SELECT U0."person_id" FROM "people_position" U0)', ["people_position"]),
        ('SELECT 1 FROM "people_person" WHERE "people_person"."label_id" IN (1) AND NOT EXISTS(SELECT 1 FROM "people_position" U0 WHERE U0."label_id" IN (1))', []),
        ('SELECT 1 FROM "people_position" INNER JOIN "people_person" ON ("a" = "b") WHERE "people_position"."label_id" IN (4)', []),
    ],
)
def test_an_unscoped_read_is_found(sql, found):
    sql = re.sub(r'\bU0\."', '"U0"."', sql)
    assert unscoped(sql, {"people_person", "people_position"}) == found


SAMPLING = re.compile(r'SELECT "(\w+)"\."uid" AS "uid" FROM "\1" ORDER BY "\1"\."id" DESC LIMIT 1')


def test_every_page_reads_people_s_rows_within_the_actor():
    world, scoped, wrong = built(), scoped_tables(), []
    assert scoped, "no scoped table: the walk would see nothing"
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    touched = set()
    for route, visitor in Visitor.of_every_page(world):
        if not visitor.unit:
            continue  # at the open door there is no scope to have: what it may show is tested with the door
        seen.clear()
        with connection.execute_wrapper(watch):
            body(visitor.get(route))
        for sql in seen:
            if SAMPLING.fullmatch(sql):
                continue  # the walk itself looks for a row that an address could name
            plain = re.sub(r'\b([A-Z]\d+)\."', r'"\1"."', sql)
            touched |= {t for t, _ in TABLE.findall(plain)} & scoped
            wrong.extend(f"{route.name}: {table} without label_id: {plain[:400]}" for table in unscoped(plain, scoped))
    assert not wrong, "read the rows with .within(actor):\n" + "\n".join(wrong)
