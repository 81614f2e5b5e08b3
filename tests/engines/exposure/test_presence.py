"""Estimates of people who are on no list."""

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from safeconduct.engines.exposure import Circle, Presence, Range, band, expose


def share_of(area, *bands):
    return expose(bands, presence=[Presence("district", area, 100, 1000, 3000)]).shares[0]


def test_an_area_wholly_inside_counts_wholly():
    share = share_of(box(1, 1, 2, 2), band("wet", [box(0, 0, 5, 5)]))
    assert share.share == (1.0,) and share.people == (Range(100, 1000, 3000),) and share.at_most == (3000,)


def test_an_area_outside_counts_nothing():
    share = share_of(box(10, 1, 12, 2), band("wet", [box(0, 0, 5, 5)]))
    assert share.people == (Range(0, 0, 0),) and share.at_most == (0,)


def test_a_share_is_of_ground_and_not_of_degrees():
    """Between 0 and 60 degrees north lie sin(60) parts of the ground to the pole, not two thirds."""
    share = share_of(box(10, 0, 11, 90), band("wet", [box(0, 0, 20, 60)]))
    assert share.share[0] == pytest.approx(np.sin(np.radians(60)), abs=1e-6)
    assert share.people[0] == Range(86, 866, 2599) and share.at_most == (3000,)


def test_a_worse_band_counts_in_the_milder_too():
    share = share_of(box(0, 0, 4, 1), band("mild", [box(0, 0, 1, 1)]), band("worst", [box(1, 0, 2, 1)]))
    assert share.share == pytest.approx((0.5, 0.25), abs=1e-9)


@pytest.mark.parametrize("area", [box(178, 0, 182, 1), shapely.Polygon([(178, 0), (-178, 0), (-178, 1), (178, 1)])])
def test_an_area_across_the_antimeridian_is_one_area(area):
    assert share_of(area, band("wet", [box(-180, -5, -170, 5)])).share[0] == pytest.approx(0.5, abs=1e-9)


def test_a_circle_at_the_pole_has_the_area_of_a_cap():
    """A cap of 1,000 km on the sphere is 2 pi R^2 (1 - cos(1000 / 6371)); the whole is 4 pi R^2. The ellipsoid differs by under 1 %."""
    share = share_of(box(-180, -90, 180, 90), band("ice", circles=[Circle(50, 90, 1000)])).share[0]
    assert share == pytest.approx((1 - np.cos(1000 / 6371)) / 2, rel=0.01)


def test_sums_are_kept_by_group_and_rounded_once():
    third = box(0, 0, 3, 1)
    estimates = [Presence(str(i), third, 1, 1, 1, "ETH") for i in range(3)] + [Presence("x", third, 3, 6, 9, "PHL")]
    answer = expose([band("wet", [box(0, 0, 1, 1)])], presence=estimates)
    assert answer.presence == {"ETH": (Range(1, 1, 1),), "PHL": (Range(1, 2, 3),)}


@pytest.mark.parametrize("low, best, high", [(5, 4, 6), (1, 2, 1), (-1, 0, 1), (float("nan"), 1, 2)])
def test_an_estimate_that_contradicts_itself_is_refused(low, best, high):
    with pytest.raises(ValueError):
        Presence("district", box(0, 0, 1, 1), low, best, high)
