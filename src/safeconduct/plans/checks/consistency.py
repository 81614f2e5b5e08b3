"""Checks of the whole document: keys, references, empty words, dates, numbers, codes, positions."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import fields
from datetime import date
from statistics import median

from safeconduct.plans.arithmetic import fits
from safeconduct.plans.document.parts import Range, Share
from safeconduct.standards import load

from .register import ALL, ERROR, PLANS, WARNING, at, check, join

EMPTY = re.compile(
    r"^\W*$|\b(to be (done|confirmed|completed|defined|determined|decided|added|written|agreed|filled)|tb[acd]|todo|fixme|xxx+|lorem ipsum|placeholder|not yet (known|decided|written)|insert (here|text|name))\b"
    r"|à (compléter|définir|confirmer|préciser)|por (definir|completar|confirmar|determinar)|a definir|уточняется|будет (определено|дополнено)|待定|待补充|يحدد لاحقا|سيتم تحديد",
    re.I,
)  # fmt: skip
TELEPHONE = re.compile(r"\+[1-9]\d{6,14}")
PAST = ("answered_date", "agreement_date", "tested_date", "estimated_date", "counted_date", "inspected_date", "exercise_date", "reviewed_date")


def means(text: str) -> bool:
    """Whether a text says something: neither blank nor words that stand for words to come."""
    return bool(text and text.strip()) and not EMPTY.search(text)


@check("key.twice", ERROR, "", kinds=ALL, reason="Two entries are called '%(key)s'.", remedy="Give one of them another key, and look which one the others mean.")
def key_twice(_plan, see):
    """Two entries of one list have the same key, so nobody knows which one is meant."""
    names = {}
    for name in ("areas", "roles", "contacts", "wardens", "scenarios", "levels", "cards", "templates", "routes", "fleets", "stations", "funds", "stocks", "agreements", "steps", "forms"):
        names[name] = see.entries(name)
    names["places"] = [one for name in ("points", "stops", "destinations", "shelters") for one in see.entries(name)]
    for rows in names.values():
        held = set()
        for place, one in rows:
            if one.key in held:
                yield f"{place}.key", {"key": one.key}
            held.add(one.key)


@check("reference.unknown", ERROR, "", kinds=ALL, reason="There is no '%(key)s' among %(lists)s.", remedy="%(hint)s")
def reference_unknown(_plan, see):
    """A field points at an entry that is not there: a role, contact, card, route, template or other."""
    for place, part in see.parts:
        for f in fields(part):
            to = f.metadata.get("ref")
            if not to:
                continue
            value = getattr(part, f.name)
            many = isinstance(value, tuple)
            for i, key in enumerate(value if many else (value,)):
                if (key or many) and see.find(to, key) is None:
                    known = [one.key for name in to.split() for _, one in see.entries(name)]
                    near = difflib.get_close_matches(key, known, 1)
                    hint = f"Did you mean '{near[0]}'?" if near else "Add it there, or take the pointer out."
                    yield join(place, f.name) + (f"[{i}]" if many else ""), {"key": key, "lists": " and ".join(to.split()), "hint": hint}


@check("reference.itself", ERROR, "", kinds=ALL, reason="'%(key)s' depends on itself.", remedy="Take the pointer out.")
def reference_itself(_plan, see):
    """A card or step that waits for itself never begins."""
    for place, one in [*see.entries("cards"), *see.entries("steps")]:
        for i, key in enumerate(one.depends_on):
            if key == one.key:
                yield f"{place}.depends_on[{i}]", {"key": key}


@check("reference.twice", WARNING, "", kinds=ALL, reason="'%(key)s' is named twice.", remedy="Name it once, or name the other that was meant.")
def reference_twice(_plan, see):
    """The same entry is named twice in one list of pointers."""
    for place, part in see.parts:
        for f in fields(part):
            value = getattr(part, f.name)
            if f.metadata.get("ref") and isinstance(value, tuple) and f.name != "alternates":
                for i, key in enumerate(value):
                    if key in value[:i]:
                        yield f"{join(place, f.name)}[{i}]", {"key": key}


@check("text.placeholder", WARNING, "", kinds=ALL, reason="Here stand words without content: '%(text)s'.", remedy="Write what is known, or leave the field empty so that it counts as missing.")
def text_placeholder(_plan, see):
    """Empty words such as "to be done" count nothing towards completeness and hide what is missing."""
    for place, text in see.texts:
        if text and not means(text):
            yield place, {"text": " ".join(text.split())[:60]}


@check("date.future", ERROR, "", kinds=ALL, reason="%(date)s lies after the day of this plan, %(on)s.", remedy="Write the day on which it happened.")
def date_future(_plan, see):
    """A test, an agreement to guard names, an estimate or a review is dated in the future."""
    for place, part in see.parts:
        for f in fields(part):
            if f.name in PAST and isinstance(when := getattr(part, f.name), date) and when > see.on:
                yield join(place, f.name), {"date": when, "on": see.on}


@check("telephone.form", ERROR, "", kinds=ALL, reason="'%(number)s' is no telephone number in international form.", remedy="Write + and the country code: +12025550123.")
def telephone_form(_plan, see):
    """A number that cannot be dialled from abroad."""
    for place, text in see.texts:
        if place.endswith(("telephone",)) and text and not TELEPHONE.fullmatch(re.sub(r"[\s()./-]", "", text)):
            yield place, {"number": text}


@check("country.unknown", ERROR, "S1", kinds=ALL, reason="'%(code)s' is no ISO 3166 country code of three letters.", remedy="Write the code: LBN, JPN, BHS.")
def country_unknown(_plan, see):
    """A country code that does not exist."""
    codes = {one.alpha3 for one in load.countries()}
    for place, text in see.texts:
        if text and text not in codes and (re.search(r"(^|\.)(sending_)?country$", place) or place.startswith("identity.accredited")):
            yield place, {"code": text}


@check("language.unknown", ERROR, "S8", kinds=ALL, reason="'%(code)s' is no language code that is known here.", remedy="Write a BCP 47 code: ar, bn, fil, zh-Hans.")
def language_unknown(_plan, see):
    """A language code that does not exist, so that no text will ever be found for it."""
    for place, text in see.texts:
        if text and re.search(r"(^|\.)language$|\.languages\[\d+\]$", place) and not known(text):
            yield place, {"code": text}


def known(code: str) -> bool:
    """Whether the standards hold this language."""
    try:
        load.language(code)
    except KeyError:
        return False
    return True


@check("position.off", ERROR, "S10", reason="%(name)s stands at %(lat)s, %(lon)s, which is no place on land or far from all others.", remedy="Write latitude and longitude in degrees, south and west negative.")
def position_off(_plan, see):
    """A position outside the globe, at 0, 0, with one number only, or more than 40 degrees from the middle of all others."""
    rows = [(place, one) for name in ("points", "stops", "destinations", "shelters") for place, one in see.entries(name)]
    near = [one for place, one in rows if one.lat is not None and one.lon is not None and "destinations" not in place]
    middle = (median(one.lat for one in near), median(one.lon for one in near)) if near else (0, 0)
    for place, one in rows:
        if one.lat is None and one.lon is None:
            continue
        half = one.lat is None or one.lon is None
        wild = half or abs(one.lat) > 90 or abs(one.lon) > 180 or (one.lat == 0 and one.lon == 0)
        far = not wild and "destinations" not in place and (abs(one.lat - middle[0]) > 40 or abs(one.lon - middle[1]) > 40)
        if wild or far:
            yield f"{place}.{'lon' if one.lat is not None and (one.lon is None or abs(one.lat) <= 90 < abs(one.lon)) else 'lat'}", {"name": one.name, "lat": one.lat, "lon": one.lon}


@check("range.disordered", ERROR, "S4", reason="Low %(low)s, best %(best)s, high %(high)s are not in this order.", remedy="Low is never above best, best never above high, nothing below nought.")
def range_disordered(_plan, see):
    """An estimate whose low, best and high are not in order, or a share above one."""
    for place, part in see.parts:
        if isinstance(part, Range | Share) and not (fits(part.low, part.best, part.high) and (isinstance(part, Range) or part.high <= 1)):
            yield place, {"low": part.low, "best": part.best, "high": part.high}


@check("number.negative", ERROR, "", kinds=ALL, reason="%(field)s is %(value)s; it cannot be below nought.", remedy="Write the true number.")
def number_negative(_plan, see):
    """A count, time or amount below nought."""
    for place, part in see.parts:
        if isinstance(part, Range | Share):
            continue
        for f in fields(part):
            value = getattr(part, f.name)
            if isinstance(value, int | float) and not isinstance(value, bool) and value < 0 and f.name not in ("lat", "lon"):
                yield join(place, f.name), {"field": f.name, "value": value}


SHARES = ("women_share", "children_share", "older_share", "share", "without_documents", "shelter_share", "success", "target", "load", "reserve")


@check("share.above-one", ERROR, "", reason="%(field)s is %(value)s; a share lies between 0 and 1.", remedy="Write five in a hundred as 0.05.")
def share_above_one(_plan, see):
    """A share that was written as a percentage."""
    for place, part in see.parts:
        if isinstance(part, Range | Share):
            continue
        for name in SHARES:
            value = getattr(part, name, None)
            if isinstance(value, int | float) and value > 1:
                yield join(place, name), {"field": name, "value": value}


@check("scale.outside", ERROR, "S3", reason="%(field)s is %(value)s; the scale goes from 1 to 5.", remedy="Write 1 (least) to 5 (most).")
def scale_outside(plan, _see):
    """Likelihood and impact of a hazard are numbers from 1 to 5."""
    for i, risk in enumerate(plan.risk.hazards):
        for name in ("likelihood", "impact"):
            if getattr(risk, name) not in range(1, 6):
                yield f"risk.hazards[{i}].{name}", {"field": name, "value": getattr(risk, name)}


@check("guideline.unknown", ERROR, "S7", kinds=ALL, reason="There is no %(what)s %(number)s; there are %(many)s.", remedy="Write the number of the %(what)s that this serves.", source="MICIC Guidelines; IOM MCOF, MC/2355")
def guideline_unknown(_plan, see):
    """A guideline outside 1-15 or a sector of the MCOF outside 1-15."""
    for place, one in [*see.entries("cards"), *see.entries("steps")]:
        for i, number in enumerate(one.guidelines):
            if number not in range(1, 16):
                yield f"{place}.guidelines[{i}]", {"what": "guideline", "number": number, "many": 15}
        if one.sector is not None and one.sector not in range(1, 16):
            yield f"{place}.sector", {"what": "sector", "number": one.sector, "many": 15}


@check("section.excused-without-reason", ERROR, "", reason="Section %(section)s is said not to apply, without a reason.", remedy="Say why, or write the section.")
def excused(plan, _see):
    """A section that is left out needs a reason that somebody can judge."""
    for i, one in enumerate(plan.excused):
        if not means(one.reason):
            yield f"excused[{i}].reason", {"section": one.section}


@check("country.differs", WARNING, "S1", kinds=PLANS, reason="The plan is for %(plan)s, its identity says %(identity)s.", remedy="Write the same country in both.")
def country_differs(plan, _see):
    """The plan's country and that of its post or authority are not the same."""
    if plan.country and plan.identity.country and plan.country != plan.identity.country:
        yield "country", {"plan": plan.country, "identity": plan.identity.country}


def repeated(values) -> set:
    """What stands more than once."""
    return {value for value, times in Counter(values).items() if times > 1}


__all__ = ["at", "known", "means", "repeated"]
