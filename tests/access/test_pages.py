"""Signing in, and what the pages of access show."""

import pyotp
import pytest
from django.urls import reverse

from safeconduct.access.files import keep_file, place_of, served, sniffed
from safeconduct.access.models import Unit, User
from safeconduct.kernel.refusals import NotFound
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
WORD = "a long enough word"


def signed_in(client, user):
    client.post(reverse("access:sign-in"), {"username": user.username, "password": WORD})
    return client


def test_a_wrong_password_says_so_in_one_sentence(client):
    post = worlds.post()
    answer = client.post(reverse("access:sign-in"), {"username": post.user.username, "password": "wrong"})
    assert answer.status_code == 422 and b"do not fit together" in answer.content


def test_five_wrong_tries_lock_the_door_for_this_name(client):
    post = worlds.post()
    for _ in range(5):
        answer = client.post(reverse("access:sign-in"), {"username": post.user.username, "password": "wrong"})
    assert answer.status_code == 429
    answer = client.post(reverse("access:sign-in"), {"username": post.user.username, "password": WORD})
    assert answer.status_code == 429 and client.get(reverse("access:home")).status_code != 200


def test_a_second_factor_is_asked_for_where_there_is_one(client):
    post = worlds.post()
    secret = pyotp.random_base32()
    user = User.objects.get(uid=post.user.uid)
    user.second_factor = secret
    user.save()
    answer = client.post(reverse("access:sign-in"), {"username": user.username, "password": WORD})
    assert answer.status_code == 302 and "second" in answer["Location"]
    assert client.get(reverse("access:home")).status_code == 302
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 422
    assert client.post(answer["Location"], {"code": pyotp.TOTP(secret).now()}).status_code == 302
    assert client.get(reverse("access:home")).status_code == 200


def test_lapsed_training_opens_no_door(client):
    from datetime import date

    post = worlds.post()
    User.objects.filter(uid=post.user.uid).update(trained_until=date(2020, 1, 1))
    assert client.post(reverse("access:sign-in"), {"username": post.user.username, "password": WORD}).status_code == 422


def test_a_page_beyond_the_role_is_refused_with_a_page(client):
    post = worlds.post()
    signed_in(client, worlds.officer(post.section, "warden"))
    assert client.get(reverse("access:users")).status_code == 403
    assert client.get(reverse("access:home")).status_code == 200


def test_an_administrator_adds_a_user_and_a_role_and_takes_it_back(client):
    post = worlds.post()
    signed_in(client, worlds.officer(post.section, "administrator"))
    answer = client.post(reverse("access:set-up", args=["user"]), {"username": "new", "name": "New Person"})
    assert answer.status_code == 200 and b"shown once" in answer.content
    new = User.objects.get(username="new")
    answer = client.post(reverse("access:set-up", args=["grant"]), {"user": str(new.uid), "unit": str(post.section.uid), "role": "warden"})
    assert answer.status_code == 302
    grant = new.grants.get()
    client.post(reverse("access:end-grant", args=[grant.uid]))
    grant.refresh_from_db()
    assert grant.until is not None


def test_a_refusal_stands_in_the_form(client):
    post = worlds.post()
    signed_in(client, worlds.officer(post.section, "administrator"))
    values = {"organisation": str(post.ministry.uid), "name": "Both", "functions": ["consular", "border_immigration"]}
    answer = client.post(reverse("access:set-up", args=["unit"]), values)
    assert answer.status_code == 422 and not Unit.objects.filter(name="Both").exists()


def test_a_demand_is_refused_unless_somebody_says_otherwise(client):
    post = worlds.post()
    signed_in(client, worlds.officer(post.section, "data_officer"))
    client.post(reverse("access:data"), {"authority": "Border police", "asked_for": "The list", "decision": "refused"})
    answer = client.get(reverse("access:data"))
    assert b"Border police" in answer.content and b"refused" in answer.content


def test_a_file_is_sealed_on_disk_and_opens_only_under_its_label():
    post = worlds.post()
    agency = worlds.organisation("Relief agency", "io", "")
    from safeconduct.access import labels
    from safeconduct.access.rules import LabelParts

    hidden = labels.intern(LabelParts(0, agency.id, 1, frozenset({"UTO"})))
    content = b"%PDF-MARKER"
    file = keep_file(content, name="x.pdf", field_class="special", purpose="assistance", media_type=sniffed(content), label_id=hidden, at=NOW)
    assert b"MARKER" not in place_of(file).read_bytes()
    row, opened = served(worlds.system(), file)
    assert opened == content and row.media_type == "application/pdf"
    with pytest.raises(NotFound):
        served(post.officer, file)


def test_what_waits_for_a_second_person_says_in_words_what_to_how_many_by_whom_until_when(client):
    from datetime import timedelta

    from django.utils import timezone

    from safeconduct.access import actions
    from safeconduct.kernel.ids import new_uid
    from tests.stories.world import built

    now = timezone.now()
    world = built(filled=False, at=now)
    numbers = {"total": 30, "reachable": 24, "not_safe": 6, "no_text": 0}
    actions.propose(world.actor(role="head_of_post", at=now), uid=new_uid(), verb="messaging.release", arguments={"message": str(new_uid())}, numbers=numbers, expires_at=now + timedelta(hours=4), at=now)
    client.force_login(world.users["consular", "duty_officer"])
    page = client.get(reverse("access:home")).content.decode()
    assert "<b>24</b> of them are written to" in page and "<b>6</b> are not safely reachable" in page and "not_safe" not in page and "no text" not in page
    assert "Proposed by" in page and world.users["consular", "head_of_post"].name in page and "UTC" in page
    assert 'value="agree"' in page
    client.force_login(world.users["consular", "data_officer"])
    other = client.get(reverse("access:home")).content.decode()
    assert "<b>24</b>" not in other and 'value="agree"' not in other, "who may not do it is neither asked to agree nor told the numbers"


def test_where_a_second_factor_is_required_nothing_opens_before_it_is_in_use(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    post = worlds.post()
    signed_in(client, post.user)
    answer = client.get(reverse("access:home"))
    assert answer.status_code == 302 and answer["Location"] == reverse("access:account")
    assert b"nobody works without a second factor" in client.get(reverse("access:account")).content
    secret = client.session["new_secret"]
    assert client.post(reverse("access:account"), {"code": pyotp.TOTP(secret).now()}).status_code == 200
    assert client.get(reverse("access:home")).status_code == 200
