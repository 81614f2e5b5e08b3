"""
Build the basemap that needs no tile server, from the npm package `world-atlas` (Natural Earth, public domain).

    npm pack world-atlas@2.0.2          # anywhere outside the repository
    python tools/build_basemap.py path/to/world-atlas-2.0.2.tgz

Writes, into src/safeconduct/web/data/: basemap.json (1:50m), basemap-small.json (1:110m, for small
pictures) and PROVENANCE.md; into src/safeconduct/config/demo/: land.json (1:10m, Haiti and the Bahamas
and what lies round them, for the closer maps of the demo world). Needs the dev dependencies shapely and antimeridian. The same package
gives the same bytes.

Two traps are handled here. Arcs are simplified before they are put together, so neighbours keep one
border. Rings that cross ±180° are cut there, or a browser draws a line across the whole map. Five
features have no ISO number: every feature carries our own `code` (the alpha-3 code where there is one,
else one of the user-assigned codes below) and `iso3` only where ISO has one.
"""

import gzip
import hashlib
import json
import math
import sys
import tarfile
import warnings
from pathlib import Path

import antimeridian
from shapely import make_valid, set_precision
from shapely.geometry import LineString, MultiPolygon, Polygon, box, mapping, shape
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/safeconduct"
OWN_CODES = {
    "Kosovo": "XKX",
    "N. Cyprus": "XNC",
    "Somaliland": "XSL",
    "Siachen Glacier": "XSG",
    "Indian Ocean Ter.": "XIO",
    "Ashmore and Cartier Is.": "XAC",
}
NEAR = ("HTI", "DOM", "BHS", "CUB", "JAM", "TCA", "USA"), (-80.6, 17.4, -70.2, 27.6)
"""The countries and the box of the demo world's closer map."""
BUILDS = {
    "web/data/basemap.json": ("package/countries-50m.json", 0.05, 2, 0.0, None),
    "web/data/basemap-small.json": ("package/countries-110m.json", 0.25, 1, 0.3, None),
    "config/demo/land.json": ("package/countries-10m.json", 0.008, 3, 0.0002, NEAR),
}


def iso_codes():
    """{ISO number as three digits: alpha-3}, from tools/iso3166.txt."""
    rows = (ROOT / "tools/iso3166.txt").read_text().splitlines()
    return {word[:3]: word[5:] for row in rows if not row.startswith("#") for word in row.split()}


def arcs_of(topology, tolerance, decimals):
    """Every arc as absolute degrees, unwrapped where it crosses ±180°, simplified and rounded by itself: neighbours share it."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    raw = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        raw.append(unwrapped(points))
    rings = list(rings_of(topology))
    steps = [tolerance / narrowing(points) for points in raw]
    for indexes in rings:  # a small ring (Monaco, an island) sets a smaller step for its arcs, so it stays on the map
        west, south, east, north = LineString([p for i in indexes for p in raw[number(i)]]).bounds
        for i in indexes:
            steps[number(i)] = min(steps[number(i)], max(east - west, north - south) / 12)
    arcs = [simplified(*pair, decimals) for pair in zip(raw, steps, strict=True)]
    for _ in range(6):  # a ring that came to cross itself gets finer arcs, and so do its neighbours
        torn = {number(i) for indexes in rings if not sound(closed(unwrapped(ring(indexes, arcs)))) for i in indexes}
        for i in torn:
            steps[i] /= 2
            arcs[i] = simplified(raw[i], steps[i], decimals)
    return arcs


def rings_of(topology):
    """The arc numbers of every ring."""
    for geometry in topology["objects"]["countries"]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        yield from (indexes for rings in parts for indexes in rings)


def number(index):
    """Which arc is meant; TopoJSON writes one that runs backwards as its complement."""
    return index if index >= 0 else ~index


def narrowing(points):
    """How narrow a degree of longitude is there: coasts near the poles need no more detail than others."""
    return max(0.3, math.cos(math.radians(min(abs(lat) for _, lat in points))))


def unwrapped(points):
    """The same line without a jump of more than 180° between two points."""
    out = [points[0]]
    for lon, lat in points[1:]:
        turn = round((out[-1][0] - lon) / 360)
        out.append((lon + 360 * turn, lat))
    return out


def simplified(points, tolerance, decimals):
    """Fewer points, on the grid of `decimals`; a closed line keeps enough of them to stay a ring."""
    for step in (tolerance, tolerance / 3, tolerance / 10, 0):
        line = LineString(points).simplify(step, preserve_topology=False)
        kept = [(round(x, decimals), round(y, decimals)) for x, y in line.coords]
        kept = [p for i, p in enumerate(kept) if i == 0 or p != kept[i - 1]]
        if points[0] != points[-1] or len(set(kept)) >= 4:
            break
    return kept if len(kept) > 1 else kept * 2


def ring(indexes, arcs):
    """One closed ring out of its arcs, its longitudes continuous from the first point on."""
    points = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def polygons(geometry, arcs):
    """Each polygon of the geometry, in degrees that jump where it crosses ±180°."""
    for rings in parts_of(geometry, arcs):
        shell, *holes = (closed(unwrapped(ring(indexes, arcs))) for indexes in rings)
        holes = [[wrapped(p) for p in hole] for hole in holes if sound(hole)]
        if sound(shell):
            yield Polygon([wrapped(p) for p in shell], holes)
        elif len(set(shell)) >= 3:  # crosses itself in the source (Sudan in 1:110m does)
            mended = set_precision(make_valid(Polygon(shell, holes)), 1e-9)
            yield from (g for part in getattr(mended, "geoms", [mended]) for g in getattr(part, "geoms", [part]) if g.geom_type == "Polygon")


def parts_of(geometry, arcs):
    """The rings of each polygon. On a sphere a continent round the pole may stand as the hole of an island; here it is a part of its own."""
    for shell, *holes in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
        polar = [hole for hole in holes if round_the_pole(unwrapped(ring(hole, arcs)))]
        yield [shell, *(hole for hole in holes if hole not in polar)]
        yield from ([hole] for hole in polar)


def round_the_pole(line):
    return abs(line[0][0] - line[-1][0]) > 180


def closed(line):
    """The ring as it is, or, where it runs once round the world (Antarctica), closed along the pole."""
    if not round_the_pole(line):
        return line
    return [*line, (line[-1][0], -90), (line[0][0], -90), line[0]]


def sound(line):
    return len(set(line)) >= 4 and Polygon(line).is_valid


def wrapped(point):
    lon, lat = point
    return ((lon + 180) % 360 - 180 if abs(lon) > 180.0001 else max(-180.0, min(180.0, lon)), lat)


def cut(polygon):
    """The parts of one polygon on either side of ±180°; the one round the pole needs no cut."""
    if polygon.bounds[1] == -90:
        return [polygon]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fixed = antimeridian.fix_polygon(polygon)
    return list(fixed.geoms) if isinstance(fixed, MultiPolygon) else [fixed]


def rounded(pieces, decimals, smallest):
    """Valid polygons on the grid of `decimals`, largest always kept; others that collapse or are smaller than `smallest` square degrees are left out."""
    whole = MultiPolygon([p for p in (snap(p, decimals) for p in pieces) if p])
    if not whole.is_valid:  # only then: noding adds points that the neighbour's border does not have
        whole = set_precision(unary_union([make_valid(p).intersection(box(-180, -90, 180, 90)) for p in pieces]), 10.0**-decimals)
    parts = [g for g in getattr(whole, "geoms", [whole]) if g.geom_type == "Polygon" and not g.is_empty]
    parts.sort(key=lambda p: -p.area)
    return [orient(snap(p, decimals)) for i, p in enumerate(parts) if i == 0 or p.area > smallest]


def snap(polygon, decimals):
    """The same polygon with every point on the grid, or None when it collapses there."""

    def tidy(line):
        points = [tuple(round(v, decimals) for v in p) for p in line.coords]
        return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]

    shell, *holes = (tidy(line) for line in (polygon.exterior, *polygon.interiors))
    return Polygon(shell, [hole for hole in holes if len(hole) >= 4]) if len(shell) >= 4 else None


def features(topology, tolerance, decimals, smallest, near):
    if near:
        topology = only(topology, near[0])
    alpha3, seen, arcs = iso_codes(), set(), arcs_of(topology, tolerance, decimals)
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = OWN_CODES.get(name) or alpha3[geometry["id"]]
        if code in seen:
            raise SystemExit(f"{name}: the code {code} is used twice; add a line to OWN_CODES")
        seen.add(code)
        whole = [piece for polygon in polygons(geometry, arcs) for piece in cut(polygon)]
        if near:
            whole = [g for p in whole for g in polygons_in(p.intersection(box(*near[1])))]
        parts = rounded(whole, decimals, smallest)
        if not parts:
            raise SystemExit(f"{name}: nothing is left of it")
        body = mapping(MultiPolygon(parts) if len(parts) > 1 else parts[0])
        yield {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "iso3": None if code in OWN_CODES.values() else code, "name": name},
            "geometry": body,
        }


def only(topology, codes):
    """The topology with these countries and no other."""
    numbers = {number for number, code in iso_codes().items() if code in codes}
    kept = [g for g in topology["objects"]["countries"]["geometries"] if g.get("id") in numbers]
    return {**topology, "objects": {"countries": {"geometries": kept}}}


def polygons_in(geometry):
    return [g for g in getattr(geometry, "geoms", [geometry]) if g.geom_type == "Polygon" and not g.is_empty]


def collection(topology, *how):
    rows = sorted(features(topology, *how), key=lambda f: f["id"])
    for row in rows:
        geometry = shape(row["geometry"])
        if not geometry.is_valid:
            raise SystemExit(f"{row['id']}: the geometry is not valid after rounding")
        if any(abs(a[0] - b[0]) > 180 for p in getattr(geometry, "geoms", [geometry]) for a, b in pairs(p) if abs(a[1]) < 89.9):
            raise SystemExit(f"{row['id']}: a ring still crosses ±180°")
    return {"type": "FeatureCollection", "features": rows}


def pairs(polygon):
    points = list(polygon.exterior.coords)
    return zip(points, points[1:], strict=False)


PROVENANCE = """# Where the basemap comes from

| file | made from | simplified to | features | bytes | gzip | sha-256 |
|---|---|---|---|---|---|---|
{rows}

- Source: npm package `world-atlas` 2.0.2 (`{tarball}`), which is Natural Earth 4.1 as TopoJSON.
- Licence: Natural Earth is in the public domain; the package is ISC. No code of the package is here.
- Made by `tools/build_basemap.py`; the same package gives the same bytes. Do not edit the files by hand.
- `code` is ours: the ISO 3166-1 alpha-3 code where there is one, else a user-assigned one ({own}).
  `iso3` is null for those. Names are Natural Earth's short English names.
- `config/demo/land.json` holds only what lies in the box {box} of the countries it names.
- Rings are cut at ±180°; neighbours share their simplified border.

**Boundaries.** The boundaries, names and designations on these maps are those of the source (Natural Earth draws
who controls a territory in fact). They are for orientation, imply no opinion of the project or of anyone who runs
it on the legal status of any country, territory, city or area, and are too coarse to decide on which side of a
border a place lies.
"""


def main(tarball):
    raw = Path(tarball).read_bytes()
    rows = []
    with tarfile.open(tarball) as package:
        for name, (member, *how) in BUILDS.items():
            topology = json.load(package.extractfile(member))
            result = collection(topology, *how)
            text = json.dumps(result, ensure_ascii=False, separators=(",", ":")).replace(".0,", ",").replace(".0]", "]")
            data = text.encode()
            (OUT / name).parent.mkdir(parents=True, exist_ok=True)
            (OUT / name).write_bytes(data)
            size = len(gzip.compress(data, 9, mtime=0))
            digest = hashlib.sha256(data).hexdigest()
            source = member.removeprefix("package/")
            rows.append(f"| `{name}` | `{source}` | {how[0]}°, {how[1]} decimals | {len(result['features'])} | {len(data):,} | {size:,} | `{digest}` |")
    own = ", ".join(f"{code} {name}" for name, code in OWN_CODES.items())
    line = f"sha-256 {hashlib.sha256(raw).hexdigest()}"
    (OUT / "web/data/PROVENANCE.md").write_text(PROVENANCE.format(rows="\n".join(rows), tarball=line, own=own, box=NEAR[1]))
    print("\n".join(rows))


if __name__ == "__main__":
    main(sys.argv[1])
