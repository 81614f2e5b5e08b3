"""Who is inside a hazard, as far as an actor may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from safeconduct.engines import exposure as engine
from safeconduct.hazards import footprints
from safeconduct.hazards.models import Hazard
from safeconduct.hazards.queries.cards import HazardCard, hazard
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import queries as people
from safeconduct.places import queries as places

STALE_DAYS = 180


@dataclass(frozen=True)
class Inside:
    """Somebody who is inside, in which band (1 is the mildest), and whether that is certain."""

    person_id: int
    band: int
    certain: bool


@dataclass(frozen=True)
class ExposureCard:
    """Who is inside, in numbers, as far as the actor may see. Certain and possible count everybody once, in their own band."""

    at: datetime
    bands: tuple[str, ...]
    certain: tuple[int, ...]
    possible: tuple[int, ...]
    by_nationality: dict[str, tuple[int, int]]
    by_language: dict[str, tuple[int, int]]
    by_need: dict[str, tuple[int, int]]
    estimated: dict[str, tuple[int, int, int]]
    without_position: int
    spots: tuple[tuple[float, float, int], ...] = ()  # longitude, latitude, people: of those inside, gathered to some hundred points

    @property
    def total(self) -> tuple[int, int]:
        """All who are certainly inside, and all who are possibly."""
        return sum(self.certain), sum(self.possible)


def inside(actor: Actor, uid: UUID, at: datetime, *, bands: list[int] | None = None, possible: bool = True) -> list[Inside]:
    """Everybody on file whom the actor may see and who is inside, the worst band first."""
    found = exposed(actor, hazard(actor, uid), at)
    if found is None:
        return []
    ids, _cells, answer = found
    out = [
        Inside(int(ids[row]), int(band), bool(certain))
        for row, band, certain in zip(answer.who, answer.band, answer.certain, strict=True)
        if (possible or certain) and (bands is None or int(band) in bands)
    ]
    return sorted(out, key=lambda one: (-one.band, one.person_id))


@dataclass(frozen=True, eq=False)
class Sight:
    """Who is inside one hazard at one moment, as one actor sees it, read once for several tables. ``answer`` is None without a footprint."""

    card: HazardCard
    at: datetime
    bands: list[engine.Band]
    presence: list[places.PresenceCard]
    ids: np.ndarray
    cells: np.ndarray
    answer: engine.Exposure | None
    facts: dict[int, people.Facts]
    exercise: bool


def sight(actor: Actor, card: HazardCard, at: datetime) -> Sight:
    """Read who is inside, the plain facts by which they are counted, and what is estimated. Three statements and one for each 900 people."""
    bands, presence = footprints.engine_bands(card.bands), newest_presence(actor)
    if not bands:
        return Sight(card, at, bands, presence, np.empty(0, np.int64), np.empty(0, np.int64), None, {}, bool(actor.space))
    ids, cells, answer = _asked(actor, bands, _cover(bands), at)
    return Sight(card, at, bands, presence, ids, cells, answer, people.facts_for_counts(actor, [int(ids[row]) for row in answer.who]), bool(actor.space))


def exposed(actor: Actor, card: HazardCard, at: datetime):
    """Ids and cells of the people near, and the engine's answer about them; None where the hazard has no footprint."""
    bands = footprints.engine_bands(card.bands)
    return _asked(actor, bands, _cover(bands), at) if bands else None


def _cover(bands):
    return engine.cover(bands, budget=300, margin_m=5000.0)


def _asked(actor: Actor, bands, cover, at: datetime):
    ids, cells, accuracy, ages = people.positions(actor, cover, at)
    order = np.argsort(cells, kind="stable")
    crowd = engine.People(cells[order], accuracy[order], ages[order])
    return ids[order], cells[order], engine.expose(bands, crowd, stale_after_days=STALE_DAYS, digest=False)


def bands(uid: UUID) -> list[engine.Band]:
    """The footprint of a hazard as the engine takes it, mildest band first; ``NotFound`` where there is no such hazard."""
    row = Hazard.objects.filter(uid=uid).only("bands").first()
    if row is None:
        raise NotFound()
    return footprints.engine_bands(row.bands)


def counts_of(actors: list[Actor], uid: UUID, at: datetime) -> list[tuple[int, int]]:
    """(certainly inside, certainly or possibly inside) for each of these actors; the footprint is worked out once."""
    shapes = bands(uid)
    if not shapes:
        return [(0, 0)] * len(actors)
    cover, out = _cover(shapes), []
    for actor in actors:
        _ids, _cells, answer = _asked(actor, shapes, cover, at)
        sure = int(answer.total.certain.sum())
        out.append((sure, sure + int(answer.total.possible.sum())))
    return out


def _spots(cells: np.ndarray, card: HazardCard) -> tuple[tuple[float, float, int], ...]:
    """People gathered to a grid of some 150 squares across: nobody's own place is in it."""
    if not len(cells) or card.bbox is None:
        return ()
    lon, lat = engine.position(cells)
    west, south, east, north = card.bbox
    step = max((east - west) / 150, (north - south) / 150, 0.01)
    grid = np.stack([np.floor(lon / step), np.floor(lat / step)])
    places_, counts = np.unique(grid, axis=1, return_counts=True)
    return tuple((float((x + 0.5) * step), float((y + 0.5) * step), int(n)) for x, y, n in zip(*places_, counts, strict=True))


def exposure(actor: Actor, uid: UUID, at: datetime, seen: Sight | None = None) -> ExposureCard:
    """Who is inside a hazard now: bands, nationalities, languages, needs, and estimates of people who are not on file. ``seen`` where it was read already."""
    seen = seen or sight(actor, hazard(actor, uid), at)
    card, answer, ids, cells, facts = seen.card, seen.answer, seen.ids, seen.cells, seen.facts
    if answer is None:
        return ExposureCard(at, (), (), (), {}, {}, {}, {}, people.without_position(actor))
    tables: dict[str, Counter] = {"nationality": Counter(), "language": Counter(), "needs": Counter()}
    for row, certain in zip(answer.who, answer.certain, strict=True):
        fact = facts.get(int(ids[row]))
        if fact is None:
            continue
        sure = bool(certain)
        tables["nationality"][fact.nationality or "?", sure] += 1
        tables["language"][fact.language or "?", sure] += 1
        for need in fact.needs:
            tables["needs"][need, sure] += 1
    split = {name: {key: (t[key, True], t[key, False]) for key in sorted({k for k, _ in t})} for name, t in tables.items()}
    return ExposureCard(
        at,
        answer.bands,
        tuple(int(x) for x in answer.total.certain[:, 0]),
        tuple(int(x) for x in answer.total.possible[:, 0]),
        split["nationality"],
        split["language"],
        split["needs"],
        {one.name: (one.people[0].low, one.people[0].best, one.people[0].high) for one in _shares(seen) if one.people and one.people[0].high},
        people.without_position(actor),
        _spots(cells[answer.who], card),
    )


def newest_presence(actor: Actor) -> list[places.PresenceCard]:
    """The newest month of each source for each area: of nationals for the organ of a State, of everybody for others."""
    newest: dict[tuple[str, str, str], places.PresenceCard] = {}
    for one in places.presence(nationality=actor.state):
        newest.setdefault((one.path, one.nationality, one.source), one)
    return list(newest.values())


def _shares(seen: Sight) -> tuple[engine.Share, ...]:
    """Estimates of areas that the footprint may touch, each times the part that is inside. One statement."""
    if seen.card.bbox is None:
        return ()
    shapes = places.shapes({one.path for one in seen.presence})
    west, south, east, north = seen.card.bbox
    asked = []
    for one in seen.presence:
        shape = shapes.get(one.path)
        if shape is None:
            continue
        w, s, e, n = shape.bounds
        if w <= east and e >= west and s <= north and n >= south:
            asked.append(engine.Presence(f"{one.path} {one.source}", shape, one.low, one.best if one.best is not None else (one.low + one.high) / 2, one.high, one.nationality))
    return engine.expose(seen.bands, presence=asked, digest=False).shares
