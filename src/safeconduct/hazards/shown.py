"""From cards to what the templates draw: figures, tables, the map. No reads of rows, no decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import shapely
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.hazards import footprints, queries, words
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.figures import Figure
from safeconduct.places import queries as places
from safeconduct.standards import load
from safeconduct.web.drawn import Band, Map, Spot
from safeconduct.web.languages import own_name


def ranged(label: Any, certain: int, possible: int, *, source: Any = "", as_of: datetime | None = None, exercise: bool = False, url: str = "") -> Figure:
    """How many are inside: one number where all are certain, else the range from those who certainly are to those who possibly are."""
    meaning = _("People on file whom you may see. The lower number are certainly inside; the higher one counts also those whose position is old or not exact.")
    if certain == possible:
        return Figure(label, value=certain, definition=meaning, source=source, as_of=as_of, exercise=exercise, url=url)
    return Figure(label, low=certain, high=possible, definition=meaning, source=source, as_of=as_of, exercise=exercise, url=url)


def threat(one: queries.Threat, language: str) -> dict[str, Any]:
    """A row of the list."""
    name, tag = queries.known_as(one.hazard, language)
    url = reverse("hazards:hazard", args=[one.hazard.uid])
    figure = None
    if one.possible is not None:
        figure = ranged(_("Inside"), one.certain or 0, one.possible, source=_("Register, last known positions"), as_of=one.hazard.counted_at, url=url)
    return {
        "card": one.hazard, "name": name, "language": tag, "url": url, "kind": words.kind_name(one.hazard.kind), "severity": words.SEVERITIES.get(one.severity, one.severity),
        "mark": words.MARKS.get(one.severity, "off"), "sources": one.sources, "proposes": one.proposes, "inside": figure,
    }  # fmt: skip


def total_inside(threats: list[queries.Threat]) -> Figure | None:
    """The largest count of one threat: counts of several overlap, so they are never added up."""
    counted = [one for one in threats if one.possible]
    most = max(counted, key=lambda one: one.possible or 0, default=None)
    return ranged(_("Inside"), most.certain or 0, most.possible or 0, as_of=most.hazard.counted_at) if most else None


def assessment(one: queries.AssessmentCard, now: datetime) -> dict[str, Any]:
    """A judgement that is asked for, with whether it is late."""
    late = one.state == "open" and one.due_at < now
    figure = ranged(_("Inside"), one.inside_low or 0, one.inside_high, as_of=one.opened_at) if one.inside_high is not None else None
    concluded = {"message": _("write to the people inside"), "crisis": _("a crisis was opened"), "no_action": _("nothing to do")}.get(one.state, "")
    state, said = ("late", _("late")) if late else ("wait", _("waits")) if one.state == "open" else ("ok", _("judged"))
    return {"card": one, "late": late, "state": state, "said": said, "inside": figure, "rule": words.RULES.get(one.rule, one.rule), "concluded": concluded}


def figures(exposure: queries.ExposureCard, actor: Actor) -> list[Figure]:
    """The answer in one line of figures."""
    certain, more = exposure.total
    drill = actor.space != 0
    out = [ranged(_("Inside"), certain, certain + more, source=_("Register, last known positions"), as_of=exposure.at, exercise=drill)]
    unknown = Figure(
        _("Nobody knows where"), value=exposure.without_position, as_of=exposure.at, source=_("Register"), exercise=drill,
        definition=_("People on file of whom no position is known: they may be inside and are in no number above."),
    )  # fmt: skip
    return [*out, unknown]


def bands(exposure: queries.ExposureCard) -> list[dict[str, Any]]:
    """By band, the worst first: everybody stands once, in their own band."""
    rows = [
        {"name": words.band_name(name), "sign": words.band_sign(name, place), "figure": ranged(words.band_name(name), sure, sure + may, as_of=exposure.at), "number": place}
        for place, (name, sure, may) in enumerate(zip(exposure.bands, exposure.certain, exposure.possible, strict=True), 1)
    ]
    return rows[::-1]


def splits(exposure: queries.ExposureCard) -> list[dict[str, Any]]:
    """By nationality, language and need: tables of the same people, most first."""
    needs = {entry.key: entry.name for entry in load.special_needs()}
    parts = [
        (_("Nationality"), exposure.by_nationality, country_name, False), (_("Language"), exposure.by_language, language_name, False),
        (_("What a rescuer must bring"), exposure.by_need, lambda code: _(str(needs.get(code, code))), True),
    ]  # fmt: skip
    out = []
    for title, table, name, some in parts:
        rows = sorted(table.items(), key=lambda item: -(item[1][0] + item[1][1]))
        out.append({"title": title, "some": some, "rows": [{"name": name(code), "figure": ranged(name(code), sure, sure + may)} for code, (sure, may) in rows]})
    return out


def country_name(code: str) -> str:
    """A nationality in the reader's language."""
    try:
        names = load.country(code).names
    except KeyError:
        return _("not stated") if code == "?" else code
    language = get_language() or "en"
    return names.get(language) or names.get(language.split("-")[0]) or names.get("en") or code


def language_name(code: str) -> str:
    """A language by its own name."""
    if code == "?":
        return _("not stated")
    known = own_name(code)
    if known and known != code:
        return known
    try:
        names = load.language(code)
    except KeyError:
        return code
    return getattr(names, "own_name", "") or getattr(names, "endonym", "") or getattr(names, "name", code)


def estimates(exposure: queries.ExposureCard) -> list[dict[str, Any]]:
    """How many are thought to be inside beside those on file: one row an area and source, never added up."""
    rows = []
    for group, (low, best, high) in sorted(exposure.estimated.items()):
        path, source = group.split(" ", 1)
        area = places.area(path)
        figure = Figure(
            area.name if area else path, low=round(low), best=round(best), high=round(high), source=source,
            definition=_("Estimate for the area, times the part of it that is inside."),
        )  # fmt: skip
        rows.append({"area": area.name if area else path, "source": source, "figure": figure})
    return rows


def areas(held: queries.ByArea, list_url: str) -> dict[str, Any]:
    """The table by area in words; a row with people leads to them where ``list_url``, the list of everybody inside, is given."""
    rows = []
    for one in held.rows:
        name = held.bands[one.band - 1] if one.band else ""
        rows.append({
            "card": one, "band": words.band_name(name) if one.band else "", "sign": words.band_sign(name, one.band) if one.band else "",
            "inside": _span(one, held.at, held.exercise), "url": f"{list_url}?{urlencode({'area': one.path})}" if list_url and one.inside != 0 else "",
            "estimates": [_estimated(told) for told in one.estimates],
        })  # fmt: skip
    return {"at": held.at, "rows": rows}


def _span(one: queries.AreaInside, at: datetime, exercise: bool) -> Figure | None:
    """How many are inside an area: from those who certainly are; from nobody where that number is withheld; None where all is."""
    if one.inside is None:
        return None
    certain = 0 if one.certain is None else one.certain
    return ranged(one.name, certain, one.inside, source=_("Register, last known positions"), as_of=at, exercise=exercise)


def _estimated(one: queries.Estimated) -> dict[str, Any]:
    """An estimate of an area times the part that is inside: a range, its best where the source gives one, its source and month."""
    figure = Figure(
        one.source, low=one.low, best=one.best, high=one.high, source=one.source, definition=_("Estimate for the area, times the part of it that is inside."),
    )  # fmt: skip
    return {"figure": figure, "source": one.source, "month": one.month, "part": round(100 * one.share), "of": country_name(one.nationality) if one.nationality else ""}


def picture(card: queries.HazardCard, exposure: queries.ExposureCard, name: str, may_read: bool) -> Map | None:
    """The footprint, people as counted cells, places with a door; links to these where the reader may read about them."""
    if card.bbox is None:
        return None
    box = _widened(card.bbox)
    drawn = footprints.engine_bands(card.bands)
    count = len(drawn)
    shapes = [
        Band(max(1, 4 - (count - place)), words.band_sign(band.name, place), words.band_name(band.name), shapely.union_all(band.pieces))
        for place, band in enumerate(drawn, 1)
        if band.pieces
    ]
    named = _near([spot[:2] for spot in exposure.spots], box)
    spots = [Spot(lon, lat, people, name_) for (lon, lat, people), name_ in zip(exposure.spots, named, strict=True)]
    sites = places.sites(bbox=box, kinds=["mission", "airport", "port", "crossing", "assembly_point", "hub"])[:12]
    pins = [places.drawn(site, reverse("places:site", args=[site.uid]) if may_read else "") for site in sites]
    worst = words.band_name(exposure.bands[-1]) if exposure.bands else ""
    certain, more = exposure.total
    about = _("The footprint of %(name)s. Worst band: %(worst)s. %(low)s to %(high)s people are inside. All values stand in the tables of this page.") % {
        "name": name, "worst": worst, "low": certain, "high": certain + more,
    }  # fmt: skip
    source = _("Footprint: our estimate, not the source's.") if card.estimated else _("Footprint: as the source drew it.")
    return Map(_("Map of the hazard"), about, box, shapes, spots, pins, (), source, exposure.without_position)


def _widened(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box with a rim of a tenth, never narrower than a quarter of a degree."""
    west, south, east, north = box
    across, down = max((east - west) * 0.1, 0.12), max((north - south) * 0.1, 0.12)
    return max(west - across, -180.0), max(south - down, -89.9), min(east + across, 180.0), min(north + down, 89.9)


def _near(spots: list[tuple[float, float]], box) -> list[str]:
    """The name of the area whose middle is nearest to each spot."""
    west, south, east, north = box
    middles = [(one.lon, one.lat, one.name) for one in places.areas() if one.level >= 2 and one.lon is not None and west <= one.lon <= east and south <= one.lat <= north]
    if not middles:
        return [""] * len(spots)
    tree = shapely.STRtree([shapely.Point(lon, lat) for lon, lat, _name in middles])
    return [middles[at][2] for at in tree.nearest([shapely.Point(spot) for spot in spots])] if spots else []


def alert(one: queries.AlertCard) -> dict[str, Any]:
    """An alert with its blocks, and whether it still stands."""
    state, said = ("ok", _("stands"))
    if one.withdrawn_at:
        state, said = "off", _("withdrawn")
    elif one.msg_type == "Cancel":
        state, said = "off", _("cancels")
    elif one.proposes:
        state, said = "bad", _("may propose a message")
    return {"card": one, "state": state, "said": said, "severity": words.SEVERITIES.get(one.severity, one.severity), "name": one.sender_name or one.sender}


def feed(one: queries.FeedCard, now: datetime) -> dict[str, Any]:
    """A feed and how it goes: an error, silence, or well."""
    if not one.active:
        state, said = "off", _("stopped")
    elif one.last_error:
        state, said = "bad", _("does not answer")
    elif one.last_ok_at is None:
        state, said = "wait", _("not looked at yet")
    elif now - one.last_ok_at > timedelta(seconds=4 * one.every_seconds + 120):
        state, said = "late", _("not looked at in time")
    else:
        state, said = "ok", _("heard")
    return {"card": one, "state": state, "said": said, "minutes": one.every_seconds // 60}


def receipt(one: queries.ReceiptCard) -> dict[str, Any]:
    """A receipt with its mark and word."""
    return {"card": one, "state": words.OUTCOME_MARKS.get(one.outcome, "off"), "said": words.OUTCOMES.get(one.outcome, one.outcome)}


def taken(actor: Actor, files) -> list[dict[str, Any]]:
    """What came of each file, and to which hazards it leads."""
    rows = []
    for one in files:
        hazards = {}
        for uid in one.alerts[:20]:
            held = queries.alert(actor, uid)
            if held.hazard_uid:
                hazards[held.hazard_uid] = reverse("hazards:hazard", args=[held.hazard_uid])
        rows.append({"file": one, "state": words.OUTCOME_MARKS[one.outcome], "said": words.OUTCOMES[one.outcome], "hazards": list(hazards.values())})
    return rows


def write_url(actor: Actor, uid: UUID, kind: str = "") -> str:
    """Where one writes to the people inside, with the advice for this kind of hazard chosen; empty where nobody may or the page is not there."""
    if not actor.may("messaging.draft_message"):
        return ""
    try:
        return f"{reverse('messaging:write')}?inside={uid}&text=advice_{'fire' if kind == 'wildfire' else kind}"
    except NoReverseMatch:
        return ""


def paths_of(card: queries.HazardCard) -> list[str]:
    """The largest admin areas that the footprint touches: first level, else countries."""
    drawn = [piece for band in footprints.engine_bands(card.bands) for piece in band.pieces]
    if not drawn or card.bbox is None:
        return []
    whole = shapely.union_all(drawn)
    west, south, east, north = card.bbox
    near = [one for one in places.areas(level=1) if one.lon is not None and west - 3 <= one.lon <= east + 3 and south - 3 <= one.lat <= north + 3]
    found = [path for path, body in places.shapes([one.path for one in near]).items() if body.intersects(whole)]
    return sorted(found)[:60]


def zone_of(card: queries.HazardCard) -> str:
    """The time zone of the middle of the footprint."""
    if card.bbox is None:
        return "UTC"
    west, south, east, north = card.bbox
    path = places.path_of((west + east) / 2, (south + north) / 2) or next(iter(paths_of(card)), "")
    area = places.area(path) if path else None
    return (area.zone if area else "") or "UTC"
