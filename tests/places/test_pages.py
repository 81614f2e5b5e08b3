"""Pages of places: what is open, how many are thought to be where, files in."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from safeconduct.kernel.ids import new_uid
from safeconduct.places import actions, queries
from tests import worlds
from tests.places.test_places import areas
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def signed_in(client, role="duty_officer", functions=("consular",)):
    where = worlds.unit(worlds.organisation(f"Office {role}"), functions)
    client.force_login(worlds.officer(where, role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def door(actor, **more):
    values = {"kind": "airport", "name": "Airport of Utopia", "country": "HTI", "path": "HTI/HT01", "lon": -72.3, "lat": 18.6, "status": "open", "telephone": "+509 1", "at": NOW}
    return actions.put_site(actor, uid=new_uid(), **{**values, **more})


def test_the_list_of_countries_and_an_area_answer_their_question(client):
    areas(worlds.system())
    door(worlds.system())
    signed_in(client)
    assert "Haiti" in client.get(reverse("places:countries")).content.decode()
    page = client.get(reverse("places:area", args=["HTI/HT01"])).content.decode()
    assert "Airport of Utopia" in page and "<svg" in page
    assert client.get(reverse("places:area", args=["HTI/NO"])).status_code == 404


def test_an_officer_says_that_a_place_is_shut_and_the_list_shows_it_first(client):
    areas(worlds.system())
    uid = door(worlds.system())
    door(worlds.system(), name="Other airport")
    signed_in(client)
    assert client.post(reverse("places:site", args=[uid]), {"status": "shut", "note": "runway under water"}).status_code == 302
    page = client.get(reverse("places:sites")).content.decode()
    assert page.index("Airport of Utopia") < page.index("Other airport") and "runway under water" in page


def test_who_may_not_change_a_status_is_not_offered_it(client):
    uid = door(worlds.system())
    signed_in(client, "border_officer", ("border_immigration",))
    assert "Say how it is now" not in client.get(reverse("places:site", args=[uid])).content.decode()
    assert client.post(reverse("places:site", args=[uid]), {"status": "shut"}).status_code == 403
    assert queries.site(uid).status == "open"


def test_an_estimate_that_is_no_range_comes_back_with_a_sentence(client):
    areas(worlds.system())
    signed_in(client, "head_of_post")
    told = {"nationality": "UTO", "low": 10, "best": "", "high": 5, "source": "census", "method": "count", "month": "2026-11-30"}
    answer = client.post(reverse("places:area", args=["HTI/HT01"]), told)
    assert answer.status_code == 422 and "the lowest first" in answer.content.decode()
    assert client.post(reverse("places:area", args=["HTI/HT01"]), told | {"high": 50}).status_code == 302
    assert [(p.low, p.best, p.high, p.month) for p in queries.presence(path="HTI")] == [(10, None, 50, date(2026, 11, 1))]


def test_a_file_is_answered_row_by_row(client):
    signed_in(client, "administrator")
    table = b"code,name,parent,level,country\nHTI,Haiti,,0,HTI\nHT01,Ouest,HTI,1,HTI\nHT9901,Nowhere,HT99,2,HTI\n"
    answer = client.post(reverse("places:import"), {"file": SimpleUploadedFile("a.csv", table), "what": "areas", "country": ""})
    page = answer.content.decode()
    assert answer.status_code == 200 and "its parent HT99 is not there" in page
    assert [a.path for a in queries.areas("HTI")] == ["HTI", "HTI/HT01"]
