"""What no text may hold, and what is over-long, is refused with a page on every address of the register; nothing sent breaks a page."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse

from safeconduct.kernel.words import as_text, is_text
from tests import worlds
from tests.house.walking import Visitor
from tests.shared import ROOT
from tests.stories.world import NOW, built

ASKED = re.compile(r"""(?:GET|given)(?:\.get|\.getlist)?[(\[]"([a-z_]+)\"""")
ODD = ("", "-1", "9" * 40, "x" * 1900, "2027-02-30T99:99", '"><b>', "01890000-0000-7000-8000-000000000000", "1e999")
SIGN_IN = "/sign-in/"


def parameters() -> dict[str, list[str]]:
    """Every parameter that a page reads out of its address, by room; those of tables are everybody's."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "src" / "safeconduct").rglob("*.py"):
        room = path.relative_to(ROOT / "src" / "safeconduct").parts[0]
        found.setdefault(room, set()).update(ASKED.findall(path.read_text("utf8")))
    shared = found.get("web", set()) | {"q", "sort", "cols", "after", "page", "next", "state", "reason", "record", "show"}
    return {room: sorted(names | shared) for room, names in found.items()}


def asked(visitor, route, query: str):
    with patch("django.utils.timezone.now", lambda: NOW + timedelta(minutes=10)):
        return visitor.client.get(visitor.address(route) + "?" + query)


@pytest.mark.parametrize("text, fine", [("a\x00", False), ("\ud800", False), ("\udfff", False), ("\x1b[31m", False), ("\uffff", False), ("ﻣﺮﺣﺒﺎ\n\t𝒜\u200d", True)])
def test_what_no_text_may_hold(text, fine):
    assert is_text(text) is fine and is_text(as_text(text))


@pytest.mark.slow
@pytest.mark.django_db
def test_a_character_that_no_text_may_hold_is_refused_in_every_parameter_of_every_page():
    wrong, seen, known = [], 0, parameters()
    assert {"country", "kind"} <= set(known["places"]) and "after" in known["hazards"]
    for route, visitor in Visitor.of_every_page(built()):
        exempt = getattr(resolve(visitor.address(route)).func, "csrf_exempt", False)
        tried = [*((name, "a%00b") for name in known.get(route.room, known["web"])), ("q", "%00"), ("q", "%EF%BF%BF"), ("q", "%1B")]
        for name, value in tried:
            answer = asked(visitor, route, f"{name}={value}")
            seen += 1
            if answer.status_code != 400 and not (exempt and answer.status_code < 500):
                wrong.append(f"{route.name}?{name}={value}: {answer.status_code}")
        for query in ("q=%ED%A0%80", "%00=1", "q=" + "x" * 2001):
            answer = asked(visitor, route, query)
            if answer.status_code >= 500 or (query != "q=%ED%A0%80" and answer.status_code != 400 and not exempt):
                wrong.append(f"{route.name}?{query[:20]}: {answer.status_code}")
    assert seen > 1000 and not wrong, "\n".join(wrong[:40])


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_that_is_asked_breaks_a_page():
    wrong, known = [], parameters()
    for route, visitor in Visitor.of_every_page(built()):
        for value in ODD:
            said = quote(value, safe="")
            answer = asked(visitor, route, "&".join(f"{name}={said}" for name in known.get(route.room, known["web"])))
            if answer.status_code >= 500:
                wrong.append(f"{route.name} asked {value[:30]!r} in all: {answer.status_code}")
    assert not wrong, "\n".join(wrong[:40])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {"path": "/people/%00/"}, {"path": "/sign-in/%00"}, {"path": SIGN_IN, "headers": {"referer": "http://testserver/\x00"}}, {"path": SIGN_IN, "headers": {"user-agent": "a\x00b"}},
        {"path": SIGN_IN, "headers": {"accept-language": "\x00"}}, {"path": SIGN_IN, "cookies": {"s": "\x00"}}, {"path": SIGN_IN, "headers": {"content-type": "text/plain; charset=utf-7"}},
        {"path": SIGN_IN + "?next=%2B2AA-", "headers": {"content-type": "multipart/form-data; charset=utf-16"}},
    ],
)  # fmt: skip
def test_address_header_and_cookie_are_looked_at(sent):
    browser = Client(headers=sent.get("headers"))
    browser.raise_request_exception = False
    for name, value in sent.get("cookies", {}).items():
        browser.cookies[name] = "x"
        browser.cookies[name].set(name, value, value)
    answer = browser.get(sent["path"])
    assert answer.status_code == 400 and b"no text may hold" in answer.content
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_field_of_a_form_is_looked_at_and_nothing_is_changed(client):
    post = worlds.post()
    client.force_login(worlds.officer(post.section, "administrator"), backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    url = reverse("access:set-up", args=["user"])
    for told in ({"username": "a\x00", "name": "A"}, {"username": "a", "name": "A\x0b"}, {"username": "a", "name": "A", "x\x00": "1"}, {"username": "a", "name": "x" * 100_001}):
        assert client.post(url, told).status_code == 400, told
    assert client.post(url, {"username": "a" * 81, "name": "x" * 121}).status_code == 422
    assert type(post.user).objects.count() == 2
    assert client.post(SIGN_IN, {"username": "u\x00", "password": "p"}).status_code == 400
    assert client.post(SIGN_IN, {"username": "u" * 3000, "password": "p"}).status_code == 422
    assert client.post(SIGN_IN, {"username": "u", "password": "p" * 5000}).status_code == 422
    answer = client.post(SIGN_IN, {"username": "u", "password": "p"}, headers={"user-agent": "x" * 9000, "accept": "y" * 9000}, QUERY_STRING="next=/" + "z" * 1500)
    assert answer.status_code == 422


@pytest.mark.django_db
def test_the_name_of_a_file_breaks_nothing(client):
    post = worlds.post()
    client.force_login(worlds.officer(post.section, "data_officer"), backend="django.contrib.auth.backends.ModelBackend")
    client.raise_request_exception = False
    for name in ("a\x00b.csv", "\ud800.csv".encode("utf8", "surrogatepass").decode("latin1"), "x" * 4000 + ".csv", "../../etc/passwd", "\u202evsc.exe"):
        file = SimpleUploadedFile("list.csv", b"name\nAda\n", "text/csv")
        file._name = name
        answer = client.post(reverse("people:lists"), {"file": file})
        assert answer.status_code < 500, (name[:20], answer.status_code)


@pytest.mark.django_db
def test_at_the_open_door_a_character_is_replaced_and_the_call_for_help_is_heard(client):
    client.raise_request_exception = False
    for text in ("a\x00b", "x" * 200_000):
        assert client.post("/my/en/help/", {"text": text, "name": text}).status_code < 400 or client.post("/my/en/help/", {"text": text}).status_code in (404, 422, 429)


@pytest.mark.django_db
def test_a_gateways_text_with_such_a_character_is_kept(client, tmp_path, settings):
    from safeconduct.messaging.models import Inbound

    worlds.post()
    client.raise_request_exception = False
    with patch("safeconduct.messaging.webhooks.settings_of", lambda channel: {"secret": "four words"}):
        where = reverse("messaging:gateway-inbound", args=["sms"]) + "?secret=four+words"
        for told in ({"from": "+999123456789", "text": "help me\x00 now", "id": "1"}, {"from": "+999123456788", "text": "\ud83d", "id": "2"}):
            answer = client.post(where, json.dumps(told), content_type="application/json")
            assert answer.status_code == 200, answer.content
        assert client.post(where, "[" * 60_000 + r"\u0000", content_type="application/json").status_code == 400
        assert client.post(where, {"from": "+999123456787", "text": "m\x00n"}).status_code == 200
        assert client.post(where, "from=%2B999123456786&text=m%00n", content_type="application/x-www-form-urlencoded").status_code == 200
    assert Inbound.objects.within(worlds.system()).count() == 4
