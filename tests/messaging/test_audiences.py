"""Whom we write to: conditions that hold together, in numbers before anything, only people whom the officer sees and whom something on record lets us warn."""

from datetime import date

import pytest
from django.urls import reverse

from safeconduct.access.models import Unit, User
from safeconduct.crises import actions as crises
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions, queries, rules
from safeconduct.messaging.models import Audience, Delivery, Message
from safeconduct.people import actions as people
from safeconduct.people import queries as register
from safeconduct.people.models import Consent, Person
from safeconduct.people.queries import choosing
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.messaging.world import LATER, NOW, TEXTS, draft, fresh, phone, put, rows, run
from tests.places.test_places import areas

pytestmark = pytest.mark.django_db
HERE = {"lon": -72.34, "lat": 18.54, "accuracy_m": 20, "source": "gps"}
NEAR = {"lon": -72.30, "lat": 18.54, "accuracy_m": 20, "source": "gps"}  # 4.2 km east of it
FAR = {"lon": -71.0, "lat": 18.54, "accuracy_m": 20, "source": "gps"}


def who(actor, **asked):
    return queries.who(fresh(actor), asked, NOW)


def ids(*uids):
    return set(Person.objects.within(worlds.system()).filter(uid__in=uids).values_list("id", flat=True))


def grounds(person, **changes):
    Consent.objects.within(worlds.system()).filter(person__uid=person).update(**changes)


def opened(actor, **more):
    values = dict(
        crisis=new_uid(), name="Storm", kind="natural_disaster", started_at=NOW, ends_on=date(2027, 4, 1), paths=["HTI"], data_officer="dpo", at=NOW,
        controller=worlds.Organisation.objects.get(id=actor.organisation_id).uid,
    )  # fmt: skip
    return crises.open_crisis(worlds.system(), **(values | more))


@pytest.fixture
def client(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    areas(worlds.system())
    return client


def test_conditions_hold_together_and_each_alone_chooses(post):
    one = put(post.officer, phone(), languages=("am", "en"), path="HTI/HT01", needs=("wheelchair",), position=HERE)
    two = put(post.officer, phone("+99955501002"), languages=("en", "am"), path="HTI/HT01", position=NEAR)
    three = put(post.officer, phone("+99955501003"), languages=("am",), path="HTI/HT02", position=FAR)
    assert who(post.officer, languages=["am"]) == ids(one, three)
    assert who(post.officer, path="HTI/HT01") == ids(one, two)
    assert who(post.officer, path="HTI/HT01", languages=["am"]) == ids(one)
    assert who(post.officer, needs=["wheelchair", "oxygen"]) == ids(one)
    assert who(post.officer, needs=["wheelchair"], path="HTI/HT02") == set()
    assert who(post.officer, nationality="UTO", people=[str(two), str(three)]) == ids(two, three)
    assert who(post.officer, nationality="ETH") == set() and who(post.officer) == set()


def test_around_a_point_by_true_distance_and_who_may_be_inside_by_accuracy(post):
    here, near, far = put(post.officer, position=HERE), put(post.officer, position=NEAR), put(post.officer, position=FAR)
    rough = put(post.officer, position=NEAR | {"lon": -72.27, "accuracy_m": 4000})  # 7.4 km east
    point = {"lon": -72.34, "lat": 18.54}
    assert who(post.officer, near=point | {"km": 4.0}) == ids(here, rough)
    assert who(post.officer, near=point | {"km": 4.5}) == ids(here, near, rough)
    assert who(post.officer, near=point | {"km": 500}) == ids(here, near, far, rough)
    assert who(post.officer, near=point | {"km": 4.5}, people=[str(near)]) == ids(near)


@pytest.mark.parametrize(
    ("purpose", "basis", "may"),
    [
        ("warn", "consent_explicit", True), ("assist", "consent_proxy", True), ("assistance", "consent", True), ("account_for", "legal_duty", True),
        ("claim", "consent_explicit", False), ("statistics", "public_interest", False), ("registration_only", "consent", False), ("vital_interest", "vital_interest", False),
    ],
)  # fmt: skip
def test_only_who_has_a_ground_that_covers_a_warning_is_in_an_audience(post, purpose, basis, may):
    person = put(post.officer, phone(), path="HTI/HT01", purpose=purpose, basis=basis)
    preview = queries.audience(fresh(post.officer), {"path": "HTI"}, NOW)
    assert (preview.total, preview.no_ground) == ((1, 0) if may else (0, 1))
    assert who(post.officer, path="HTI") == (ids(person) if may else set())
    assert preview.numbers()["no_ground"] == (0 if may else 1)


def test_vital_interest_is_a_ground_while_there_is_danger_and_an_unsafe_contact_is_still_not_used(post):
    person = put(post.officer, phone(may_write=False, may_call=False), path="HTI/HT01", basis="vital_interest")
    assert who(post.officer, path="HTI") == set(), "no danger is on record"
    crisis = opened(post.officer)
    assert who(post.officer, path="HTI") == ids(person) == who(post.officer, crisis=str(crisis))
    preview = queries.audience(fresh(post.officer), {"path": "HTI"}, NOW)
    assert (preview.total, preview.reachable, preview.not_safe) == (1, 0, 1)
    crises.close_crisis(worlds.system(), crisis=crisis, at=NOW)
    assert who(post.officer, path="HTI") == set()
    Consent.objects.within(worlds.system()).update(withdrawn_at=NOW)
    assert who(post.officer, crisis=str(crisis)) == set(), "the person objected"


def test_who_takes_back_what_covers_warnings_gets_none_also_when_it_waits_already(post):
    person = put(post.officer, phone(), purpose="warn", basis="consent_explicit")
    people.agree(fresh(post.officer), consent=new_uid(), person=person, purpose="claim", recipients=[], text_version="1", language="en", at=NOW)
    uid = draft(post.officer, [person])
    actions.release(fresh(post.officer), message=uid, at=NOW)
    held = Message.objects.get(uid=uid)
    actions.fill(worlds.system(), message=uid, rows=queries.plan(fresh(post.officer), ids(person), texts=TEXTS, channels=held.channels, machine_ok=False, at=NOW), at=NOW)
    assert [row.state for row in rows(uid)] == ["waiting"]
    warn = Consent.objects.within(worlds.system()).get(purpose="warn")
    people.withdraw(fresh(post.officer), person=person, consent=warn.uid, at=LATER)
    assert [(row.state, row.fault) for row in rows(uid)] == [("withdrawn", "withdrawn")]
    run()
    assert Delivery.objects.within(worlds.system()).filter(state="handed_over").count() == 0
    grounds(person, withdrawn_at=None)
    again = draft(post.officer, [person])
    actions.release(fresh(post.officer), message=again, at=NOW)
    Consent.objects.within(worlds.system()).filter(purpose="warn").update(lapsed_at=NOW)
    run()
    assert rows(again) == [], "it lapsed between the release and the sending"


def test_a_consent_holds_through_its_last_day_everywhere_and_no_longer(post):
    person = put(post.officer, phone(), path="HTI/HT01")
    grounds(person, valid_until=date(2027, 1, 20))
    for day, hour, inside in ((20, 23, True), (21, 11, True), (21, 12, False)):
        at = NOW.replace(day=day, hour=hour, minute=0)
        assert queries.who(fresh(post.officer), {"path": "HTI"}, at) == (ids(person) if inside else set()), (day, hour)
        assert [card.uid for card in choosing.reach(fresh(post.officer), ids(person), at)] == ([person] if inside else [])


def test_nobody_whom_the_officer_does_not_see_is_counted_by_any_condition_or_code(post):
    other = worlds.organisation("Relief Agency", "io", "")
    agency = worlds.unit(other, ["protection"])
    worker = worlds.acting(worlds.officer(agency, "case_worker"), agency)
    hidden = people.register_person(
        worker, person=new_uid(), told=NewPerson(names=({"full": "X"},), nationalities=("UTO",), languages=("am",), path="HTI/HT01", needs=("wheelchair",), position=HERE), at=NOW
    )
    mine = put(post.officer, languages=("am",), path="HTI/HT01", needs=("wheelchair",), position=HERE)
    code = register.card(fresh(worker), hidden).code
    for asked in ({"languages": ["am"]}, {"path": "HTI"}, {"needs": ["wheelchair"]}, {"near": {"lon": -72.34, "lat": 18.54, "km": 9}}, {"people": [str(hidden), str(mine)]}):
        preview = queries.audience(fresh(post.officer), asked, NOW)
        assert (preview.total, preview.no_ground) == (1, 0), asked
    assert choosing.by_codes(fresh(post.officer), [code]) == {} and choosing.codes_of(fresh(post.officer), [hidden]) == []


def test_an_audience_is_kept_under_a_name_and_the_name_is_changed_not_doubled(post):
    uid = actions.save_audience(post.officer, audience=new_uid(), name=" Amharic  speakers ", asked={"languages": ["am"]}, at=NOW)
    again = actions.save_audience(post.officer, audience=new_uid(), name="Amharic speakers", asked={"languages": ["am"], "path": "HTI"}, at=NOW)
    assert uid == again
    [card] = queries.kept_audiences(post.officer)
    assert (card.name, card.asked) == ("Amharic speakers", {"languages": ["am"], "path": "HTI"})
    with pytest.raises(rules.NobodyChosen):
        actions.save_audience(post.officer, audience=new_uid(), name="All", asked={"languages": []}, at=NOW)
    with pytest.raises(rules.NoName):
        actions.save_audience(post.officer, audience=new_uid(), name="  ", asked={"path": "HTI"}, at=NOW)
    stranger = worlds.unit(worlds.organisation("Another ministry", "foreign_ministry", "RUR"))
    other = worlds.acting(worlds.officer(stranger), stranger)
    assert queries.kept_audiences(other) == []
    with pytest.raises(NotFound):
        actions.drop_audience(other, audience=uid, at=NOW)
    actions.drop_audience(post.officer, audience=uid, at=NOW)
    assert queries.kept_audiences(post.officer) == []


def test_who_is_erased_is_on_no_kept_list_and_what_was_kept_for_a_crisis_ends_with_it(post):
    gone, stays, crisis = put(post.officer), put(post.officer), opened(post.officer)
    keep = lambda name, asked: actions.save_audience(fresh(post.officer), audience=new_uid(), name=name, asked=asked, at=NOW)  # noqa: E731
    both, alone, listed = keep("both", {"people": [str(gone), str(stays)]}), keep("alone", {"people": [str(gone)]}), keep("listed", {"crisis": str(crisis)})
    people.erase_person(fresh(worlds.acting(worlds.officer(post.section, "data_officer"), post.section)), person=gone, because="asked", at=NOW)
    assert {row.uid: row.asked for row in Audience.objects.all()} == {both: {"people": [str(stays)]}, listed: {"crisis": str(crisis)}} and alone
    crises.close_crisis(worlds.system(), crisis=crisis, at=NOW)
    assert [row.uid for row in Audience.objects.all()] == [both]


# the page


def told(**more):
    return {"do": "count"} | more


def test_the_page_shows_numbers_before_anything_and_writes_nothing(client, post):
    put(post.officer, phone(), languages=("am",), path="HTI/HT01")
    put(post.officer, phone("+99955501002", may_write=False, may_call=False), languages=("am",), path="HTI/HT01")
    put(post.officer, languages=("am",), path="HTI/HT01")
    put(post.officer, phone("+99955501004"), languages=("am",), path="HTI/HT01", purpose="claim", basis="consent_explicit")
    page = client.post(reverse("messaging:people"), told(path="HTI/HT01", languages=["am"]))
    body = page.content.decode()
    assert page.status_code == 200 and "<b>1</b> of <b>3</b> people" in body
    assert "<b>1</b> not safely reachable, <b>1</b> without a contact" in body and "<b>1</b> more is left out" in body
    assert not Message.objects.exists() and not Audience.objects.exists()


def test_an_open_form_is_nobody_and_half_a_circle_is_refused(client):
    for given, said in (({}, "This audience is nobody"), ({"point": "18.5, -72.3"}, "within how many"), ({"km": "5"}, "around what"), ({"point": "99, 1", "km": "5"}, "latitude, longitude"), ({"codes": "4KD-92M7"}, "answers to nobody")):
        page = client.post(reverse("messaging:people"), told(**given))
        assert page.status_code == 422 and said in page.content.decode(), given


def test_from_the_form_to_a_draft_that_shows_the_same_people_and_many_wait_for_a_second_person(client, post, monkeypatch):
    actions.load_shipped(worlds.system(), at=NOW)
    text = next(t for t in queries.templates(post.officer, state="approved") if t.key == "advice_flood")
    person = put(post.officer, phone(), languages=("en",), position=HERE)
    put(post.officer, phone("+99955501002"), languages=("en",), position=FAR)
    page = client.post(reverse("messaging:people"), told(do="write", point="18.54, -72.34", km="10"))
    assert page.status_code == 422 and "Choose a text" in page.content.decode()
    page = client.post(reverse("messaging:people"), told(do="write", point="18.54, -72.34", km="10", template=str(text.uid)))
    row = Message.objects.get()
    assert page.status_code == 302 and row.audience == {"near": {"lon": -72.34, "lat": 18.54, "km": 10.0}}
    assert queries.who(fresh(post.officer), row.audience, NOW) == ids(person) and queries.preview(fresh(post.officer), row.uid, NOW).total == 1
    monkeypatch.setattr("safeconduct.messaging.rules.life.SECOND_PERSON_ABOVE", 0)
    assert actions.release(fresh(post.officer), message=row.uid, accept_machine=True, at=NOW) == "waiting"
    assert rows(row.uid) == []


def test_a_kept_audience_opens_with_its_numbers_and_a_code_finds_its_person(client, post):
    person = put(post.officer, phone(), languages=("am",))
    code = register.card(fresh(post.officer), person).code
    page = client.post(reverse("messaging:people"), told(do="save", codes=code.lower(), name="One"))
    assert page.status_code == 302 and Audience.objects.get().asked == {"people": [str(person)]}
    body = client.get(page["Location"]).content.decode()
    assert "<b>1</b> of <b>1</b> people" in body and code in body and "Sara" not in body
    assert client.post(reverse("messaging:drop-audience", args=[Audience.objects.get().uid])).status_code == 302
    assert not Audience.objects.exists()


def test_a_kept_audience_never_grows_because_its_hazard_is_over(client, post):
    put(post.officer, phone(), languages=("am",))
    gone = new_uid()
    kept = actions.save_audience(fresh(post.officer), audience=new_uid(), name="Flood", asked={"inside": str(gone), "languages": ["am"]}, at=NOW)
    url = reverse("messaging:people") + f"?kept={kept}"
    body = client.post(url, told(inside=str(gone), languages=["am"])).content.decode()
    assert "a hazard that is over" in body and "selected" in body.split(str(gone))[1][:12]
    assert client.post(reverse("messaging:people"), told(inside=str(gone), languages=["am"])).status_code == 422


def test_who_may_not_draft_does_not_open_the_form(client, post):
    user = worlds.officer(post.section, "case_worker")
    client.force_login(User.objects.get(id=user.id), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("messaging:people")).status_code == 403 and Unit.objects.exists()
