"""The invented people: the same each time, in the proportions that the story needs, and out of reach of anyone living."""

import re
import time
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely

from safeconduct.config.demo import names
from safeconduct.config.demo.alerts import fresh
from safeconduct.config.demo.generate import NEEDS, NONE, REGIMES, ROLES, digest, generate, vocabulary
from safeconduct.config.demo.people import people
from safeconduct.config.demo.presence import presence

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = (NOW.date() - date(1970, 1, 1)).days
SAMPLE = "a617371f3a72467f4df86452edbc7e81daf60789d37e8fd322002f2ed098c20b"


@pytest.fixture(scope="module")
def crowd():
    return generate(25_000, 1, NOW)


def share(mask):
    return float(np.mean(mask))


def test_the_same_seed_gives_the_same_people_on_any_machine():
    assert digest(generate(2_000, 7, NOW)) == SAMPLE
    assert digest(generate(2_000, 7, NOW.replace(hour=23))) == SAMPLE
    assert digest(generate(2_000, 8, NOW)) != SAMPLE


@pytest.mark.parametrize("n", [1, 2, 3, 9, 200])
def test_a_few_people_can_be_made_too(n):
    columns = generate(n, 3, NOW)
    assert all(len(c) == n and c.dtype.kind == "i" for c in columns.values())
    assert len(list(people(columns))) == n


def test_nobody_is_made_without_a_number_and_a_zone():
    with pytest.raises(ValueError):
        generate(0, 1, NOW)
    with pytest.raises(ValueError):
        generate(10, 1, NOW.replace(tzinfo=None))


def test_fifty_thousand_people_a_second():
    generate(10, 1, NOW)
    begun = time.process_time()
    generate(100_000, 1, NOW)
    assert time.process_time() - begun < 2


def test_proportions_are_those_of_the_story(crowd):
    places = vocabulary()["place"]
    country = np.array([p["country"] for p in places])[crowd["place"]]
    kind = np.array([p["kind"] for p in places])[crowd["place"]]
    assert share(crowd["nationality"] == 0) == pytest.approx(0.60, abs=0.02)
    assert set(np.unique(crowd["nationality"])) == set(range(21))
    assert share((country == "HTI") & (kind == "area")) == pytest.approx(0.55, abs=0.02)
    assert share((country == "BHS") & (kind == "area")) == pytest.approx(0.25, abs=0.02)
    assert share((crowd["phone"] < 0) & (crowd["email"] == 0)) == pytest.approx(0.08, abs=0.01)
    assert share((crowd["phone"] >= 0) & (crowd["phone_safe"] == 0)) == pytest.approx(0.04, abs=0.01)
    assert share(crowd["document"] < 0) == pytest.approx(0.15, abs=0.01)
    assert 0.10 < share(TODAY - crowd["stay_confirmed"] > 180) < 0.25
    assert 0.03 < share((crowd["stay_until"] >= 0) & (crowd["stay_until"] < TODAY)) < 0.08
    assert 0.02 < share(crowd["lon"] == NONE) < 0.07
    assert 0.04 < share(crowd["needs"] > 0) < 0.12
    assert 0.02 < share(crowd["birth_estimated"] == 1) + share(crowd["birth_day"] == 0) < 0.25


def test_every_regime_occurs_and_a_national_is_one_of_the_host_state(crowd):
    assert set(np.unique(crowd["regime"])) == set(range(len(REGIMES)))
    assert share(crowd["regime"] == 0) > 0.9
    for person in people(crowd):
        assert (person["regime"] == "national") == (person["stay"]["country"] in person["nationalities"])


def test_households_stand_together_and_children_have_a_guardian_in_them(crowd):
    assert (np.diff(crowd["household"]) >= 0).all()
    child = crowd["guardian"] >= 0
    assert 0.15 < share(child) < 0.35
    guardian = crowd["guardian"][child]
    assert (crowd["household"][guardian] == crowd["household"][child]).all()
    assert (crowd["birth_year"][guardian] <= TODAY // 365.2425 + 1970 - 15).all()
    young = TODAY / 365.2425 + 1970 - crowd["birth_year"] < 17
    alone = young & ~child
    assert alone.sum() > 0 and (crowd["role"][alone] == ROLES.index("head")).all()


def test_companions_of_another_nationality_and_shared_telephones_occur(crowd):
    head = np.searchsorted(crowd["household"], crowd["household"])
    mixed = crowd["nationality"] != crowd["nationality"][head]
    assert 0.01 < share(mixed) < 0.15
    used = crowd["phone"][crowd["phone"] >= 0]
    _, times = np.unique(used, return_counts=True)
    assert share(times > 1) > 0.1 and times.max() > 5
    _, household = np.unique(crowd["phone"], return_inverse=True)
    across = {p for p, h in zip(household, crowd["household"], strict=True)}
    assert len(across) < len({(p, h) for p, h in zip(household.tolist(), crowd["household"].tolist(), strict=True)})
    assert set(np.unique(crowd["phone_owner"])) == {-1, 0, 1, 2, 3}


def test_a_shared_telephone_may_not_say_who_we_are(crowd):
    employer = [c for p in people(crowd, 0, 5000) for c in p["contacts"] if c["owner"] == "employer"]
    assert employer and not any(c["safe"]["say_who"] or c["safe"]["leave_message"] for c in employer)


def test_no_contact_can_reach_a_living_person(crowd):
    for person in people(crowd, 0, 5000):
        for contact in person["contacts"]:
            pattern = r"\+999[1-9]\d{8}" if contact["kind"] == "phone" else r"p\d+@mail\.example"
            assert re.fullmatch(pattern, contact["value"])
        if person["kin"]:
            assert re.fullmatch(r"\+999[1-9]\d{8}", person["kin"]["phone"])


def test_names_stand_in_seven_scripts_and_always_in_latin(crowd):
    seen = set()
    for person in people(crowd, 0, 8000):
        scripts = [n["script"] for n in person["names"]]
        assert scripts[-1] == "Latn" and len(set(scripts)) == len(scripts)
        assert all(n["given"] and n["family"] and n["full"] for n in person["names"])
        seen |= set(scripts)
    assert seen == {"Latn", "Arab", "Ethi", "Cyrl", "Hans", "Deva", "Beng"}


BLOCKS = {"Arab": ("\u0600", "\u06ff"), "Ethi": ("\u1200", "\u137f"), "Cyrl": ("\u0400", "\u04ff"), "Hans": ("\u4e00", "\u9fff"), "Deva": ("\u0900", "\u097f")}
BLOCKS["Beng"] = ("\u0980", "\u09ff")


@pytest.mark.parametrize("language", names.LISTS)
def test_each_name_is_written_in_its_own_script(language):
    for entries in names.table(language).values():
        assert len(entries) >= 20
        for latin, own in entries:
            assert all(re.fullmatch(r"[A-Za-zÀ-ÿ'’-]+", spelling) for spelling in latin)
            assert (own is not None) == (language in names.SCRIPTS)
            if own:
                low, high = BLOCKS[names.SCRIPTS[language]]
                assert all(low <= letter <= high for letter in own), own


def test_ethiopian_children_are_called_after_their_father(crowd):
    fathers = {}
    found = 0
    for person in people(crowd):
        if person["role"] == "head":
            fathers[person["household"]] = person
        head = fathers[person["household"]]
        amharic = [p["names"][0]["script"] == "Ethi" for p in (person, head)]
        if person["role"] == "child" and all(amharic) and head["sex"] == "male":
            assert person["names"][0]["family"] == head["names"][0]["given"]
            found += 1
    assert found > 20


def test_dates_are_real_and_in_order(crowd):
    for person in people(crowd, 0, 8000):
        birth = person["birth"]
        if len(birth) == 10:
            assert date.fromisoformat(birth) <= NOW.date()
        else:
            assert re.fullmatch(r"\d{4}(-\d\d)?", birth)
        stay = person["stay"]
        assert stay["from"] <= stay["confirmed"] <= NOW.date() and (stay["until"] is None or stay["until"] >= stay["from"])
        assert stay["from"] <= person["consent_at"] <= NOW.date()
        if person["position"]:
            assert person["position"]["as_of"] <= NOW.date()
        assert (person["document"] is None) == (person["document_missing"] is not None)
        assert set(person["needs"]) <= set(NEEDS)
        assert 1 <= len(person["languages"]) == len(set(person["languages"]))


def test_people_of_the_demo_areas_stand_on_land_and_many_inside_the_alert(crowd):
    known = crowd["lon"] != NONE
    x, y = crowd["lon"][known] / 1e6, crowd["lat"][known] / 1e6
    places = vocabulary()["place"]
    code = np.array([p["code"] for p in places])[crowd["place"]][known]
    assert abs(x).max() <= 180 and abs(y).max() < 80
    for name, low, high in [("quake-update.xml", 0.25, 0.45), ("quake-alert.xml", 0.12, 0.30), ("storm-alert.xml", 0.10, 0.25)]:
        text = re.search("<polygon>(.*?)</polygon>", fresh(name, NOW).decode())[1]
        area = shapely.Polygon([tuple(map(float, point.split(",")))[::-1] for point in text.split()])
        assert low < shapely.contains_xy(area, x, y).sum() / len(known) < high, name
    suva = x[code == "Suva"]
    assert len(suva) and (suva > 177).all()


def test_documents_have_numbers_of_their_own(crowd):
    numbers = crowd["document_number"][crowd["document_number"] > 0]
    assert len(np.unique(numbers)) == len(numbers)
    person = next(p for p in people(crowd) if p["document"] and p["nationalities"][0] == "UTO")
    assert re.fullmatch(r"U\d{8}", person["document"]["number"])


def test_presence_is_a_range_above_what_is_on_file(crowd):
    rows = presence(25_000, NOW)
    assert all(r["low"] <= r["best"] <= r["high"] and r["month"] == "2026-10" for r in rows)
    in_haiti = sum(r["best"] for r in rows if r["path"].startswith("HTI"))
    assert in_haiti == pytest.approx(25_000 * 0.55 * 0.6 / 0.72, rel=0.02)
    assert presence(1000, datetime(2027, 1, 5, tzinfo=UTC))[0]["month"] == "2026-12"
