"""A warden who signs in: tied to an account in the form, seeing only the own list; and what an account must be for it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from safeconduct.access import actions as access
from safeconduct.access.models import Entry, EntrySubject, User
from safeconduct.checkins import actions, queries, rules
from safeconduct.checkins.models import Campaign, Warden
from safeconduct.crises import actions as crises
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions as messaging
from safeconduct.people import actions as people
from safeconduct.people import queries as of_people
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.messaging.world import phone

pytestmark = pytest.mark.django_db
SIGNED = date(2026, 1, 1)


@pytest.fixture
def post():
    return worlds.post()


def boss_of(post):
    head = worlds.officer(post.section, "head_of_post")
    User.objects.filter(id=head.id).update(name="Head of post")
    return head


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(**more):
    return {"name": "R. Desta", "path": "HTI/HT01", "signed_on": "2026-01-01", "signed_until": "2036-01-01", "user": ""} | more


def two_lists(post, head):
    """A campaign of real time in which two districts have a warden with a list each."""
    now = timezone.now()
    messaging.load_shipped(worlds.system(), at=now)
    boss = worlds.acting(head, post.section, now)
    crisis = crises.open_crisis(boss, crisis=new_uid(), name="Earthquake", kind="natural_disaster", started_at=now, ends_on=now.date() + timedelta(days=60), paths=["HTI"], data_officer="dpo", at=now)
    uids = []
    for n, path in enumerate(("HTI/HT01", "HTI/HT02")):
        one = NewPerson(names=({"full": f"Person of {path[-4:]}"},), nationalities=("UTO",), languages=("en",), contacts=(phone(f"+9995550100{n}"),), country="HTI", path=path)
        uids.append(people.register_person(post.officer, person=new_uid(), told=one, at=now))
    boss = worlds.acting(head, post.section, now)
    campaign = new_uid()
    actions.start_campaign(boss, campaign=campaign, crisis=crisis, audience={"people": [str(uid) for uid in uids]}, ends_at=now + timedelta(days=7), channels=["sms"], accept_machine=True, at=now)
    actions.ask_people(boss, campaign=campaign, ids=[of_people.card(boss, uid).id for uid in uids], at=now)
    return boss, campaign, now


def test_a_warden_who_is_tied_to_an_account_in_the_form_sees_only_the_own_list(client, post):
    head, account = boss_of(post), worlds.officer(post.section, "warden")
    boss, campaign, now = two_lists(post, head)
    sign_in(client, head)
    assert f'value="{account.uid}"' in client.get("/checkins/wardens/add/").content.decode()
    assert client.post("/checkins/wardens/add/", told(user=str(account.uid))).status_code == 302
    assert client.post("/checkins/wardens/add/", told(name="Nobody signs in", path="HTI/HT02")).status_code == 302
    mine, other = Warden.objects.get(path="HTI/HT01"), Warden.objects.get(path="HTI/HT02")
    assert (mine.user_id, other.user_id) == (account.id, None)
    own, theirs = new_uid(), new_uid()
    for uid, warden in ((own, mine), (theirs, other)):
        actions.make_call_list(boss, call_list=uid, campaign=campaign, warden=warden.uid, at=now)
    assert "signs in as" in client.get("/checkins/lists/").content.decode()
    sign_in(client, account)
    page = client.get("/checkins/lists/").content.decode()
    assert str(own) in page and str(theirs) not in page and "/checkins/wardens/" not in page
    assert "Person of HT01" in client.get(f"/checkins/lists/{own}/").content.decode() and client.get(f"/checkins/lists/{theirs}/").status_code == 404
    assert client.get(f"/checkins/wardens/{mine.uid}/").status_code == 403
    entry = Entry.objects.filter(verb="checkins.appoint_warden").order_by("id").first()
    assert ("user", account.uid) in set(EntrySubject.objects.filter(entry=entry).values_list("kind", "uid"))


def test_untying_the_account_shuts_the_list_at_once_and_renewing_the_duty_keeps_the_rest(client, post):
    head, account = boss_of(post), worlds.officer(post.section, "warden")
    boss, campaign, now = two_lists(post, head)
    uid, held = new_uid(), new_uid()
    actions.appoint_warden(boss, warden=uid, name="R. Desta", path="HTI/HT01", languages=["am", "fr"], signed_on=SIGNED, signed_until=None, user=account.uid, at=now)
    actions.make_call_list(boss, call_list=held, campaign=campaign, warden=uid, at=now)
    page = sign_in(client, head).get(f"/checkins/wardens/{uid}/").content.decode()
    assert 'value="R. Desta"' in page and f'value="{account.uid}" selected' in page
    assert client.post(f"/checkins/wardens/{uid}/", told(signed_until="2037-01-01")).status_code == 302
    row = Warden.objects.get()
    assert (row.user_id, row.languages, row.signed_until) == (None, ["am", "fr"], date(2037, 1, 1))
    with pytest.raises(NotFound):
        queries.call_list(worlds.acting(account, post.section, now), held, now)


def test_only_an_account_of_a_warden_and_of_nothing_else_can_be_tied(client, post):
    head = boss_of(post)
    officer, both, over, closed = worlds.officer(post.section), worlds.officer(post.section, "warden"), worlds.officer(post.section, "warden", until=worlds.NOW - timedelta(days=600)), worlds.officer(post.section, "warden")
    access.grant(worlds.system(), uid=new_uid(), user=both.uid, unit=post.section.uid, role="consular_officer", at=worlds.NOW)
    access.close_user(worlds.system(), user=closed.uid, at=worlds.NOW)
    elsewhere = worlds.unit(worlds.organisation("Ministry of Elsewhere", state="ELS"))
    foreign, good = worlds.officer(elsewhere, "warden"), worlds.officer(post.section, "warden")
    assert [uid for uid, _name in queries.accounts(post.ministry.id, timezone.now())] == [good.uid]
    boss = worlds.acting(head, post.section)
    for user in (officer, both, over, closed, foreign):
        with pytest.raises(rules.NotAWarden):
            actions.appoint_warden(boss, warden=new_uid(), name="X", path="HTI", languages=[], signed_on=SIGNED, signed_until=None, user=user.uid, at=timezone.now())
        assert sign_in(client, head).post("/checkins/wardens/add/", told(user=str(user.uid))).status_code == 422
    assert not Warden.objects.exists() and not Campaign.objects.exists()


def test_a_warden_of_another_organisation_is_not_found(client, post):
    head = boss_of(post)
    elsewhere = worlds.unit(worlds.organisation("Ministry of Elsewhere", state="ELS"))
    theirs, uid = worlds.acting(worlds.officer(elsewhere, "head_of_post"), elsewhere), new_uid()
    actions.appoint_warden(theirs, warden=uid, name="Theirs", path="HTI", languages=[], signed_on=SIGNED, signed_until=None, at=worlds.NOW)
    assert sign_in(client, head).get(f"/checkins/wardens/{uid}/").status_code == 404
    with pytest.raises(NotFound):
        actions.appoint_warden(worlds.acting(head, post.section), warden=uid, name="Mine", path="HTI", languages=[], signed_on=SIGNED, signed_until=None, at=worlds.NOW)
    assert Warden.objects.get().name == "Theirs"
