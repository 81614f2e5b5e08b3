"""The demo world's areas, places and ways, as plain dicts; made by tools/build_demo_geography.py."""

import json
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
LAND = HERE / "land.json"
"""The closer map (1:10m) of both areas, for `web.geo.land_paths(view, land=LAND)`."""
QUAKE_AREA = (-74.6, 17.9, -71.6, 18.95)
STORM_AREA = (-79.4, 24.6, -75.9, 27.4)
"""(west, south, east, north) of the two areas, for `web.geo.View.of`."""


@lru_cache
def areas():
    """
    Areas in the order of their paths' levels, parents first: two countries, their first and their second level.

    Each: code (P-code pattern), path ("HTI/HT01/HT0111"), level 0-2, name (official), names ({language: text}), parent
    (code or None), lon, lat (main town), people (about, or None), zone (IANA), languages, emergency ({police, ambulance,
    fire: number}), geometry (GeoJSON, approximate and of our making). A country is only the part that the demo shows.
    """
    features = json.loads((HERE / "areas.json").read_text(encoding="utf-8"))["features"]
    return tuple(sorted((f["properties"] | {"geometry": f["geometry"]} for f in features), key=lambda a: (a["level"], a["path"])))


@lru_cache
def places():
    """
    Missions of Utopia, airports, ports, crossings, assembly points and sites.

    Each: code, kind (embassy, consulate, field_post, airport, port, crossing, assembly_point, reception_centre, shelter,
    hospital), name, lon, lat, area (code), path, country, zone, status (open, restricted, shut, damaged, full, planned),
    note, capacity (people or None), emergency (the number to call there).
    """
    return tuple(json.loads((HERE / "places.json").read_text(encoding="utf-8"))["places"])


@lru_cache
def ways():
    """Roads and ferries: code, kind (road, sea), name, status (open, restricted, shut), note, line ([[lon, lat], …])."""
    return tuple(json.loads((HERE / "places.json").read_text(encoding="utf-8"))["ways"])
