"""Under protection a record is shown to an own State only by two trained people, the second of whom reads in words what happens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from safeconduct.access import actions as access
from safeconduct.access import rules as access_rules
from safeconduct.access.models import Entry, Proposal, User
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions, queries, rules
from safeconduct.people.models import Consent
from tests import worlds
from tests.people.test_register import of, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
GIVEN = {"state": "UTO", "purpose": "trace_family", "language": "am"}


class Agency:
    """A relief agency with two trained officers and one who is not, somebody under protection, and the State of origin."""

    def __init__(self):
        self.post = worlds.post()
        self.house = worlds.organisation("Relief Agency", "io", "")
        self.unit = worlds.unit(self.house, ["protection"])
        self.users = [worlds.officer(self.unit, "case_worker") for _ in range(3)]
        User.objects.filter(id__in=[user.id for user in self.users[:2]]).update(protection_trained=True)
        access.agree_sharing(
            worlds.system(), uid=new_uid(), owner=self.house.uid, recipient=self.post.ministry.uid, purpose="assistance", valid_from=NOW.date(), valid_to=NOW.date() + timedelta(days=900),
            protected_too=True, at=NOW,
        )  # fmt: skip
        self.person = put(self.actor(0), of(nationalities=("UTO",), regime="refugee"))

    def actor(self, number):
        return worlds.acting(self.users[number], self.unit)

    def browser(self, number):
        client = Client()
        client.force_login(self.users[number], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def seen_by_the_state(self):
        return [card.uid for card in queries.cards(self.post.officer, uids=[self.person])]

    def proposed(self, **more):
        return actions.propose_disclosure(self.actor(0), **{"proposal": new_uid(), "person": self.person, "at": NOW, **GIVEN, **more})


@pytest.fixture
def agency():
    return Agency()


def test_a_proposal_shows_nothing_to_anybody(agency):
    agency.proposed()
    assert agency.seen_by_the_state() == []
    lines = Entry.objects.filter(verb="people.propose_disclosure").values_list("label_id", flat=True)
    assert not set(lines) & agency.post.officer.labels, "the journal would tell the State of origin"


def test_a_second_trained_person_opens_it_and_the_person_can_close_it_again(agency):
    access.decide(agency.actor(1), proposal=agency.proposed(), agree=True, at=NOW)
    assert agency.seen_by_the_state() == [agency.person]
    held = Consent.objects.within(worlds.system()).get(seconded_by=agency.users[1].uid)
    assert held.recipients == ["state:UTO"] and held.purpose == "trace_family"
    actions.withdraw(agency.actor(0), person=agency.person, consent=held.uid, at=NOW)
    assert agency.seen_by_the_state() == []


def test_whoever_proposed_it_does_not_agree_and_nobody_without_training_does(agency):
    proposal = agency.proposed()
    with pytest.raises(access_rules.NeedsSecondPerson):
        access.decide(agency.actor(0), proposal=proposal, agree=True, at=NOW)
    with pytest.raises(rules.NotTrained):
        access.decide(agency.actor(2), proposal=proposal, agree=True, at=NOW)
    assert agency.seen_by_the_state() == [] and Proposal.objects.get(uid=proposal).state == "waiting"


def test_declined_or_too_late_it_stays_closed(agency):
    access.decide(agency.actor(1), proposal=agency.proposed(), agree=False, at=NOW)
    with pytest.raises(access_rules.Expired):
        access.decide(agency.actor(1), proposal=agency.proposed(), agree=True, at=NOW + timedelta(days=4))
    assert agency.seen_by_the_state() == []


def test_nobody_goes_round_the_second_person(agency):
    given = {"consent": new_uid(), "person": agency.person, "text_version": "1", "at": NOW, **GIVEN}
    with pytest.raises(rules.Protected):
        actions.disclose(agency.actor(1), proposal=new_uid(), **given)
    waiting = agency.proposed()
    with pytest.raises(rules.Protected):
        actions.disclose(agency.actor(1), proposal=waiting, **given)
    with pytest.raises(rules.Protected):
        actions.agree(
            agency.actor(1), consent=new_uid(), person=agency.person, purpose="assistance", recipients=["state:UTO"], text_version="1", language="am", at=NOW
        )
    other = put(agency.actor(0), of(nationalities=("UTO",), regime="refugee", contacts=()))
    access.decide(agency.actor(1), proposal=waiting, agree=True, at=NOW)
    with pytest.raises(rules.Protected):
        actions.disclose(agency.actor(1), proposal=waiting, **{**given, "person": other})
    with pytest.raises(rules.Protected):
        actions.disclose(agency.actor(1), proposal=waiting, **{**given, "state": "HTI"})


def test_only_a_state_of_somebody_under_protection_is_opened(agency):
    with pytest.raises(rules.NothingToOpen):
        agency.proposed(state="FRA")
    migrant = put(agency.actor(0), of(nationalities=("UTO",), contacts=()))
    with pytest.raises(rules.NothingToOpen):
        agency.proposed(person=migrant)
    stranger = worlds.acting(worlds.officer(agency.post.section, "case_worker"), agency.post.section)
    with pytest.raises(NotFound):
        actions.propose_disclosure(stranger, proposal=new_uid(), person=agency.person, at=NOW, **GIVEN)


def test_an_officer_of_that_state_opens_nothing_to_it(agency):
    user = worlds.officer(agency.post.section, "case_worker")
    User.objects.filter(id=user.id).update(protection_trained=True)
    own = put(agency.post.officer, of(nationalities=("UTO",), contacts=()))
    actions.come_under_regime(agency.post.officer, person=own, regime="refugee", at=NOW)
    with pytest.raises(rules.OwnState):
        actions.propose_disclosure(worlds.acting(user, agency.post.section), proposal=new_uid(), person=own, at=NOW, **GIVEN)


def test_the_pages_say_in_words_what_would_be_shared_with_whom_and_what_for(agency):
    one, two, untrained = (agency.browser(number) for number in range(3))
    address = reverse("people:disclose", args=[agency.person])
    card = reverse("people:person", args=[agency.person])
    assert address in one.get(card).content.decode()
    assert address not in untrained.get(card).content.decode() and untrained.get(address).status_code == 403
    page = one.get(address).content.decode()
    assert "Mohamed Hussein Ali" in page and "ways to reach the person" in page and "documents" not in page
    assert one.post(address, GIVEN).status_code == 422, "the person's wish is not said"
    answer = one.post(address, {**GIVEN, "wanted": "on"})
    assert answer.status_code == 302 and agency.seen_by_the_state() == []
    proposal = Proposal.objects.get(verb="people.disclose")
    reading = reverse("people:disclosure", args=[proposal.uid])
    home = two.get(reverse("access:home")).content.decode()
    assert reading in home and reverse("access:decide", args=[proposal.uid]) not in home
    assert "somebody else must agree" in one.get(reading).content.decode() and untrained.get(reading).status_code == 403
    page = two.get(reading).content.decode()
    for what in ("Mohamed Hussein Ali", "Utopia", "Trace and reunite family", "አማርኛ", "Agree: share it"):
        assert what in page, what
    assert two.post(reverse("access:decide", args=[proposal.uid]), {"answer": "agree"}).status_code == 302
    assert agency.seen_by_the_state() == [agency.person] and two.get(reading).status_code == 404


def test_for_the_state_of_origin_there_are_no_such_pages(agency):
    proposal = agency.proposed()
    client = Client()
    user = worlds.officer(agency.post.section, "case_worker")
    User.objects.filter(id=user.id).update(protection_trained=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("people:disclose", args=[agency.person])).status_code == 404
    assert client.get(reverse("people:disclosure", args=[proposal])).status_code == 404
