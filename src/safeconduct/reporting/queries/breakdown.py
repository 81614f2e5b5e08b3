"""People by sex, age, difficulty and need, in tables where nobody can be found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from safeconduct.crises.queries import CrisisCard
from safeconduct.kernel.actors import Actor
from safeconduct.people.queries import choosing
from safeconduct.people.rules import age_band
from safeconduct.reporting import rules


@dataclass(frozen=True)
class Breakdown:
    """
    People on file in the places of a crisis, None where withheld: sex by age and by difficulty, functions, needs.

    ``table`` has the columns of ages and those of `rules.DIFFICULTY`: each of the two groups adds up to the row's total.
    ``functions``: of how many a difficulty with each function is on file; of all others it is not known. One person may have
    several difficulties and needs.
    """

    people: int | None
    table: rules.Table
    ages: tuple[str, ...]
    functions: dict[str, int | None]
    needs: dict[str, int | None]


def breakdown(actor: Actor, crisis: CrisisCard, at: datetime) -> Breakdown:
    """Everybody on file in the places of a crisis whom the actor may see, with small cells withheld. One statement, whatever the number of people."""
    cells: Counter[tuple[str, str]] = Counter()
    functions, needs = Counter(dict.fromkeys(rules.FUNCTIONS, 0)), Counter()
    people = 0
    for one, n in choosing.counted(actor, at=at, paths=crisis.paths, crisis=crisis.uid):
        sex = one.sex if one.sex in rules.SEXES else ""
        found = rules.difficulties(one.needs)
        people += n
        cells[sex, age_band(one.birth_year, at.year)] += n
        cells[sex, rules.DIFFICULTY[0] if found else rules.DIFFICULTY[1]] += n
        functions.update(dict.fromkeys(found, n))
        needs.update(dict.fromkeys(set(one.needs), n))
    rows = [sex for sex in rules.SEXES if any(r == sex for r, _c in cells)]
    ages = tuple(age for age in rules.AGES if any(c == age for _r, c in cells))
    table = rules.suppressed(cells, rows, [*ages, *rules.DIFFICULTY], parts=(ages, rules.DIFFICULTY))
    return Breakdown(table.total, table, ages, rules.suppressed_list(functions, people), rules.suppressed_list(dict(sorted(needs.items())), people))
