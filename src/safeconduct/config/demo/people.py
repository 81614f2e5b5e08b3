"""The invented people as plain dicts, words instead of codes, for whoever puts them on file."""

from functools import lru_cache

import numpy as np

from safeconduct.config.demo import names
from safeconduct.config.demo.generate import (
    BASES,
    DOCUMENTS,
    MISSING,
    NEEDS,
    NONE,
    OWNERS,
    PURPOSES,
    RECORDERS,
    REGIMES,
    RELATIONS,
    ROLES,
    SEXES,
    SOURCES,
    vocabulary,
)

CHUNK = 4096


def people(columns, start=0, stop=None):
    """
    The people of these columns as plain dicts, in order, words instead of codes; `start` and `stop` cut as in a list.

    number, household (int), role, guardian (number or None)
    names          [{"script": ISO 15924, "given", "family", "full"}]: the script of the language first, Latin always among them
    sex            "female", "male", "other"
    birth          "1984-03-11", "1984-03" or "1984";  birth_estimated
    nationalities  [alpha-3, …];  languages  [code, …] in order
    regime, recorded_by, purpose, basis, consent_at (date), consent_language
    needs          [code, …]
    contacts       [{"kind": "phone" | "email", "value", "owner", "safe": {"write", "call", "leave_message", "say_who"}, "hours": [from, to] | None}]
    document       {"kind", "country", "number", "expires" (date)} or None, then document_missing says why
    stay           {"kind": "stay" | "trip", "place", "area" (code or None), "country", "zone", "from", "until" (date or None), "confirmed" (date)}
    position       {"lon", "lat", "accuracy_m", "source", "as_of" (date)} or None
    kin            {"phone", "relation"} or None: the emergency contact
    """
    end = len(columns["number"]) if stop is None else min(stop, len(columns["number"]))
    for low in range(start, end, CHUNK):
        part = _worded({key: value[low : min(low + CHUNK, end)] for key, value in columns.items()})
        keys = tuple(part)
        for row in zip(*part.values(), strict=True):
            yield _person(dict(zip(keys, row, strict=True)))


@lru_cache
def _words():
    """{column: its words as an array, with None at the end}, so that the code -1 is None."""
    v = vocabulary()
    of = {"role": ROLES, "regime": REGIMES, "recorded_by": RECORDERS, "purpose": PURPOSES, "basis": BASES, "sex": SEXES, "names": v["names"]}
    of |= {"phone_owner": OWNERS, "document": DOCUMENTS, "document_missing": MISSING, "source": SOURCES, "kin_relation": RELATIONS, "place": v["place"]}
    of |= dict.fromkeys(("language1", "language2", "language3", "consent_language"), v["language"])
    of |= dict.fromkeys(("nationality", "nationality2"), v["country"])
    return {key: np.array([*words, None], dtype=object) for key, words in of.items()}


def _worded(part):
    """One chunk of columns as lists: words for codes, dates for days."""
    words, dates = _words(), ("consent_at", "stay_from", "stay_until", "stay_confirmed", "document_expires", "as_of")
    out = {}
    for key, value in part.items():
        if key in words:
            value = words[key][value]
        elif key in dates:
            value = value.astype("datetime64[D]")
        out[key] = value.tolist()
    out["stay_open"] = (part["stay_until"] < 0).tolist()
    return out


def _person(c):
    month, day, place, guardian = c["birth_month"], c["birth_day"], c["place"], c["guardian"]
    kin = c["kin_phone"]
    return {
        "number": c["number"],
        "household": c["household"],
        "role": c["role"],
        "guardian": guardian if guardian >= 0 else None,
        "names": _names(c["names"], c),
        "sex": c["sex"],
        "birth": f"{c['birth_year']}-{month:02}-{day:02}" if day else f"{c['birth_year']}-{month:02}" if month else str(c["birth_year"]),
        "birth_estimated": c["birth_estimated"] == 1,
        "nationalities": [c["nationality"], c["nationality2"]] if c["nationality2"] else [c["nationality"]],
        "languages": [word for word in (c["language1"], c["language2"], c["language3"]) if word],
        "regime": c["regime"],
        "recorded_by": c["recorded_by"],
        "purpose": c["purpose"],
        "basis": c["basis"],
        "consent_at": c["consent_at"],
        "consent_language": c["consent_language"],
        "needs": [word for code, word in enumerate(NEEDS) if c["needs"] >> code & 1] if c["needs"] else [],
        "contacts": _ways_to(c),
        "document": _document(c),
        "document_missing": c["document_missing"],
        "stay": {
            "kind": "trip" if c["stay_kind"] else "stay",
            "place": place["name"],
            "area": place["code"] if place["kind"] == "area" else None,
            "country": place["country"],
            "zone": place["zone"],
            "from": c["stay_from"],
            "until": None if c["stay_open"] else c["stay_until"],
            "confirmed": c["stay_confirmed"],
        },
        "position": _position(c),
        "kin": {"phone": f"+999{kin}", "relation": c["kin_relation"]} if kin >= 0 else None,
    }


def _names(language, c):
    table = _table(language)
    own = table["women" if c["sex"] != "male" else "men"]
    given, family = own[c["given"]], table["family" if c["sex"] == "male" else "family_women"][c["family"]]
    second = own[c["given2"]] if c["given2"] >= 0 else None
    n = c["spelling"]
    joint, first = ("", True) if language in names.FAMILY_FIRST else (" ", False)
    latin, last = given[0][n % len(given[0])], family[0][n % len(family[0])]
    if second:
        latin += second[0][n % len(second[0])].lower() if first else " " + second[0][0]
    out = [{"script": "Latn", "given": latin, "family": last, "full": f"{last} {latin}" if first else f"{latin} {last}"}]
    if given[1]:
        word = given[1] + joint + second[1] if second else given[1]
        full = family[1] + word if first else f"{word} {family[1]}"
        out.insert(0, {"script": names.SCRIPTS[language], "given": word, "family": family[1], "full": full})
    return out


_table = lru_cache(names.table)


def _ways_to(c):
    out = []
    hours = [c["phone_from"], c["phone_to"]] if c["phone_from"] >= 0 else None
    if c["phone"] >= 0:
        out.append({"kind": "phone", "value": f"+999{c['phone']}", "owner": c["phone_owner"], "safe": _safe(c["phone_safe"]), "hours": hours})
    if c["phone2"] >= 0:
        out.append({"kind": "phone", "value": f"+999{c['phone2']}", "owner": "own", "safe": _safe(c["phone_safe"]), "hours": hours})
    if c["email"]:
        value, owner = f"p{c['number']}@mail.example", ("own", "shared")[c["email"] - 1]
        out.append({"kind": "email", "value": value, "owner": owner, "safe": _safe(c["email_safe"]), "hours": None})
    return out


def _safe(bits):
    return {"write": bool(bits & 1), "call": bool(bits & 2), "leave_message": bool(bits & 4), "say_who": bool(bits & 8)}


def _document(c):
    if not c["document"]:
        return None
    country = c["nationality"]
    return {"kind": c["document"], "country": country, "number": f"{country[0]}{c['document_number']}", "expires": c["document_expires"]}


def _position(c):
    if c["lon"] == NONE:
        return None
    return {"lon": c["lon"] / 1e6, "lat": c["lat"] / 1e6, "accuracy_m": c["accuracy"], "source": c["source"], "as_of": c["as_of"]}
