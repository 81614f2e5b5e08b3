"""
SQL statements of every page: as written in budgets.json, and the same with five rows as with twenty-five.

``SAFECONDUCT_WRITE_BUDGETS=1`` (or ``make budgets``) writes the file anew; growth needs a line in the commit.
"""

from __future__ import annotations

import json
import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.walking import Visitor
from tests.shared import ROOT
from tests.stories.world import built, grown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILE = ROOT / "tests" / "house" / "budgets.json"


def measured(world, texts: dict) -> dict[str, int]:
    """Statements of every page that answers with 200 to the first who may open it; ``texts`` takes the statements themselves."""
    counts = {}
    for route, visitor in Visitor.of_every_page(world):
        if visitor.get(route).status_code == 200:
            with CaptureQueriesContext(connection) as taken:
                visitor.get(route)
            counts[route.name], texts[route.name] = len(taken), [q["sql"] for q in taken]
    return counts


def more_of(small: list[str], large: list[str]) -> str:
    """The first statement that comes more often with more rows."""
    def plain(sql):
        return sql[:160]

    seen = [plain(sql) for sql in small]
    for sql in large:
        if plain(sql) in seen:
            seen.remove(plain(sql))
        else:
            return sql[:300]
    return ""


@pytest.mark.once  # the numbers are SQLite's: PostgreSQL says a few more to plan its reads
def test_statements_do_not_grow_with_rows_and_are_as_written():
    world, few_texts, many_texts = built(5, 3), {}, {}
    few = measured(world, few_texts)
    grown(world, 20)
    many = measured(world, many_texts)
    grows = {name: f"{few[name]} with 5 rows, {many[name]} with 25: {more_of(few_texts[name], many_texts[name])}" for name in few if many.get(name) != few[name]}
    assert not grows, f"a statement for each row: read all rows at once in the page's query. {json.dumps(grows, indent=2)}"
    if os.environ.get("SAFECONDUCT_WRITE_BUDGETS") == "1":
        FILE.write_text(json.dumps(dict(sorted(many.items())), indent=2) + "\n", "utf8")
    written = json.loads(FILE.read_text("utf8"))
    wrong = {name: f"budget {written.get(name)}, now {many.get(name)}" for name in sorted({*written, *many}) if written.get(name) != many.get(name)}
    assert not wrong, f"run `make budgets` and say in the commit why a page needs more: {json.dumps(wrong, indent=2)}"
