"""Event words of many languages, event codes and categories become hazard kinds by the data file."""

import pytest

from safeconduct.hazards.kinds import data, kind_of


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Earthquake", "earthquake"), ("Tsunami Warning", "tsunami"), ("Earthquake and tsunami", "tsunami"), ("Flash Flood Watch", "flood"), ("Storm Surge Warning", "flood"),
        ("Tropical Storm Warning", "storm"), ("Snow storm", "snow"), ("Dense Fog Advisory", "fog"), ("Excessive Heat Warning", "heat"), ("Red Flag Warning", "wildfire"), ("BUSH FIRE", "wildfire"),
        ("Debris flow", "landslide"), ("Armed conflict", "violence"), ("Cholera outbreak", "epidemic"), ("Hazardous materials release", "industrial"), ("Avalanche", "avalanche"),
        ("Terremoto", "earthquake"), ("Aviso de Ciclón Tropical en el Pacífico", "storm"), ("Inundación repentina", "flood"), ("Sequía", "drought"), ("Incendio forestal", "wildfire"),
        ("Séisme", "earthquake"), ("Orages violents", "storm"), ("Canicule", "heat"), ("Glissement de terrain", "landslide"), ("Neige-verglas", "snow"), ("Pluie-inondation", "rain"),
        ("地震", "earthquake"), ("颱風", "storm"), ("台风蓝色预警", "storm"), ("高温", "heat"), ("土石流", "landslide"), ("水庫放流", "flood"), ("暴雨红色预警", "rain"), ("濃霧", "fog"),
        ("Översvämning", "flood"), ("Jordskalv", "earthquake"), ("Skogsbrand", "wildfire"), ("Inundação", "flood"), ("Seca severa", "drought"), ("Deslizamentos de terra", "landslide"),
        ("زلزال", "earthquake"), ("فيضان", "flood"), ("عاصفة رملية", "storm"), ("أمطار غزيرة", "rain"), ("Jarðskjálfti", "earthquake"), ("Eldgos", "volcano"), ("Snjóflóð", "avalanche"), ("Vatnavextir", "flood"),
        ("Bagyo", "storm"), ("Lindol", "earthquake"), ("Pagguho ng lupa", "landslide"), ("Землетрясение", "earthquake"), ("津波警報", "tsunami"), ("बाढ़", "flood"), ("Erdbeben", "earthquake"),
    ],
)  # fmt: skip
def test_an_event_is_known_by_its_words(event, kind):
    assert kind_of(event)[0] == kind


@pytest.mark.parametrize(
    ("codes", "kind"),
    [(("SAME", "TOR"), "storm"), (("SAME", "TSW"), "tsunami"), (("profile:CAP-TWP:Event:1.0", "debrisFlow"), "landslide"), (("x", "grassFire"), "wildfire"), (("x", "suddenFlashFlood"), "flood"), (("CAP-CP", "earthquake"), "earthquake")],
)
def test_an_event_is_known_by_its_code_in_words_that_nobody_knows(codes, kind):
    assert kind_of("xyzzy", (codes,), ("Met",))[0] == kind


def test_an_event_that_nobody_knows_still_has_its_category_so_that_it_is_not_dropped():
    assert kind_of("xyzzy", (("unknown", "zzz"),), ("Met",))[0] == "weather"
    assert kind_of("xyzzy", (), ("Security",))[0] == "violence"
    assert kind_of("xyzzy", (), ("Transport",)) == ("", "the event 'xyzzy' is in no list of data/kinds.json")


@pytest.mark.parametrize("event", ["Child Abduction Emergency", "開放臨時停車", "血液庫存", "Required Weekly Test", "道路封閉", "Road closed by flood"])
def test_what_is_no_hazard_has_no_kind_whatever_its_category(event):
    kind, why = kind_of(event, (), ("Met", "Security"))

    assert kind == ""
    assert "is no hazard here" in why


def test_a_headline_counts_only_where_the_event_says_nothing():
    assert kind_of("Alert", (), (), "Tsunami at the coast")[0] == "tsunami"
    assert kind_of("Traffic", (), (), "Tsunami at the coast")[0] == ""
    assert kind_of("xyzzy", (), (), "Tsunami at the coast")[0] == ""


def test_every_code_stands_for_one_kind_only():
    table = data("kinds.json")
    seen = {}
    for kind, entry in [*table["kinds"].items(), ("none", table["not_hazards"])]:
        for code in entry["codes"]:
            assert seen.setdefault(code.casefold(), kind) == kind, code
