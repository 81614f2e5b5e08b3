"""
Distances on the earth: the ellipsoid WGS 84, in metres, also across +-180 and near the poles.

Inverse and direct geodesics after T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid", Survey Review
XXIII (176), 1975; good to a millimetre. Near the antipode the inverse does not settle: such a pair is
given as infinitely far, which is right for every radius that is accepted here.
"""

from __future__ import annotations

import numpy as np

A = 6378137.0
F = 1 / 298.257223563
B = A * (1 - F)
FARTHEST_KM = 9_000.0
"""The largest radius that is accepted: such a circle holds at most one pole, and the inverse geodesic settles well beyond it."""

METRES_A_DEGREE = 110_574.0
"""A degree of latitude is nowhere shorter (it is shortest at the equator)."""


def distance_m(lon1, lat1, lon2, lat2):
    """
    Geodesic distance in metres between two positions in degrees; scalars or arrays that broadcast; float64.

    Infinite where the two are within about 1 % of being antipodes.
    """
    lon1, lat1, lon2, lat2 = np.broadcast_arrays(*(np.asarray(v, np.float64) for v in (lon1, lat1, lon2, lat2)))
    shape = lon1.shape
    span = np.radians((lon2 - lon1 + 180) % 360 - 180).ravel()
    u1, u2 = (np.arctan((1 - F) * np.tan(np.radians(v.ravel()))) for v in (lat1, lat2))
    su1, cu1, su2, cu2 = np.sin(u1), np.cos(u1), np.sin(u2), np.cos(u2)

    out = np.full(span.shape, np.inf)
    todo, lam = np.arange(span.size), span.copy()
    for _ in range(60):
        if not todo.size:
            break
        new, metres = _vincenty(lam[todo], span[todo], su1[todo], cu1[todo], su2[todo], cu2[todo])
        settled = np.abs(new - lam[todo]) < 1e-12
        lam[todo] = new
        out[todo[settled]] = metres[settled]
        todo = todo[~settled & (np.abs(new) <= np.pi)]
    return out.reshape(shape)[()]


def _vincenty(lam, span, su1, cu1, su2, cu2):
    """One step of the inverse: the next longitude difference, and the distance that the present one gives."""
    sl, cl = np.sin(lam), np.cos(lam)
    ss = np.hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
    cs = su1 * su2 + cu1 * cu2 * cl
    sigma = np.arctan2(ss, cs)
    with np.errstate(divide="ignore", invalid="ignore"):
        sa = np.where(ss > 0, cu1 * cu2 * sl / ss, 0.0)
        ca2 = 1 - sa**2
        cm = np.where(ca2 > 1e-15, cs - 2 * su1 * su2 / ca2, 0.0)
    c = F / 16 * ca2 * (4 + F * (4 - 3 * ca2))
    new = span + (1 - c) * F * sa * (sigma + c * ss * (cm + c * cs * (2 * cm**2 - 1)))
    u = ca2 * (A**2 - B**2) / B**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    correction = big_b * ss * (cm + big_b / 4 * (cs * (2 * cm**2 - 1) - big_b / 6 * cm * (4 * ss**2 - 3) * (4 * cm**2 - 3)))
    return new, B * big_a * (sigma - correction)


def ring(lon, lat, radius_m, points=256):
    """
    The outline of a geodesic circle, counter-clockwise: longitudes and latitudes in degrees, two arrays of ``points``.

    For drawing and for areas; whether a person is inside a circle is always decided by ``distance_m``.
    """
    azimuth = -np.linspace(0, 2 * np.pi, points, endpoint=False)
    u1 = np.arctan((1 - F) * np.tan(np.radians(np.clip(lat, -89.99999999, 89.99999999))))
    su1, cu1, sz, cz = np.sin(u1), np.cos(u1), np.sin(azimuth), np.cos(azimuth)
    sigma1, sa = np.arctan2(np.tan(u1), cz), cu1 * sz
    ca2 = 1 - sa**2
    u = ca2 * (A**2 - B**2) / B**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    sigma = radius_m / (B * big_a)
    for _ in range(12):
        cm, ss, cs = np.cos(2 * sigma1 + sigma), np.sin(sigma), np.cos(sigma)
        inner = cs * (2 * cm**2 - 1) - big_b / 6 * cm * (4 * ss**2 - 3) * (4 * cm**2 - 3)
        sigma = radius_m / (B * big_a) + big_b * ss * (cm + big_b / 4 * inner)
    cm, ss, cs = np.cos(2 * sigma1 + sigma), np.sin(sigma), np.cos(sigma)
    lat2 = np.arctan2(su1 * cs + cu1 * ss * cz, (1 - F) * np.hypot(sa, su1 * ss - cu1 * cs * cz))
    lam = np.arctan2(ss * sz, cu1 * cs - su1 * ss * cz)
    c = F / 16 * ca2 * (4 + F * (4 - 3 * ca2))
    away = lam - (1 - c) * F * sa * (sigma + c * ss * (cm + c * cs * (2 * cm**2 - 1)))
    return (lon + np.degrees(away) + 180) % 360 - 180, np.degrees(lat2)


def xyz(lon, lat):
    """The positions in space on the ellipsoid: metres from the centre of the earth, shape (n, 3)."""
    lon, lat = np.radians(lon), np.radians(lat)
    e2 = F * (2 - F)
    n = A / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.stack([n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - e2) * np.sin(lat)], -1)


def widths_deg(lat, metres):
    """
    Half-widths in degrees of longitude and latitude of a box that surely holds the circle of ``metres`` about ``lat``.

    Arrays that broadcast. The longitude half-width is 180 where the circle may reach a pole.
    """
    lat, metres = np.broadcast_arrays(np.asarray(lat, np.float64), np.asarray(metres, np.float64))
    tall = metres / METRES_A_DEGREE * 1.0001
    with np.errstate(invalid="ignore"):
        sine = np.sin(np.radians(np.minimum(tall * 1.01, 90))) / np.maximum(np.cos(np.radians(lat)), 1e-12)
    reaches = (np.abs(lat) + tall * 1.01 >= 90) | (sine >= 1)
    wide = np.where(reaches, 180.0, np.degrees(np.arcsin(np.minimum(sine, 1))) * 1.0001)
    return wide, tall
