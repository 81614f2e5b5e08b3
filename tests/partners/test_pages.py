"""Pages of partners: what they answer, what a form does, what a refusal says in words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from safeconduct.access.models import Entry
from safeconduct.kernel.ids import new_uid
from safeconduct.partners import actions, queries
from safeconduct.partners.models import Agreement, Contact, Service, SharingClause, Watch
from tests.partners.making import agreement, contact, house, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    return house()


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_a_contact_is_put_on_file_tried_and_then_counts(client, of):
    sign_in(client, of.users["duty_officer"])
    told = {"name": "Nadia Toussaint", "kind": "official", "function": "health", "organisation": "", "organisation_name_": "Ministry of Health", "path": "HTI/HT01", "mobile": "+999 55 010 020, +999 55 010 021"}
    answer = client.post(reverse("partners:add-contact"), told)
    row = Contact.objects.get()
    assert answer.url == reverse("partners:contact", args=[row.uid])
    assert "answered no test" in text(client.get(answer.url))
    assert client.post(reverse("partners:test-contact", args=[row.uid]), {"how": "call", "answered": "yes"}).status_code == 302
    page = text(client.get(reverse("partners:contacts")))
    assert "today, by a call" in page and "<b>1</b> of <b>1</b> contact answered" in page
    change = client.get(reverse("partners:change-contact", args=[row.uid]))
    assert "+99955010020, +99955010021" in text(change)
    assert client.post(reverse("partners:add-contact"), {**told, "mobile": "at the desk"}).status_code == 422


def test_the_page_of_who_is_on_call_shows_gaps_and_takes_hours_of_the_place(client, of):
    sign_in(client, of.users["duty_officer"])
    uid = contact(of.actor())
    begins = timezone.now().replace(microsecond=0) + timedelta(days=1)
    told = {"contact": uid, "function": "health", "path": "HTI/HT01", "from_at": "2027-01-14T08:00", "to_at": "2027-01-14T20:00"}
    assert client.post(reverse("partners:on-call"), told).status_code == 302
    assert Watch.objects.get().from_at.isoformat() == "2027-01-14T13:00:00+00:00"  # Port-au-Prince is five hours behind
    actions.put_watch(of.actor(), watch=new_uid(), contact=uid, function="health", path="HTI/HT01", from_at=begins, to_at=begins + timedelta(hours=5), at=begins)
    page = text(client.get(reverse("partners:on-call")))
    assert "1 function has nobody now" in page and "Nobody of the own house is on duty now" in page


def test_handing_over_by_the_page(client, of):
    sign_in(client, of.users["duty_officer"])
    now, one, two, watch = timezone.now(), contact(of.actor()), contact(of.actor(), name="J. Pierre"), new_uid()
    actions.put_watch(of.actor(), watch=watch, contact=one, function="health", path="HTI/HT01", from_at=now - timedelta(hours=1), to_at=now + timedelta(hours=5), at=now)
    page = text(client.get(reverse("partners:hand-over", args=[watch])))
    assert "J. Pierre" in page and page.count("Nadia Toussaint") == 1
    assert client.post(reverse("partners:hand-over", args=[watch]), {"contact": two, "note": "Call at six."}).status_code == 302
    assert "Call at six." in text(client.get(reverse("partners:on-call")))


def test_a_service_that_shares_with_immigration_control_says_so_first(client, of):
    sign_in(client, of.users["other"])
    uid = service(of.actor(), firewall="broken", what_to_say="They ask for nothing.")
    page = text(client.get(reverse("partners:service", args=[uid])))
    assert "This service shares with immigration control." in page and "They ask for nothing." in page
    listed = text(client.get(reverse("partners:services")))
    assert "1 shares with immigration control" in listed and "<svg" in listed
    assert client.get(reverse("partners:change-service", args=[uid])).status_code == 404


def test_a_secret_place_is_on_no_map_and_its_form_takes_no_address(client, of):
    sign_in(client, of.users["duty_officer"])
    told = {"name": "Refuge", "kind": "gbv", "organisation": of.relief.uid, "path": "HTI/HT01", "is_secret": "on", "firewall": "kept", "status": "open", "address": "Rue Une"}
    answer = client.post(reverse("partners:add-service"), told)
    assert answer.status_code == 422 and "The place of this service is secret" in text(answer) and not Service.objects.exists()
    assert client.post(reverse("partners:add-service"), {**told, "address": ""}).status_code == 302
    assert "Map of services" not in text(client.get(reverse("partners:services")))


def test_a_service_is_verified_shut_and_found(client, of):
    sign_in(client, of.users["duty_officer"])
    uid = service(of.actor())
    client.post(reverse("partners:verify-service", args=[uid]), {"how": "visit"})
    client.post(reverse("partners:service-status", args=[uid]), {"status": "shut", "note": "Water."})
    page = text(client.get(reverse("partners:service", args=[uid])))
    assert "today, by a visit" in page and "Water." in page and "Monday to Friday: 08:00 to 16:00" in page
    assert "No service is on file here" in text(client.get(reverse("partners:services"), {"kind": "food"}))
    assert "Clinic" in text(client.get(reverse("partners:services"), {"kind": "health", "language": "fr", "path": "HTI"}))


def test_an_agreement_is_drafted_given_a_clause_signed_by_another_and_ended(client, of):
    sign_in(client, of.users["duty_officer"])
    told = {"title": "Shelter in Ouest", "kind": "mou", "functions": ["shelter"], "organisations": [of.relief.uid], "paths": ["HTI/HT01"], "valid_from": "2026-01-01"}
    assert client.post(reverse("partners:add-agreement"), {**told, "organisations": []}).status_code == 422
    assert client.post(reverse("partners:add-agreement"), told).status_code == 302
    uid = Agreement.objects.get().uid
    clause = {"recipient": of.relief.uid, "classes": ["personal"], "purpose": "assist", "conditions": ["no_onward"]}
    assert client.post(reverse("partners:add-clause", args=[uid]), {**clause, "recipient_kind": "ngo"}).status_code == 422
    assert client.post(reverse("partners:add-clause", args=[uid]), clause).status_code == 302
    assert client.post(reverse("partners:sign", args=[uid])).status_code == 403
    sign_in(client, of.users["head_of_post"])
    paper = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 x")
    assert client.post(reverse("partners:sign", args=[uid]), {"file": paper}).status_code == 302
    page = text(client.get(reverse("partners:agreement", args=[uid])))
    assert "in force" in page and "not to be passed on" in page and reverse("access:file", args=[Agreement.objects.get().file_uid]) in page
    client.post(reverse("partners:used", args=[uid]), {"on": "2026-02-02"})
    client.post(reverse("partners:end-clause", args=[uid, SharingClause.objects.get().uid]))
    client.post(reverse("partners:end-agreement", args=[uid]), {"reason": "replaced"})
    row = Agreement.objects.get()
    assert row.state == "ended" and row.tested_on.isoformat() == "2026-02-02" and SharingClause.objects.get().ends_on < timezone.now().date()


def test_whoever_drafted_it_is_told_that_another_puts_it_into_force(client, of):
    sign_in(client, of.users["head_of_post"])
    uid = agreement(of, signed=False)
    Agreement.objects.update(drafted_by=of.users["head_of_post"].uid)
    assert "You drafted it" in text(client.get(reverse("partners:agreement", args=[uid])))
    answer = client.post(reverse("partners:sign", args=[uid]))
    assert answer.status_code == 422 and Agreement.objects.get().state == "draft"


def test_a_list_that_may_not_leave_says_in_words_what_is_missing_and_one_that_may_carries_its_conditions(client, of):
    sign_in(client, of.users["head_of_post"])
    contact(of.actor())
    told = {"recipient": of.relief.uid, "purpose": "assist", "form": "csv"}
    answer = client.post(reverse("partners:give-contacts"), told)
    assert answer.status_code == 422 and "internal, personal" in text(answer) and "Assist and refer" in text(answer) and "Toussaint" not in text(answer)
    agreement(of, clauses=[{"conditions": ["no_onward"]}], valid_from=timezone.now().date(), valid_to=None)
    answer = client.post(reverse("partners:give-contacts"), told)
    assert answer["Content-Type"].startswith("text/csv") and "#contact+phone" in text(answer) and "not to be passed on" in text(answer) and "+99955010020" in text(answer)
    assert "contacts" in Entry.objects.filter(verb="access.export").get().text
    assert client.post(reverse("partners:give-contacts"), {**told, "form": "xlsx"}).content[:2] == b"PK"


def test_what_left_can_come_in_again_and_changes_nothing(client, of):
    sign_in(client, of.users["head_of_post"])
    service(of.actor(), telephone="+99955010021", eligibility=["free"], accessibility=["step_free"], what_to_say="-- ask for S.", firewall="kept", address="Rue Une, 4")
    given = client.post(reverse("partners:give-services"), {"recipient": of.ministry.uid, "purpose": "assist", "form": "csv"})
    answer = client.post(reverse("partners:import"), {"file": SimpleUploadedFile("services.csv", given.content)})
    assert "<b>1</b> row was counted, <b>0</b> refused" in text(answer)
    report = actions.import_services(of.actor(), data=given.content, at=timezone.now())
    assert (report.unchanged, report.updated, report.created) == (1, 0, 0)
    wrong = client.post(reverse("partners:import"), {"file": SimpleUploadedFile("x.csv", b"nothing")})
    assert wrong.status_code == 422 and "must name the columns" in text(wrong)


def test_a_border_officer_enters_none_of_it(client, of):
    where = worlds_border()
    sign_in(client, where)
    for name in ("contacts", "on-call", "services", "agreements", "give-contacts"):
        assert client.get(reverse(f"partners:{name}")).status_code == 403


def worlds_border():
    from tests import worlds

    return worlds.officer(worlds.unit(worlds.organisation("Interior", kind="interior_ministry", state="HTI"), ("border_immigration",), "Border"), "border_officer")


def test_queries_take_the_same_number_of_statements_whatever_the_number_of_rows(of, django_assert_num_queries):
    for number in range(5):
        contact(of.actor(), name=f"N{number}")
        service(of.actor(), name=f"S{number}")
        agreement(of)
    actor, now = of.actor(), timezone.now()
    with django_assert_num_queries(2):
        queries.contacts(actor, now)
    with django_assert_num_queries(1):
        queries.services(actor, now)
    with django_assert_num_queries(2):
        queries.agreements(actor, now)


def test_our_own_duty_officers_stand_beside_and_are_kept_by_the_cases(client, of):
    from safeconduct.cases import actions as cases

    now = timezone.now()
    cases.set_duty(
        of.actor("head_of_post"), duty_uid=new_uid(), unit=of.section.uid, user=of.users["duty_officer"].uid, step=1, from_at=now - timedelta(hours=1), to_at=now + timedelta(hours=1), at=now
    )
    page = text(sign_in(client, of.users["duty_officer"]).get(reverse("partners:on-call")))
    assert "Officer duty_officer" in page and "no telephone" in page and reverse("cases:duty") in page
    other = text(sign_in(client, of.users["other"]).get(reverse("partners:on-call")))
    assert "Officer duty_officer" not in other
