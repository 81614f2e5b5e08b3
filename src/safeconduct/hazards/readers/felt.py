"""
How far an earthquake is felt, while no ShakeMap is at hand: circles about the epicentre.

An estimate of ours [D], marked as such wherever it is shown, and replaced as soon as contours arrive. Intensity falls with
magnitude M and distance R to the focus as  a + b M + c ln sqrt(R^2 + (near_a + near_b e^(M-5))^2) + far ln(R / 50 km) beyond
50 km; the numbers stand in ``data/sources.json`` and are not quoted from any standard. Ground, direction and the length of the
fault are left out, so the true area differs, for a large earthquake along a fault by a factor of two and more.
"""

from __future__ import annotations

from math import exp, hypot, log

from ..kinds import data
from .model import Circle


def felt_circles(lon: float, lat: float, magnitude: float, depth_km: float) -> tuple[Circle, ...]:
    """Circles of MMI 4, 5, 6 ... (largest first) in kilometres; () where nobody would feel it."""
    set_ = data("sources.json")["felt"]
    out = []
    for level in set_["levels"]:
        km = felt_km(magnitude, depth_km, level)
        if km >= 1.0:
            out.append(Circle(lon, lat, km, f"MMI {level:g}", level))
    return tuple(out)


def felt_km(magnitude: float, depth_km: float, level: float) -> float:
    """The distance on the ground (km) within which intensity ``level`` is reached; 0 where it is reached nowhere."""
    low, high = 0.0, data("sources.json")["felt"]["most_km"]
    if intensity(magnitude, depth_km, low) < level:
        return 0.0
    if intensity(magnitude, depth_km, high) >= level:
        return high
    while high - low > 0.1:
        middle = (low + high) / 2
        low, high = (middle, high) if intensity(magnitude, depth_km, middle) >= level else (low, middle)
    return round(low, 1)


def intensity(magnitude: float, depth_km: float, ground_km: float) -> float:
    """Our estimate of MMI at ``ground_km`` from the epicentre of an earthquake ``depth_km`` deep."""
    set_ = data("sources.json")["felt"]
    magnitude = min(max(magnitude, 0.0), 9.6)
    focus = max(hypot(ground_km, max(depth_km, 1.0)), 1.0)
    near = set_["near_a"] + set_["near_b"] * exp(magnitude - 5.0)
    far = set_["far"] * log(focus / set_["far_from_km"]) if focus > set_["far_from_km"] else 0.0
    return set_["a"] + set_["b"] * magnitude + set_["c"] * log(hypot(focus, near)) + far


def step(table: list, value: float) -> str:
    """The word of the first row whose threshold ``value`` reaches."""
    return next((word for least, word in table if value >= least), table[-1][1])
