"""
Invented people for the demo world: the same seed gives the same people, to the digest.

    columns = generate(25_000, seed=1, now=now)      numpy columns, one value a person
    for person in people(columns): …                 plain dicts, in the same order
    digest(columns)                                  sha-256 of all columns

Columns
-------
All columns are whole numbers (so no processor rounds them otherwise), of length n. Codes are places in the
tuples of `vocabulary`; -1 is "none". Dates are days since 1970-01-01. Members of a household stand together.

    number            0 … n-1
    household, role   household number; role code: head, partner, child, parent, relative, companion
    guardian          number of the adult who answers for a child under 18; -1 for adults and for children alone
    nationality, nationality2                country code; nationality2 mostly -1
    names             name language code (`names.LISTS`)
    given, given2, family, spelling          places in that language's table; given2 mostly -1; which Latin spelling
    sex               0 woman, 1 man, 2 other or not said
    birth_year, birth_month, birth_day       month and day are 0 where not known
    birth_estimated   1 where the year itself is an estimate
    language1 … 3     ordered language codes; the 2nd and 3rd may be -1
    regime            regime code; `national` is a citizen of the State where the person stays
    recorded_by       0 own mission, 1 migrant resource centre, 2 the person (web)
    needs             sum of 2**code of `vocabulary["need"]`: what must be brought, not why
    phone, phone2     digits after +999 (9 of them), -1 none; the same number may stand at several people
    phone_owner       owner code: own, shared, employer, relative; -1 none
    phone_safe        sum of 1 write, 2 call, 4 leave a message, 8 say who we are; 0 = this contact is not safe
    phone_from, phone_to                     good hours, local time; -1 any
    email             0 none, 1 own, 2 shared;  email_safe as phone_safe
    document          kind code: passport, identity_card, emergency_document; -1 missing
    document_number, document_expires        8 digits; day
    document_missing  why code: lost, held_by_employer, never_had, left_behind; -1 not missing
    place             place code: an area of either demo area or a city (`vocabulary["place"]`)
    stay_kind         0 stay, 1 trip
    stay_from, stay_until                    days; stay_until -1 while it is open
    stay_confirmed    day of the last answer; stale when more than 180 days before now
    lon, lat          millionths of a degree; both NONE (-2**31) where no position is known
    accuracy          metres, -1 with no position
    source            source code; -1 with no position
    as_of             day; -1 with no position
    kin_phone, kin_relation                  emergency contact elsewhere: digits as phone; -1 none
    purpose, basis    why the record is kept; consent_at (day), consent_language

The dict of a person is written down in people.py.

Telephones are +999 and nine digits: the shape of E.164 with a country code that nobody has, so nothing can
reach a living telephone (a library of number plans calls them unknown). E-mail ends in `.example`.
"""

import hashlib
from datetime import UTC, date
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import shape

from safeconduct.config.demo import names
from safeconduct.config.demo.countries import CITIES, OTHERS, UTOPIANS
from safeconduct.config.demo.geography import areas

VERSION = 1
NONE = -(2**31)
SHARE_UTOPIA = 600
SHARE_QUAKE, SHARE_STORM = 550, 250
"""Per thousand people."""
NEAR = {"HT07": 3, "HT08": 3, "HT10": 3, "BS02": 3, "BS03": 3}
"""Where more people are than the towns' sizes would give: near the epicentre and under the storm."""
ROLES = ("head", "partner", "child", "parent", "relative", "companion")
REGIMES = ("migrant", "national", "refugee", "stateless", "possible_international_protection", "unknown")
# codes of standards/data/special_facts.json: what must be brought, never why
NEEDS = ("wheelchair", "stretcher", "medicine", "oxygen", "clinic_today", "infant_kit", "midwife", "sign_interpreter", "read_aloud", "companion")
OWNERS = ("own", "shared", "employer", "relative")
DOCUMENTS = ("passport", "identity_card", "emergency_document")
MISSING = ("lost", "held_by_employer", "never_had", "left_behind")
SOURCES = ("registered_address", "own_report", "officer", "employer", "trip_plan")
RELATIONS = ("parent", "partner", "sibling", "child", "friend")
PURPOSES = ("crisis_assistance", "registration_only", "vital_interest")
BASES = ("consent", "consent", "vital_interest")
RECORDERS = ("mission", "centre", "self")
SEXES = ("female", "male", "other")


@lru_cache
def vocabulary():
    """{column: tuple of words} for every coded column; `place` and `country` hold dicts and codes."""
    places = [dict(a, kind="area", country=a["path"][:3]) for a in areas() if a["level"] == 2]
    keys = ("name", "country", "lon", "lat", "zone", "language")
    places += [dict(zip(keys, city, strict=True), kind="city", code=city[0], people=None) for city in CITIES]
    spoken = sorted({w for row in (*OTHERS, *UTOPIANS) for w in row[3 if row in OTHERS else 2]} | {p["language"] for p in places if p["kind"] == "city"})
    return {
        "country": ("UTO", *(row[0] for row in OTHERS)),
        "names": tuple(names.LISTS),
        "language": tuple(spoken),
        "place": tuple(places),
        "role": ROLES,
        "regime": REGIMES,
        "need": NEEDS,
        "owner": OWNERS,
        "document": DOCUMENTS,
        "missing": MISSING,
        "source": SOURCES,
        "relation": RELATIONS,
        "purpose": PURPOSES,
        "basis": BASES,
        "recorded_by": RECORDERS,
        "sex": SEXES,
    }


def generate(n, seed, now):
    """
    Columns of n invented people (1 … some millions), as described above, for `now` (an aware datetime; only its UTC date is used).

    Same n, seed and date, same columns. About 60 % are citizens of Utopia; about 55 % are in the
    earthquake's area and 25 % in the storm's. Raises ValueError for n < 1 or a naive `now`.
    """
    if n < 1 or now.tzinfo is None:
        raise ValueError("n must be at least 1 and now needs a time zone")
    today = (now.astimezone(UTC).date() - date(1970, 1, 1)).days
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(7)]
    crowd = {"number": np.arange(n, dtype=np.int64)}
    homes = _households(streams[0], n, crowd)
    _births(streams[1], today, crowd, homes)
    _identities(streams[2], crowd, homes)
    _stays(streams[3], today, crowd, homes)
    _status(streams[4], today, crowd, homes)
    _contacts(streams[5], crowd, homes)
    _positions(streams[6], today, crowd, homes)
    for key in ("first", "seat", "age"):
        crowd.pop(key)
    return {key: value if key in ("number", "phone", "phone2", "kin_phone") else value.astype(np.int32) for key, value in crowd.items()}


def digest(columns):
    """The sha-256 of all columns, by name; equal on every machine for the same n, seed and date."""
    total = hashlib.sha256(str(VERSION).encode())
    for key in sorted(columns):
        total.update(key.encode() + columns[key].astype("<i8").tobytes())
    return total.hexdigest()


def _pick(stream, weights, size):
    """Codes drawn with these weights (whole numbers)."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(edges, stream.integers(0, edges[-1], size), side="right").astype(np.int32)


def _chance(stream, per_thousand, size):
    return stream.integers(0, 1000, size) < per_thousand


def _households(stream, n, people):
    """Who lives with whom; fills household, seat (place in the household), first (its head's number) and role. Gives the households' own columns."""
    sizes = np.array([1, 2, 3, 4, 5, 6, 7])[_pick(stream, [560, 165, 105, 90, 45, 22, 13], n)]
    ends = np.cumsum(sizes)
    count = int(np.searchsorted(ends, n) + 1)
    sizes = sizes[:count]
    sizes[-1] -= int(ends[count - 1] - n)
    starts = np.cumsum(sizes) - sizes
    home = np.repeat(np.arange(count), sizes)
    seat = np.arange(n) - starts[home]
    later = np.array([2, 3, 4])[_pick(stream, [84, 8, 8], n)]
    role = np.where(seat == 0, 0, np.where(seat == 1, np.where(_chance(stream, 780, n), 1, 5), later))
    people |= {"household": home, "seat": seat, "first": starts[home], "role": role}
    where = _pick(stream, [SHARE_QUAKE, SHARE_STORM, 1000 - SHARE_QUAKE - SHARE_STORM], count)
    return {"where": where, "size": sizes, "start": starts}


def _births(stream, today, people, homes):
    """Ages that fit a household: partners near the head's, children at least 18 years younger, parents older."""
    n, role = len(people["number"]), people["role"]
    adult = 18 + stream.integers(0, 30, n) + stream.integers(0, 20, n)
    head = adult[people["first"]]
    age = np.where(role == 0, adult, np.clip(head + stream.integers(-6, 7, n), 18, 90))
    age = np.where(role == 2, np.minimum(stream.integers(0, 18, n), np.maximum(head - 18, 0)), age)
    age = np.where(role == 3, np.clip(head + stream.integers(20, 33, n), 45, 97), age)
    age = np.where(role == 4, 18 + stream.integers(0, 50, n), age)
    alone = (role == 0) & (homes["size"][people["household"]] == 1) & _chance(stream, 6, n)
    age = np.where(alone, 15 + stream.integers(0, 3, n), age)
    born = today - age * 365 - age // 4 - stream.integers(0, 365, n)
    years = born.astype("datetime64[D]").astype("datetime64[Y]")
    months = born.astype("datetime64[D]").astype("datetime64[M]")
    known = _pick(stream, [860, 60, 60, 20], n)  # whole, month missing too, day missing, year estimated
    people["age"] = age
    people["birth_year"] = years.astype(int) + 1970
    people["birth_month"] = np.where((known == 1) | (known == 3), 0, months.astype(int) % 12 + 1)
    people["birth_day"] = np.where(known > 0, 0, born - months.astype("datetime64[D]").astype(int) + 1)
    people["birth_estimated"] = (known == 3).astype(np.int32)
    minor = age < 18
    second = (homes["size"][people["household"]] > 1) & (stream.integers(0, 2, n) == 1)
    answers = people["first"] + np.where(second & (role == 2), 1, 0)
    people["guardian"] = np.where(minor & (role != 0), answers, -1)


def _identities(stream, people, homes):
    """Nationalities, name language, names and spoken languages; families share them, companions of other nationality do not."""
    n, count, words = len(people["number"]), len(homes["start"]), vocabulary()
    languages = {w: i for i, w in enumerate(words["language"])}
    cultures = {w: i for i, w in enumerate(words["names"])}
    utopian = _chance(stream, SHARE_UTOPIA, count)
    country = np.where(utopian, 0, 1 + _pick(stream, [row[1] for row in OTHERS], count))
    root = _pick(stream, [row[1] for row in UTOPIANS], count)
    country = np.where((country == 1) & (homes["where"] == 0) & _chance(stream, 930, count), 2, country)  # few Haitians are on file in Haiti
    role, home = people["role"], people["household"]
    other = ((role == 1) & _chance(stream, 160, n)) | ((role == 5) & _chance(stream, 400, n))
    drawn = np.where(_chance(stream, SHARE_UTOPIA, n), 0, 1 + _pick(stream, [row[1] for row in OTHERS], n))
    nationality = np.where(other, drawn, country[home])
    roots = np.where(other, _pick(stream, [row[1] for row in UTOPIANS], n), root[home])
    kind = np.where(nationality == 0, roots, len(UTOPIANS) - 1 + nationality)
    spoken = [row[2] for row in UTOPIANS] + [row[3] for row in OTHERS]
    table = np.array([[languages[w] for w in row] + [-1] * (3 - len(row)) for row in spoken])
    people["language1"], people["language2"], people["language3"] = table[kind].T.copy()
    people["nationality"] = nationality
    second = np.where(_chance(stream, 35, n), drawn, -1)
    inherited = nationality[np.minimum(people["first"] + 1, n - 1)]
    mixed = (role == 2) & (people["seat"] > 1) & (role[np.minimum(people["first"] + 1, n - 1)] == 1)
    second = np.where(mixed, inherited, second)
    people["nationality2"] = np.where(second == nationality, -1, second)
    people["names"] = np.array([cultures[row[0]] for row in UTOPIANS] + [cultures[row[2]] for row in OTHERS])[kind]
    people["sex"] = np.where(_chance(stream, 3, n), 2, stream.integers(0, 2, n))
    partner = (role == 1) & _chance(stream, 960, n)
    people["sex"] = np.where(partner, np.maximum(1 - people["sex"][people["first"]], 0), people["sex"])
    _called(stream, people, homes)


def _called(stream, people, homes):
    """Given and family names as places in the tables of the name language."""
    n, culture = len(people["number"]), people["names"]
    tables = [names.table(w) for w in vocabulary()["names"]]
    women, men, families = (np.array([len(t[key]) for t in tables]) for key in ("women", "men", "family"))
    given = np.where(people["sex"] == 1, men[culture], women[culture])
    people["given"] = stream.integers(0, 2**31, n) % given
    twice = np.array([{"zh": 650, "ru": 0, "uk": 0, "am": 0}.get(w, 280) for w in vocabulary()["names"]])[culture]
    people["given2"] = np.where(_chance(stream, twice, n), stream.integers(0, 2**31, n) % given, -1)
    people["given2"] = np.where(people["given2"] == people["given"], -1, people["given2"])
    house = stream.integers(0, 2**31, len(homes["start"]))[people["household"]] % families[culture]
    own = stream.integers(0, 2**31, n) % families[culture]
    apart = (
        np.isin(people["role"], (4, 5)) | ((people["role"] != 2) & (culture != culture[people["first"]])) | ((people["role"] == 1) & _chance(stream, 350, n))
    )
    family = np.where(apart, own, house)
    amharic = culture == vocabulary()["names"].index("am")  # called after the father, not after a family
    father = people["given"][people["first"]]
    by_father = (people["role"] == 2) & (culture == culture[people["first"]]) & (people["sex"][people["first"]] == 1)
    people["family"] = np.where(amharic, np.where(by_father, father, own), family)
    people["spelling"] = stream.integers(0, 3, n)


@lru_cache
def spread():
    """For each of the three regions: which places, and with what weight (the root of the people there: small towns are seen too)."""
    places = vocabulary()["place"]
    spread, region = [], [{"HTI": 0, "BHS": 1}[p["country"]] if p["kind"] == "area" else 2 for p in places]
    for wanted in range(3):
        rows = [i for i, r in enumerate(region) if r == wanted]
        weights = [max(1, int((places[i]["people"] or 250_000) ** 0.5)) for i in rows]
        weights = [w * NEAR.get((places[i].get("code") or "")[:4], 1) for i, w in zip(rows, weights, strict=True)]
        spread.append((np.array(rows), weights))
    return spread


def _stays(stream, today, people, homes):
    """Where a household lives, since when, and who is on a trip; some have ended, some were last confirmed long ago."""
    n, count = len(people["number"]), len(homes["start"])
    place = np.zeros(count, dtype=np.int64)
    for region, (rows, weights) in enumerate(spread()):
        mask = homes["where"] == region
        place[mask] = rows[_pick(stream, weights, int(mask.sum()))]
    home = people["household"]
    trip = _chance(stream, 120, count)
    ended = _chance(stream, 50, count)
    since = np.where(trip, stream.integers(1, 60, count), 30 + stream.integers(0, 60, count) ** 2)
    left = np.where(ended, -stream.integers(0, 30, count) - 1, np.where(trip, stream.integers(1, 45, count), 0))
    until = np.where(ended | trip, today + np.where(ended, np.maximum(left, -since + 1), left), -1)
    stale = ~trip & _chance(stream, 260, count)
    confirmed = np.where(stale, 181 + stream.integers(0, 700, count), stream.integers(0, 180, count))
    homes["place"] = place
    people["place"] = place[home]
    people["stay_kind"] = trip.astype(np.int32)[home]
    people["stay_from"] = (today - since)[home]
    people["stay_until"] = until[home]
    people["stay_confirmed"] = (today - np.minimum(confirmed, since))[home]
    hosts = vocabulary()["language"]
    local = np.array([hosts.index({"HTI": "ht", "BHS": "en"}[p["country"]] if p["kind"] == "area" else p["language"]) for p in vocabulary()["place"]])
    speaks = _chance(stream, 400, n) & (people["stay_kind"] == 0)
    new = local[people["place"]]
    known = (new == people["language1"]) | (new == people["language2"]) | (new == people["language3"])
    for key in ("language2", "language3"):
        take = speaks & ~known & (people[key] == -1)
        people[key] = np.where(take, new, people[key])
        known |= take


def _status(stream, today, people, homes):
    """Regime, who recorded the person, needs, documents, consent."""
    n, nationality, age = len(people["number"]), people["nationality"], people["age"]
    countries = vocabulary()["country"]
    risk = np.array([3] + [row[4] for row in OTHERS])[nationality]
    sought = (stream.integers(0, 1000, len(homes["start"]))[people["household"]] < risk) & _chance(stream, 850, n)
    granted = _pick(stream, [45, 15, 40], n)
    regime = np.where(sought, np.array([2, 3, 4])[granted], np.where(_chance(stream, 8, n), 5, 0))
    host = np.array([countries.index(p["country"]) if p["country"] in countries else -1 for p in vocabulary()["place"]])[people["place"]]
    people["regime"] = np.where((host >= 0) & ((host == nationality) | (host == people["nationality2"])), 1, regime)
    people["recorded_by"] = np.where(_chance(stream, 120, n), 2, np.where(nationality == 0, 0, 1))
    needs = np.zeros(n, dtype=np.int64)
    old = np.where(age > 65, 4, 1)
    for code, per_thousand in enumerate((6, 2, 25, 2, 1, 0, 0, 3, 3, 8)):
        needs |= _chance(stream, per_thousand * old, n).astype(np.int64) << code
    needs |= ((age < 2).astype(np.int64) << 5) | (((people["sex"] == 0) & (age > 17) & (age < 46) & _chance(stream, 25, n)).astype(np.int64) << 6)
    people["needs"] = needs
    missing = _chance(stream, 150, n)
    people["document"] = np.where(missing, -1, _pick(stream, [860, 120, 20], n))
    people["document_missing"] = np.where(
        missing, np.where((age < 18) | (people["seat"] > 0), np.array([0, 2, 3])[_pick(stream, [3, 5, 4], n)], _pick(stream, [40, 25, 20, 15], n)), -1
    )
    people["document_number"] = np.where(missing, -1, 10_000_000 + (people["number"] * 7_654_321 + 12_345) % 89_999_963)
    people["document_expires"] = np.where(missing, -1, today + stream.integers(-250, 3400, n))
    people["purpose"] = np.where(people["recorded_by"] == 2, 0, _pick(stream, [930, 50, 20], n))
    people["basis"] = people["purpose"].copy()
    people["consent_at"] = np.minimum(people["stay_from"] + stream.integers(0, 60, n), today)
    people["consent_language"] = people["language1"].copy()


def _contacts(stream, people, homes):
    """Telephones and e-mail: own, shared, the employer's, a relative's; a household may have none, and some must not be used."""
    n, count, home, seat = len(people["number"]), len(homes["start"]), people["household"], people["seat"]
    own = 100_000_000 + (people["number"] * 7_919 + 104_729) % 399_999_959
    small = people["age"] < 14
    none = _chance(stream, 60, count)[home] | _chance(stream, 22, n)
    owner = np.where(seat == 0, 0, np.where(small, 3, _pick(stream, [620, 280, 0, 100], n)))
    work = (seat == 0) & _chance(stream, 50, n)
    lodging = (seat == 0) & ~work & _chance(stream, 40, n)  # one telephone for a room of workers
    owner = np.where(work, 2, np.where(lodging, 1, owner))
    phone = np.where(work, 900_000_000 + homes["place"][home] * 200 + stream.integers(0, 200, n), own)
    by_place = np.argsort(homes["place"], kind="stable")
    room = np.empty(count, dtype=np.int64)
    room[by_place] = by_place[np.arange(count) // 8 * 8]
    phone = np.where(lodging, own[homes["start"][room]][home], phone)
    phone = np.where((owner == 0) | (seat == 0), phone, phone[people["first"]])
    people["phone"] = np.where(none, -1, phone)
    people["phone_owner"] = np.where(none, -1, owner)
    people["phone2"] = np.where(~none & (owner == 0) & _chance(stream, 70, n), own + 400_000_000, -1)
    unsafe = _chance(stream, 45, n)
    careful = np.where(owner == 0, 15, np.array([15, 11, 3, 15])[owner] & np.where(_chance(stream, 300, n), 3, 15))
    people["phone_safe"] = np.where(none, 0, np.where(unsafe, 0, careful))
    hours = _chance(stream, 180, n) & ~none
    people["phone_from"] = np.where(hours, 6 + stream.integers(0, 13, n), -1)
    people["phone_to"] = np.where(hours, people["phone_from"] + 2 + stream.integers(0, 3, n), -1)
    mail = ~none & (people["age"] > 13) & _chance(stream, 460, n)
    people["email"] = np.where(mail, 1 + _chance(stream, 40, n), 0)
    people["email_safe"] = np.where(mail & ~unsafe, 13, 0)
    kin = _chance(stream, 600, n)
    people["kin_phone"] = np.where(kin, 950_000_000 + stream.integers(0, 49_999_999, n), -1)
    people["kin_relation"] = np.where(kin, _pick(stream, [30, 15, 30, 10, 15], n), -1)


def _positions(stream, today, people, homes):
    """A point near the town for a household, on land; some vague, some old, some unknown."""
    n, count, places = len(people["number"]), len(homes["start"]), vocabulary()["place"]
    town = np.array([[round(p["lon"] * 1e6), round(p["lat"] * 1e6)] for p in places])[homes["place"]]
    away = stream.integers(-30_000, 30_001, (count, 3, 2)).sum(axis=1)  # about 4 km
    area = np.array([p["kind"] == "area" for p in places])[homes["place"]]
    for _ in range(3):  # what falls into the sea is drawn closer to the town, which stands on land
        lon, lat = (town + away).T
        wet = area & ~shapely.contains_xy(_land(), lon / 1e6, lat / 1e6)
        away = np.where(wet[:, None], away // 5, away)
    lon, lat = (town + away).T
    home = people["household"]
    unknown = _chance(stream, 45, count)[home]
    vague = _chance(stream, 60, count)[home]
    people["lon"] = np.where(unknown, NONE, np.where(vague, town[home, 0], lon[home]))
    people["lat"] = np.where(unknown, NONE, np.where(vague, town[home, 1], lat[home]))
    exact = np.array([15, 50, 200, 1000])[_pick(stream, [20, 30, 30, 20], n)]
    people["accuracy"] = np.where(unknown, -1, np.where(vague, 5_000 + stream.integers(0, 7, n) * 5_000, exact))
    people["source"] = np.where(unknown, -1, np.where(people["stay_kind"] == 1, 4, _pick(stream, [55, 25, 10, 10], n)))
    people["as_of"] = np.where(unknown, -1, people["stay_confirmed"] + stream.integers(0, 3, n)).clip(max=today)


@lru_cache
def _land():
    land = shapely.union_all([shape(a["geometry"]) for a in areas() if a["level"] == 0])
    shapely.prepare(land)
    return land
