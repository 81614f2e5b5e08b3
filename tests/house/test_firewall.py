"""
The firewall: two worlds that differ only in hidden people look byte-equal to the State of origin and to a control unit.

Every page, route and download of the register is opened in both worlds, and what they lead to; searches are made for hidden
people's own names, telephones, documents; addresses and verbs are tried with their own uids, in the other world with such as
never were; lists are brought again, jobs run, texts sent. Time stands still and what is random is named by its first
appearance; all else must be equal, byte by byte. Each way of being hidden (tests/house/firewall/lives.py) is in the one world
at once; where a difference is found, each is tried alone, so that the message names it.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction

from safeconduct.jobs import runner
from tests.house import examples
from tests.house.firewall.lives import FIRST, VARIANTS, Hidden, Variant, lived, prepared
from tests.house.firewall.walks import LATER, Walk, plain_templates
from tests.house.frozen import frozen
from tests.house.walking import Visitor
from tests.stories.world import NOW, World, built, fill

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CONSULATE = ("duty_officer", "head_of_post", "consular_officer", "case_worker", "data_officer", "administrator", "warden")
WATCHERS = [*(("consular", role) for role in CONSULATE), ("emergency", "emergency_manager"), ("border", "border_officer"), ("", "")]


class Worlds:
    """One base world; on it, taken back afterwards, a world with or without some hidden people."""

    def __init__(self):
        with frozen(NOW):
            self.world: World = built(8, 3, filled=False)
            prepared(self.world)
        self.known: dict[tuple, list[str]] = {}

    def said(self, watcher: tuple[str, str], *, hides: bool, variants=VARIANTS) -> list[str]:
        """What a watcher is told; each world is made once for all watchers."""
        variants = tuple(variants)
        key = (hides, variants)
        if (*key, watcher) not in self.known:
            watchers = WATCHERS if watcher in WATCHERS and len(variants) > 1 else [watcher]
            with self.taken_back(), plain_templates():
                people = self.with_people(variants, hides)
                for one in watchers:
                    cache.clear()
                    with self.taken_back(), frozen(LATER):
                        self.known[(*key, one)] = Walk(Visitor(self.world, *one), people, WATCHERS.index(one)).everything()
        return self.known[(*key, watcher)]

    def with_people(self, variants: tuple[Variant, ...], hides: bool) -> list[Hidden]:
        """Hidden people, living or never born; then all else that happens, in both worlds after them, and the jobs of it."""
        people = [Hidden(FIRST + number) for number, _variant in enumerate(variants)]
        with frozen(NOW):
            if hides:
                for variant, hidden in zip(variants, people, strict=True):
                    lived(self.world, variant, hidden)
            fill(self.world)
            released = examples.EXAMPLES["messaging.release"]
            released.call(self.world)
            runner.run_all(now=NOW)
        return people

    @contextmanager
    def taken_back(self):
        """What happens inside never happened."""
        names = {name: dict(value) if isinstance(value, dict) else list(value) for name, value in vars(self.world).items() if isinstance(value, (dict, list))}
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            cache.clear()
            for name, value in names.items():
                setattr(self.world, name, value)


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Worlds()
        transaction.set_rollback(True)


def first_difference(one: list[str], other: list[str]) -> str:
    """Where two walks part, for a reader."""
    for left, right in zip(one, other, strict=False):
        if left != right:
            at = next((i for i, (x, y) in enumerate(zip(left, right, strict=False)) if x != y), min(len(left), len(right)))
            start = max(at - 120, 0)
            return f"{left.partition(chr(10))[0][:200]}\n  without: …{left[start : at + 200]!r}\n  with:    …{right[start : at + 200]!r}"
    return "" if len(one) == len(other) else f"{len(one)} answers without, {len(other)} with; the next is {(one + other)[min(len(one), len(other))][:300]}"


def blamed(worlds: Worlds, watcher: tuple[str, str]) -> str:
    """Which ways of being hidden make the difference, each tried alone."""
    found = []
    for variant in VARIANTS:
        there = first_difference(worlds.said(watcher, hides=False, variants=[variant]), worlds.said(watcher, hides=True, variants=[variant]))
        found += [f"{variant}: {there}"] if there else []
        if len(found) == 2:
            break
    return "\n".join(found) or "only all of them together"


@pytest.mark.parametrize("watcher", WATCHERS, ids=lambda w: ".".join(w) if w[0] else "anybody")
def test_hidden_people_change_nothing_for(worlds, watcher):
    without, there = worlds.said(watcher, hides=False), worlds.said(watcher, hides=True)
    assert len(without) > 60, "the walk saw hardly anything"
    difference = first_difference(without, there)
    assert not difference, f"the wall has a hole: {difference}\n{blamed(worlds, watcher)}"


def test_a_person_who_is_not_hidden_is_seen_so_the_walk_would_see_a_hole(worlds):
    open_book = [Variant("nobody hides", {"recipients": ("state:UTO", "state:HTI")})]
    watcher = ("consular", "duty_officer")
    without, there = worlds.said(watcher, hides=False, variants=open_book), worlds.said(watcher, hides=True, variants=open_book)
    assert first_difference(without, there)
    seen = [line.partition("\n")[0] for line in there if line not in set(without)]
    for what in ("GET /people/", "search ", "find ", "exposure", "audience", "queue", "likely the same"):
        assert any(line.startswith(what) for line in seen), f"{what}: the walk would not see a hole there"
