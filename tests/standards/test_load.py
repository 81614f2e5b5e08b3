"""What the standards hold is valid, marked, and refused by name when it is not there."""

import json
import re
import zoneinfo
from dataclasses import FrozenInstanceError
from importlib.resources import files

import pytest

from safeconduct.standards import load
from safeconduct.standards.load import reading

FILES = sorted(path.name for path in files("safeconduct.standards.data").iterdir() if path.name.endswith(".json"))


def test_codes_of_countries_are_well_formed_and_stand_once():
    places = load.countries()
    assert len([one for one in places if one.assigned == "iso" and not one.specimen]) == 249
    for kind, form in (("alpha2", r"[A-Z]{2}"), ("alpha3", r"[A-Z]{3}"), ("numeric", r"\d{3}")):
        codes = [getattr(one, kind) for one in places if getattr(one, kind) is not None]
        assert all(re.fullmatch(form, code) for code in codes)
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "alpha3", "numeric"),
    [("ET", "ETH", "231"), ("deu", "DEU", "276"), ("031", "AZE", "031"), ("044", "BHS", "044"), ("BO", "BOL", "068"), ("BLZ", "BLZ", "084"), ("SD", "SDN", "729"),
     ("CD", "COD", "180"), ("MM", "MMR", "104"), ("YE", "YEM", "887"), ("FR", "FRA", "250"), ("TL", "TLS", "626"), ("RS", "SRB", "688"), ("SS", "SSD", "728")],
)  # fmt: skip
def test_a_country_is_found_by_each_of_its_codes(code, alpha3, numeric):
    place = load.country(code)
    assert (place.alpha3, place.numeric) == (alpha3, numeric)
    assert load.country(numeric) is place


def test_every_country_has_a_name_in_the_six_languages_and_zones_that_exist():
    zones = zoneinfo.available_timezones()
    for one in load.countries():
        assert set(one.names) == set(load.un_languages()) and all(one.names.values()), one.alpha3
        assert set(one.zones) <= zones, one.alpha3
    assert load.country("ETH").zone == "Africa/Addis_Ababa"
    assert load.country("MEX").zone is None
    assert load.country("JPN").name("zh-hans") == "日本"
    assert load.country("JPN").name("tr") == "Japan"


def test_a_place_is_not_a_nationality():
    assert (load.country("SXM").nationality, load.country("SXM").is_territory) == ("NLD", True)
    assert load.country("ATA").nationality is None
    assert load.country("MAF").nationality == "FRA"
    assert not load.country("DMA").is_territory
    states = {one.alpha3 for one in load.countries()}
    assert {one.nationality for one in load.countries()} - {None} <= states


def test_the_specimen_state_is_marked_as_one():
    assert [one.alpha3 for one in load.countries() if one.specimen] == ["UTO"]
    assert load.country("UTO").alpha2 is None


def test_withdrawn_codes_are_kept_and_lead_to_places_that_exist():
    old = {one.alpha3: one for one in load.withdrawn_codes()}
    assert old["ANT"].successors == ("BES", "CUW", "SXM") and old["ANT"].nationality == "NLD"
    for one in old.values():
        assert all(load.country(code) for code in one.successors)
        with pytest.raises(load.UnknownEntry):
            load.country(one.alpha3)


def test_codes_of_machine_readable_zones_lead_to_a_nationality_or_to_the_gate():
    assert load.mrz("D<<").nationality == "DEU"
    assert load.mrz("DEU").nationality == "DEU"
    assert load.mrz("GBD").nationality == "GBR"
    assert load.mrz("RKS").nationality == "XKX"
    assert load.mrz("ANT").nationality == "NLD"
    assert load.mrz("UTO").nationality == "UTO"
    assert {one.code for one in load.mrz_codes() if one.gate} == {"XXA", "XXB", "XXC", "XXX"}
    for one in load.mrz_codes():
        assert one.regime is None or load.regime(one.regime).protected
        assert one.nationality is None or load.country(one.nationality)
    for wrong in ("QQQ", "", "<<<", "276", "DE"):
        with pytest.raises(load.UnknownEntry):
            load.mrz(wrong)


def test_the_three_hubs_have_their_36_countries():
    assert [len(hub.members) for hub in load.hubs()] == [11, 13, 12]
    for hub in load.hubs():
        assert all(load.country(code).alpha3 == code for code in hub.members)
    assert [hub.key for hub in load.hubs_of("EG")] == ["africa"]
    assert load.hubs_of("DEU") == ()


def test_emergency_numbers_are_digits_and_never_called_verified():
    for one in load.countries():
        for number in one.emergency:
            assert re.fullmatch(r"\d{2,5}", number.number) and number.unverified
            assert number.kind in {"all", "ambulance", "police", "fire"}
    assert [one.number for one in load.country("PH").emergency] == ["911"]


def test_languages_have_valid_codes_and_stand_once():
    every = load.languages()
    codes = [one.code for one in every]
    assert len(codes) == len(set(codes)) >= 60
    tags = [tag for one in every for tag in {one.code, one.bcp47.lower(), *one.also}]
    assert len(tags) == len({*tags}), "one tag may not lead to two languages"
    for one in every:
        assert re.fullmatch(r"[a-z]{2,3}(-[a-z]{4})?", one.code)
        assert re.fullmatch(r"[a-z]{3}", one.iso639_3)
        assert re.fullmatch(r"[A-Z][a-z]{3}", one.script)
        assert one.direction == ("rtl" if one.script in {"Arab", "Hebr"} else "ltr")
        assert all(load.language(near).code == near for near in one.near)
    assert load.un_languages() == ("ar", "zh-hans", "en", "fr", "ru", "es")
    assert [one.code for one in every if one.un and not one.catalogue] == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [("zh", "zh-hans"), ("zh-CN", "zh-hans"), ("zh_Hant_HK", "zh-hant"), ("zh-TW", "zh-hant"), ("tl", "fil"), ("pt-BR", "pt"), ("fa_AF", "prs"), ("fra", "fr"), ("ARB", "ar"),
     ("uz-Cyrl", "uz-cyrl"), ("uz", "uz"), ("rhg", "rhg"), ("en-US", "en"), ("ku", "kmr")],
)  # fmt: skip
def test_a_language_is_found_by_any_tag_that_people_use(asked, code):
    assert load.language(asked).code == code


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(load.UnknownEntry, match="'tlh'"):
        load.language("tlh")


def test_the_chain_is_own_second_near_lingua_franca_english():
    assert load.fallback(["prs", "de"], "PK") == ("prs", "de", "fa", "en", "hi", "ur")
    assert load.fallback(["am"], "HT") == ("am", "ht", "fr", "en")
    assert load.fallback(["am", "am", "??"]) == ("am", "en")
    assert load.fallback([], "nowhere") == ("en",)
    assert load.fallback(["tg"], None)[:2] == ("tg", "ru")


def test_every_country_named_in_a_lingua_franca_exists_and_only_once():
    rows = load.raw("languages")["lingua_franca"]
    named = [code for row in rows for code in row["countries"]]
    assert len(named) == len(set(named))
    assert all(load.country(code).alpha2 == code for code in named)
    assert all(load.language(code).code == code for row in rows for code in row["languages"])


def test_levels_go_up_by_any_number_and_down_by_one_after_the_hold():
    scheme = load.alert_scheme("ph")
    assert [level.rank for level in scheme.levels] == [1, 2, 3, 4]
    assert [level.key for level in load.alert_scheme("micic").levels] == ["precautionary", "restriction", "voluntary_return", "mandatory_return"]
    assert scheme.step(None, 4, 0) == "up"
    assert scheme.step(1, 4, 0) == "up"
    assert scheme.step(3, 2, 71.9) == "too_soon"
    assert scheme.step(3, 2, 72) == "down"
    assert scheme.step(4, "restriction", 1000) == "too_far"
    assert scheme.step(2, 2, 0) == "same"
    with pytest.raises(KeyError, match="no level 5"):
        scheme.level(5)


def test_there_are_ten_principles_fifteen_guidelines_and_fifteen_sectors():
    assert [one.number for one in load.principles()] == list(range(1, 11))
    assert [one.number for one in load.guidelines()] == list(range(1, 16))
    assert [one.phase for one in load.guidelines()] == ["preparedness"] * 8 + ["emergency"] * 5 + ["post_crisis"] * 2
    assert [one.number for one in load.mcof()] == list(range(1, 16))
    assert all(sector.activities[phase] for sector in load.mcof() for phase in ("before", "during", "after"))
    assert load.mcof()[11].guidelines == (10,)
    actors = {one.key for one in load.actor_codes()}
    for one in load.guidelines():
        parts = [*one.leads, *one.supports, *one.takes_part]
        assert set(parts) == actors and len(parts) == len(actors), one.number


def test_triage_rules_are_ordered_and_every_factor_leads_to_a_class():
    rules = load.triage().rules
    assert [one.id for one in rules] == [f"R{number}" for number in range(1, len(rules) + 1)]
    assert [one.triage for one in rules] == sorted(one.triage for one in rules)
    assert {one.triage for one in rules} == {one.key for one in load.triage().classes}
    used = [code for one in rules for code in one.any]
    assert sorted(used) == sorted(one.code for one in load.triage().factors)
    assert rules[-1].any == ()
    assert [one.alarm_minutes for one in load.triage().classes] == [15, 60, None, None, None]
    assert not load.triage().classes[0].seat


def test_needs_and_facts_declare_factors_and_needs_that_exist():
    factors = {one.code for one in load.triage().factors}
    needs = {one.key for one in load.special_needs()}
    assert all(set(one.factors) <= factors for one in load.triage().needs)
    for fact in load.special_facts():
        assert fact.factor is None or fact.factor in factors
        assert set(fact.needs) <= needs
        assert fact.field_class in {"special", "secret"}


def test_a_need_says_what_to_bring_and_never_why():
    shown = " ".join(one.name for one in load.special_needs()).lower()
    for why in ("pregnan", "dialysis", "insulin", "survivor", "traffick", "hiv", "violence", "disab", "deaf", "blind", "religio", "stateless"):
        assert why not in shown


def test_help_and_control_may_not_share_a_unit():
    control = {one.key for one in load.unit_functions() if one.is_control}
    assert control == {"border_immigration", "police", "labour_inspection"}
    assert load.incompatible(["consular", "protection", "health"]) == ()
    assert load.incompatible(["police", "border_immigration"]) == ()
    assert load.incompatible(["police", "consular"]) == (("consular", "police"),)
    with pytest.raises(load.UnknownEntry, match="unit function"):
        load.incompatible(["secret police"])


def test_every_regime_but_migrant_is_protected_and_what_is_not_known_is_too():
    assert {one.key for one in load.regimes() if not one.protected} == {"migrant"}
    assert {"national", "idp", "unknown", "refugee", "stateless", "possible_international_protection"} <= {one.key for one in load.regimes()}
    assert load.strictest(["migrant", "idp"]).key == "idp"
    assert load.strictest([]).key == "unknown"
    assert load.strictest(["migrant"]).key == "migrant"
    assert load.strictest(["national", "refugee", "migrant"]).level == 2


def test_retention_is_what_the_duties_say():
    assert load.retention_rule("trip").keep_days == 2
    assert (load.retention_rule("stay").ask_every_days, load.retention_rule("stay").misses_allowed) == (180, 2)
    assert load.retention_rule("crisis_list").starts == "crisis_end"


def test_a_stranded_reason_is_on_one_of_three_sides():
    assert {one.side for one in load.stranded_reasons()} == {"cannot_stay", "cannot_move_on", "cannot_return"}
    actors = {one.key for one in load.actor_codes()}
    assert all(set(one.who_can_lift) <= actors for one in load.stranded_reasons())


def test_only_the_own_telephone_gets_more_than_the_neutral_text():
    assert [one.key for one in load.contact_owners() if not one.neutral_text] == ["own"]
    assert [one.key for one in load.channels() if one.exercise_only] == ["sink"]
    assert {one.key for one in load.answer_ways() if one.outbound} == {"call", "write"}


@pytest.mark.parametrize("name", [name for name in FILES if name not in {"sentences.json", "answers.json", "countries.json", "languages.json"}])
def test_every_entry_says_how_sure_it_is(name):
    """A proposal is never shown as a citation: each entry has a mark, and one that is no proposal has a source in its file."""
    data = json.loads(files("safeconduct.standards.data").joinpath(name).read_text("utf-8"))
    rows = [row for part in data.values() if isinstance(part, list) for row in part if isinstance(row, dict)]
    rows += [level for row in rows for level in row.get("levels", ())]
    assert rows
    for row in rows:
        assert row.get("mark") in load.MARKS, row
        if row["mark"] in ("V", "S", "K"):
            assert data.get("source") or row.get("source") or name == "alert_schemes.json", row


def test_keys_stand_once_in_each_list():
    lists = [load.organisation_kinds(), load.unit_functions(), load.regimes(), load.bases(), load.purposes(), load.channels(), load.contact_owners(), load.answer_ways(),
             load.stranded_reasons(), load.special_needs(), load.special_facts(), load.retention(), load.triage().classes, load.triage().needs, load.alert_schemes()]  # fmt: skip
    for cards in lists:
        keys = [one.key for one in cards]
        assert len(keys) == len(set(keys))


def test_cards_are_frozen_and_read_once():
    with pytest.raises(FrozenInstanceError):
        load.regime("migrant").protected = True
    with pytest.raises(TypeError):
        load.country("ETH").names["en"] = "x"
    assert load.countries() is load.countries()


def test_a_broken_row_is_refused_with_its_file_entry_and_field():
    from safeconduct.standards.cards import Regime

    good = {"key": "x", "name": "X", "protected": True, "level": 1, "refer_to": None, "mark": "D"}
    assert reading.card(Regime, good, "regimes.json").key == "x"
    with pytest.raises(load.BrokenData, match=r"regimes.json: x has unknown fields \['colour'\]"):
        reading.card(Regime, good | {"colour": 1}, "regimes.json")
    with pytest.raises(load.BrokenData, match=r"x lacks \['name'\]"):
        reading.card(Regime, {key: value for key, value in good.items() if key != "name"}, "regimes.json")
    with pytest.raises(load.BrokenData, match="mark 'Q'"):
        reading.card(Regime, good | {"mark": "Q"}, "regimes.json")
    with pytest.raises(load.UnknownEntry, match="no data file"):
        load.raw("nothing")


def test_the_texts_for_gettext_are_all_there_once():
    texts = load.texts()
    assert len(texts) == len(set(texts)) > 250
    assert {"Refugee or asylum-seeker", "Labour inspection", "Must leave, at government cost", "Shelter and non-food items", "Two people to carry"} <= set(
        texts
    )


def test_the_country_file_is_what_its_builder_writes():
    babel = pytest.importorskip("babel")
    if babel.__version__ != load.raw("countries")["source"]["babel"]:
        pytest.skip("needs the version of babel that wrote the file")
    from tools import build_countries

    assert build_countries.OUT.read_text("utf-8") == build_countries.lines(build_countries.build())
