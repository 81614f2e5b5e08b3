"""What the migrant reads never names this software, says what a receipt is not, and says that we never ask for money."""

from __future__ import annotations

import json
import re

import pytest
from django.utils.html import escape

from safeconduct.access import actors
from safeconduct.messaging import rules
from safeconduct.messaging.shipped import SHIPPED, texts_of_correction, texts_of_shipped
from safeconduct.standards import load
from tests.shared import ROOT
from tests.stories.world import built

OURS = re.compile(r"safe[\s-]?conduct", re.IGNORECASE)
DATA = ROOT / "src" / "safeconduct" / "standards" / "data"
LANGUAGES = tuple(load.catalogue_languages())


@pytest.mark.parametrize("name", ["sentences", "answers"])
def test_no_sentence_of_the_data_names_this_software(name):
    found = OURS.findall(json.dumps(json.loads((DATA / f"{name}.json").read_text("utf8")), ensure_ascii=False))
    assert not found, f"{name}.json: the migrant knows an office, not a product"


@pytest.mark.parametrize("key", [*SHIPPED, "correction"])
def test_no_shipped_text_names_this_software_or_asks_for_what_we_never_ask_for(key):
    for language, entry in (texts_of_correction("today") if key == "correction" else texts_of_shipped(key)).items():
        for kind in ("text", "neutral"):
            text = rules.finished(entry.get(kind, ""), language)
            assert not OURS.search(text), (key, language, kind)
            assert text.count(rules.never_ask(language)) == 1, (key, language, kind)


def test_what_a_receipt_is_not_is_said_in_every_language_of_the_catalogue():
    said = load.sentence("page.not_a_travel_document").texts
    assert set(LANGUAGES) <= set(said) and len({said[one] for one in LANGUAGES}) == len(LANGUAGES)
    assert said["en"] == "This is not a travel document and gives no permission."
    assert load.sentence("start.never_ask").texts["en"] == "We never ask for money, a passport number or a password."


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_open_door(client, language):
    """No screen names this software in page or headers; each says what we never ask for; a receipt says what it is not."""
    built(1, 0, filled=False)
    never, receipt = (escape(load.sentence(key).texts[language]) for key in ("start.never_ask", "page.not_a_travel_document"))
    sent = {"safe": {"answer": "safe"}, "help": {"answer": "help", "sent": "1", "need": "medical"}, "other": {"answer": "safe", "by": "another", "sent": "1", "name": "A"}}
    sent["register"] = {"answer": "register", "sent": "1", "tel": "+251911234567", "country": "HTI"}
    screens = {name: client.get(f"/my/{language}/{name}") for name in ("", "code")}
    screens |= {f"ask {name}": client.post(f"/my/{language}/a", {"answer": name}) for name in ("help", "other", "register")}
    receipts = {name: client.post(f"/my/{language}/a", told) for name, told in sent.items()}
    sign = re.search(r'name="r" value="([^"]+)"', receipts["help"].content.decode())[1]
    screens["record"] = client.post(f"/my/{language}/record", {"r": sign})
    for name, response in (screens | receipts).items():
        text = response.content.decode()
        assert response.status_code == 200, name
        assert not OURS.search(text + repr(response.headers)), f"{name} names this software"
        assert never in text, f"{name} does not say what we never ask for"
    for name, response in receipts.items():
        assert receipt in response.content.decode(), f"the receipt of {name} does not say what it is not"
    assert not OURS.search(client.get("/my/weather").content.decode())


@pytest.mark.django_db
def test_every_text_to_a_person_says_that_we_never_ask_for_money_once():
    from safeconduct.messaging.models import Delivery
    from tests.house.examples.messaging import _filled

    _filled(built(6, 2))
    rows = [row for row in Delivery.objects.within(actors.duty("set-up")).exclude(person_id=None) if row.via is None]
    assert len(rows) > 3
    for row in rows:
        assert row.text.count(rules.never_ask(row.language)) == 1, row.text
        assert not OURS.search(row.text)
