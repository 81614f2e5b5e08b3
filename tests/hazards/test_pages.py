"""Pages of hazards: files in, who is inside, judging, joining, a crisis around it, feeds."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from safeconduct.config import cli
from safeconduct.config.demo import alerts as demo
from safeconduct.crises import queries as crises
from safeconduct.hazards import jobs, queries
from safeconduct.hazards.models import Alert, Assessment, Feed, Hazard, Receipt
from tests import worlds
from tests.crises.test_crises import opened
from tests.hazards.test_chain import cap, put, receive
from tests.hazards.test_joining import quake
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


class Desk:
    """A post with somebody who sits at a browser."""

    def __init__(self, client, role="duty_officer", functions=("consular",)):
        self.client, self.post = client, worlds.post()
        self.section = self.post.section if functions == ("consular",) else worlds.unit(self.post.ministry, functions, name="Other section")
        self.user = worlds.officer(self.section, role)
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")

    @property
    def actor(self):
        return worlds.acting(self.user, self.section, timezone.now())

    def text(self, name, *args):
        answer = self.client.get(reverse(name, args=args))
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


@pytest.fixture
def desk(client):
    return Desk(client)


def now_cap(**more):
    """The alert of the chain, news at this moment."""
    return demo.fresh("quake-alert.xml", timezone.now())


def files(*pairs):
    return {"files": [SimpleUploadedFile(name, data) for name, data in pairs]}


def test_every_file_is_answered_with_its_reason_and_a_receipt_is_kept(desk):
    answer = desk.client.post(reverse("hazards:drop"), files(("a.xml", now_cap()), ("b.xml", b"<alert>"), ("c.csv", b"location_code,event_type,fatalities\n"), ("d.xml", b"")))
    page = answer.content.decode()
    assert answer.status_code == 200 and [r.outcome for r in Receipt.objects.order_by("id")] == ["accepted", "refused", "ignored", "refused"]
    for said in ("a.xml", "the file is empty", "conflict counts", "Who is inside?"):
        assert said in page
    again = desk.client.post(reverse("hazards:drop"), files(("a.xml", now_cap()))).content.decode()
    assert "a.xml" in again and Hazard.objects.count() == 1


def test_no_file_is_no_answer(desk):
    assert desk.client.post(reverse("hazards:drop"), {}).status_code == 422


def test_the_page_says_who_is_inside_by_band_nationality_language_and_need(desk):
    for _ in range(12):
        put(desk.post.officer, -72.5, 18.5)
    put(desk.post.officer, -72.5, 18.5, days=400, language="es")
    receive(desk.post.officer, cap(), NOW)
    page = desk.text("hazards:hazard", Hazard.objects.get().uid)
    assert "12–13" in page and "አማርኛ" in page and "Español" in page and "<svg" in page
    assert "An alert proposes a message" in page and "Strong earthquake" in page


def test_the_list_shows_what_may_propose_and_what_must_be_judged(desk):
    put(desk.post.officer, -72.5, 18.5)
    receive(desk.post.officer, cap(), NOW)
    jobs.weigh(None, str(Hazard.objects.get().uid), 0, NOW)
    page = desk.text("hazards:list")
    assert "may be proposed" in page and "an authority warns" in page
    one = Assessment.objects.get()
    close = reverse("hazards:close-assessment", args=[one.uid])
    assert desk.client.post(close, {"state": "message", "conclusion": ""}).status_code == 422
    assert desk.client.post(close, {"state": "message", "conclusion": "Wrote to them"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "message" and "Wrote to them" in desk.text("hazards:hazard", Hazard.objects.get().uid)


def test_an_empty_list_says_what_to_do(desk):
    page = desk.text("hazards:list")
    assert "Nothing that we have been told of" in page and reverse("hazards:feeds") in page
    assert "Nothing has ended yet" in desk.text("hazards:past")


def test_the_same_event_is_joined_on_the_page_and_the_old_address_leads_on(desk):
    receive(desk.post.officer, cap().replace(b"<expires>", b"<onset>2027-01-14T08:45:00+00:00</onset><expires>"), NOW)
    desk.client.post(reverse("hazards:drop"), files(("q.json", quake())))
    authority, usgs = Hazard.objects.get(alerts__source="cap"), Hazard.objects.get(alerts__source="usgs")
    assert "Is this the same event?" in desk.text("hazards:hazard", authority.uid)
    assert desk.client.post(reverse("hazards:join", args=[authority.uid]), {"other": str(usgs.uid)}).status_code == 302
    assert desk.client.get(reverse("hazards:hazard", args=[usgs.uid])).url == reverse("hazards:hazard", args=[authority.uid])


def test_a_head_of_post_opens_a_crisis_around_a_hazard(client):
    desk = Desk(client, "head_of_post")
    receive(desk.post.officer, cap(), NOW)
    uid = Hazard.objects.get().uid
    told = {"name": "Earthquake", "ends_on": "2020-01-01", "data_officer": "dpo"}
    assert client.post(reverse("hazards:open-crisis", args=[uid]), told).status_code == 422
    assert client.post(reverse("hazards:open-crisis", args=[uid]), told | {"ends_on": "2027-06-01"}).status_code == 302
    card = crises.crises(desk.actor)[0]
    assert queries.hazard(desk.actor, uid).crisis_uid == card.uid and card.bbox == (-73, 18, -72, 19)
    assert client.session["crisis"]["title"] == "Earthquake"


def test_a_hazard_is_bound_to_an_open_crisis(desk):
    crisis = opened(worlds.acting(worlds.officer(desk.section, "head_of_post"), desk.section))
    receive(desk.post.officer, cap(), NOW)
    uid = Hazard.objects.get().uid
    assert desk.client.post(reverse("hazards:bind", args=[uid]), {"crisis": "none"}).status_code == 422
    assert desk.client.post(reverse("hazards:bind", args=[uid]), {"crisis": str(crisis)}).status_code == 302
    assert "To the crisis" in desk.text("hazards:hazard", uid)


def test_feeds_are_put_and_stopped_and_a_bad_address_comes_back_with_a_sentence(desk):
    url = reverse("hazards:feeds")
    answer = desk.client.post(url, {"name": "A", "url": "file:///etc/passwd", "minutes": 5})
    assert answer.status_code == 422 and "begins with https" in answer.content.decode() and not Feed.objects.exists()
    assert desk.client.post(url, {"name": "A", "url": "https://feeds.example/cap", "minutes": 5}).status_code == 302
    assert "not looked at yet" in desk.text("hazards:feeds")
    desk.client.post(reverse("hazards:stop-feed", args=[Feed.objects.get().uid]))
    assert "stopped" in desk.text("hazards:feeds")


def test_a_control_unit_sees_no_hazard_page_with_counts(client):
    desk = Desk(client, "border_officer", ("border_immigration",))
    receive(desk.post.officer, cap(), NOW)
    for name, *args in (("hazards:list",), ("hazards:hazard", Hazard.objects.get().uid), ("hazards:past",)):
        assert desk.client.get(reverse(name, args=args)).status_code == 403


def test_two_worlds_that_differ_in_one_hidden_person_look_the_same(desk):
    agency = worlds.organisation("Relief agency", "io", "")
    from safeconduct.kernel.ids import new_uid
    from safeconduct.people import actions as people
    from safeconduct.people.rules import NewPerson

    put(desk.post.officer, -72.5, 18.5)
    receive(desk.post.officer, cap(), NOW)
    uid = Hazard.objects.get().uid
    person = NewPerson(names=({"full": "Sara"},), nationalities=("UTO",), position={"lon": -72.5, "lat": 18.5, "as_of": NOW})
    jobs.weigh(None, str(uid), 0, NOW)
    before = worth(desk, uid)
    people.register_person(worlds.system(), person=new_uid(), told=person, owner=agency.id, at=NOW)
    jobs.weigh(None, str(uid), 0, NOW)
    assert worth(desk, uid) == before


def worth(desk, uid):
    """Both pages without what changes at every request: times of drawing and form tokens."""
    import re

    pages = desk.text("hazards:list") + desk.text("hazards:hazard", uid)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|<time[^>]*>[^<]*</time>', "", pages)


def test_reading_pages_takes_the_same_statements_for_one_hazard_and_for_many(desk, django_assert_max_num_queries):
    receive(desk.post.officer, cap(), NOW)
    with django_assert_max_num_queries(40) as one:
        desk.text("hazards:list")
    for number in range(6):
        receive(desk.post.officer, cap(f"n{number}"), NOW)
    with django_assert_max_num_queries(40) as many:
        desk.text("hazards:list")
    assert len(one) == len(many)


def test_the_command_reads_without_a_database_and_receives_with_one(tmp_path, capsys):
    (tmp_path / "a.xml").write_bytes(cap())
    (tmp_path / "b.txt").write_bytes(b"nothing")
    assert cli.main(["hazards", "read", str(tmp_path), "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["outcome"] for line in lines] == ["accepted", "refused"] and lines[0]["alerts"][0]["would_propose"] and not Alert.objects.exists()
    assert cli.main(["hazards", "receive", str(tmp_path / "a.xml"), "--json", "--at", NOW.isoformat()]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 1 and Alert.objects.count() == 1
    assert cli.main(["hazards", "read", str(tmp_path / "none")]) == 2
    assert cli.main(["hazards", "read", str(tmp_path / "a.xml"), "--at", "yesterday"]) == 2
