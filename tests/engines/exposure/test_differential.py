"""Ten thousand polygon x point cases against shapely's ``covers``: nobody is wrongly in, wrongly out, or in the wrong band."""

import numpy as np
import pytest

from safeconduct.engines.exposure import Codes, People, band, cover, expose, morton, refine

from . import shapes

POINTS = 48
KINDS = ("plain", "hole", "neighbours", "antimeridian", "pole", "nested")


def drawing(kind, r):
    """Bands (mildest first) of drawn shapes of one kind."""
    corners = int(r.integers(4, 40))
    x, y, size = r.uniform(-170, 170), r.uniform(-70, 70), float(np.exp(r.uniform(-3, 2)))
    if kind == "hole":
        inner = shapes.star(r, x, y, size * 0.2, int(r.integers(3, 9)))
        return [[shapes.drawn([shapes.star(r, x, y, size, max(corners, 24)), inner])]]
    if kind == "neighbours":
        return neighbours(r, x, y, size)
    if kind == "antimeridian":
        return [[shapes.drawn([shapes.star(r, r.choice([-180, 180]) + size * r.uniform(-0.4, 0.4), y, size, corners)])]]
    if kind == "pole":
        return [[shapes.polar(r, bool(r.integers(2)), corners)]]
    if kind == "nested":
        return [[shapes.drawn([shapes.star(r, x, y, size * part, corners)])] for part in (1.0, 0.6, 0.3)]
    return [[shapes.drawn([shapes.star(r, x, y, size, corners)])]]


def neighbours(r, x, y, size):
    """A box parted by a zigzag that both sides share; both in one band, or the eastern in a worse one."""
    west, east, mid = shapes.column(x - size), shapes.column(x + size), shapes.column(x)
    south, north = shapes.row(y - size / 2), shapes.row(y + size / 2)
    steps = np.sort(r.choice(np.arange(south // shapes.STEP + 1, north // shapes.STEP), 5, replace=False)) * shapes.STEP
    wiggle = shapes.column(x + size * r.uniform(-0.5, 0.5, 5))
    zigzag = np.vstack([[mid, south], np.column_stack([wiggle, steps]), [mid, north]])
    left = np.vstack([zigzag, [west, north], [west, south], zigzag[:1]])
    right = np.vstack([zigzag, [east, north], [east, south], zigzag[:1]])
    both = [shapes.drawn([left]), shapes.drawn([right])]
    return [both] if r.integers(2) else [both[:1], both[1:]]


def points(drawn, r):
    """Cells (columns, rows) for one drawing: half of them exactly on corners and edges, of holes and shared borders too."""
    rings = [ring for shape in drawn for ring in shape.rings]
    corners, edges = shapes.on_corners(r, rings, POINTS // 4), shapes.on_edges(r, rings, POINTS // 4)
    return np.concatenate([corners, edges, shapes.beside(r, edges), shapes.anywhere(r, rings, POINTS - 3 * (POINTS // 4))])


def all_cases():
    """Drawings with their points and the truth, over 10,000 polygon x point cases."""
    for i in range(216):
        r = np.random.default_rng(1000 + i)
        drawn = drawing(KINDS[i % len(KINDS)], r)
        cells = points([shape for of_band in drawn for shape in of_band], r)
        number = morton.interleave(cells[:, 0], cells[:, 1])
        x, y = morton.position(number)
        truth = np.zeros(len(x), int)
        for k, of_band in enumerate(drawn, 1):
            truth[shapes.covered([shape.truth for shape in of_band], x, y)] = k
        yield KINDS[i % len(KINDS)], [band(str(k), [shape.given for shape in of_band]) for k, of_band in enumerate(drawn, 1)], number, truth


@pytest.fixture(scope="module")
def cases():
    return list(all_cases())


def test_there_are_ten_thousand_cases_and_they_are_not_one_sided(cases):
    assert sum(len(number) for _, _, number, _ in cases) >= 10_000
    inside = np.concatenate([truth > 0 for *_, truth in cases])
    assert 0.3 < inside.mean() < 0.9


def test_points_on_corners_and_edges_are_inside_by_shapely_itself(cases):
    for kind, _, _, truth in cases:
        assert (truth[: POINTS // 2] > 0).all(), kind


def test_refine_says_what_shapely_covers_says(cases):
    wrong = [(kind, int((refine(bands, *morton.position(number)) != truth).sum())) for kind, bands, number, truth in cases]
    assert [w for w in wrong if w[1]] == []


@pytest.mark.parametrize("budget", [1, 40, 400])
def test_cover_and_refine_together_say_what_shapely_covers_says(cases, budget):
    for kind, bands, number, truth in cases:
        runs = cover(bands, budget=budget)
        at = np.searchsorted(runs.lo, number, "right") - 1
        in_run = (at >= 0) & (number <= runs.hi[np.maximum(at, 0)])
        known, top = np.where(in_run, runs.band[at], 0), np.where(in_run, runs.top[at], 0)
        settled = known == top
        assert (known[settled] == truth[settled]).all(), kind
        assert (refine(bands, *morton.position(number), known, top) == truth).all(), kind


@pytest.mark.parametrize("budget", [0, 200])
@pytest.mark.parametrize("ordered", [True, False])
def test_expose_says_what_shapely_covers_says(cases, budget, ordered):
    for kind, bands, number, truth in cases:
        people = People(number, groups={"nationality": Codes(np.arange(len(number)) % 3, ("ETH", "PHL", "UTO"))})
        back = np.arange(len(number))
        if ordered:
            people, back = people.order()
        answer = expose(bands, people, budget=budget)
        found = np.zeros(len(number), int)
        found[back[answer.who]] = answer.band
        assert (found == truth).all(), kind
        assert answer.certain.all() and answer.total.certain.sum() == (truth > 0).sum()
        for nat in range(3):
            for k in range(1, len(bands) + 1):
                assert answer.tables["nationality"].certain[k - 1, nat] == ((truth == k) & (np.arange(len(number)) % 3 == nat)).sum()
