"""Administrators: the first of an installation, a second one, and passwords that only their owner knows."""

import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safeconduct.access import journal
from safeconduct.access.keys import NoKey
from safeconduct.access.models import Entry, Grant, Organisation, Proposal, User
from safeconduct.config import cli
from safeconduct.config.demo import load
from tests import worlds

pytestmark = pytest.mark.django_db


def made(capsys, *arguments):
    """The exit code, what standard output says as JSON, and standard error."""
    code = cli.main(["access", "add-admin", *arguments, "--json"])
    out = capsys.readouterr()
    return code, [json.loads(line) for line in out.out.splitlines()], out.err


def sign_in(username, password):
    browser = Client()
    assert browser.post(reverse("access:sign-in"), {"username": username, "password": password}).status_code == 302, username
    return browser


def own(browser, password, new):
    return browser.post(reverse("access:account"), {"old": password, "new": new})


def test_the_first_administrator_comes_with_the_first_organisation_and_the_second_joins_the_first(capsys):
    code, (first,), _ = made(capsys, "ines", "--full-name", "Inés Duarte", "--organisation", "Ministry of Utopia", "--kind", "foreign_ministry", "--state", "uto")
    assert code == 0 and first["organisation"] == "Ministry of Utopia" and Organisation.objects.get().state == "UTO"
    code, (second,), _ = made(capsys, "omar")
    assert code == 0 and second["unit"] == first["unit"] and second["password"] != first["password"]
    assert Grant.objects.filter(role="administrator", user__username__in=["ines", "omar"]).count() == 2
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"access.add_organisation", "access.add_unit", "access.add_user", "access.grant"} <= verbs
    assert journal.verify().ok and not Entry.objects.filter(text__contains=first["password"]).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--nothing",), ("ines", "--state", "UTO"), ("ines", "--organisation", "Ministry", "--kind", "circus"), ("ines", "--organisation", "Ministry"),
        ("ines", "--organisation", "", "--kind", "foreign_ministry"), ("ines", "--organisation", "M", "--kind", "foreign_ministry", "--state", "Utopia"),
        ("ines", "--organisation", "M", "--kind", "foreign_ministry", "--function", "juggling"), ("i\x00nes", "--organisation", "M", "--kind", "foreign_ministry"), (" ",),
        ("ines",), ("ines", "--unit", "7"), ("x" * 81, "--organisation", "M", "--kind", "foreign_ministry"),
        ("ines", "--unit", "01890000-0000-7000-8000-000000000000"),
    ],
)  # fmt: skip
def test_wrong_use_ends_with_two_and_leaves_nothing(capsys, arguments):
    code, said, fault = made(capsys, *arguments)
    assert code == 2 and not said and fault.strip()
    assert not User.objects.exists() and not Organisation.objects.exists()


def test_a_name_that_is_taken_is_refused_and_where_it_is_not_plain_which_unit_the_command_asks(capsys):
    post = worlds.post()
    other = worlds.unit(post.ministry, ["protection"], "Protection desk")
    code, said, fault = made(capsys, "new")
    assert code == 2 and str(other.uid) in fault and str(post.section.uid) in fault
    code, (said,), _ = made(capsys, post.user.username, "--unit", str(other.uid))
    assert code == 1 and said["outcome"] == "refused" and "password" not in said
    assert made(capsys, "new", "--unit", str(other.uid))[0] == 0
    code, (said,), _ = made(capsys, "newer")
    assert code == 0 and said["unit"] == str(other.uid)


def test_both_functions_in_one_unit_are_refused_as_everywhere(capsys):
    both = ("--organisation", "M", "--kind", "interior_ministry", "--function", "border_immigration", "--function", "reception")
    code, (said,), _ = made(capsys, "ines", *both)
    assert code == 1 and said["outcome"] == "refused" and not User.objects.exists()


def test_a_one_time_password_opens_only_the_page_where_an_own_one_is_chosen(capsys):
    _code, (first,), _ = made(capsys, "ines", "--organisation", "Ministry of Utopia", "--kind", "foreign_ministry", "--state", "UTO")
    browser = sign_in("ines", first["password"])
    for name in ("access:home", "access:users"):
        answer = browser.get(reverse(name))
        assert answer.status_code == 302 and answer["Location"] == reverse("access:account")
    assert browser.post(reverse("access:set-up", args=["user"]), {"username": "b", "name": "B"}).status_code == 302 and not User.objects.filter(username="b").exists()
    assert b"Somebody else made your password" in browser.get(reverse("access:account")).content
    assert own(browser, first["password"], first["password"]).status_code == 422
    assert browser.get(reverse("access:home")).status_code == 302
    assert own(browser, first["password"], "an own and longer word").status_code == 200
    again = sign_in("ines", "an own and longer word")
    assert again.get(reverse("access:home")).status_code == 200
    assert Client().post(reverse("access:sign-in"), {"username": "ines", "password": first["password"]}).status_code == 422


def test_who_is_added_on_the_page_chooses_an_own_password_too():
    post = worlds.post()
    admin = worlds.officer(post.section, "administrator", username="boss")
    browser = sign_in("boss", "a long enough word")
    browser.post(reverse("access:set-up", args=["user"]), {"username": "new", "name": "New Person"})
    assert User.objects.get(username="new").one_time and not User.objects.get(uid=admin.uid).one_time


def test_in_the_demonstration_two_administrators_give_a_sensitive_role():
    at = timezone.now()
    words = {row[0]: row[1] for row in load.organisations(at)["passwords"]}
    warden, unit = User.objects.get(username="warden"), Grant.objects.get(user__username="admin").unit
    told = {"user": str(warden.uid), "unit": str(unit.uid), "role": "data_officer", "place_path": "", "until": f"{at + timedelta(days=9):%Y-%m-%dT%H:%M}"}
    first = sign_in("admin", words["admin"])
    assert first.post(reverse("access:set-up", args=["grant"]), told).status_code == 302
    uid = Proposal.objects.get().uid
    assert first.post(reverse("access:decide", args=[uid]), {"answer": "agree"}).status_code in (403, 409)
    assert not Grant.objects.filter(user=warden, role="data_officer").exists()
    second = sign_in("admin2", words["admin2"])
    page = second.get(reverse("access:home")).content.decode()
    assert reverse("access:proposed-grant", args=[uid]) in page
    assert warden.name in second.get(reverse("access:proposed-grant", args=[uid])).content.decode()
    assert second.post(reverse("access:decide", args=[uid]), {"answer": "agree"}).status_code == 302
    assert Grant.objects.filter(user=warden, role="data_officer").exists()


def test_a_locked_installation_says_so_and_ends_with_two(capsys):
    with patch("safeconduct.config.commands.access.run", side_effect=NoKey("this installation is locked: it needs its passphrase")):
        code, said, wrong = made(capsys, "ines")
    assert code == 2 and said == [] and wrong == "safeconduct: this installation is locked: it needs its passphrase. Give it in SAFECONDUCT_PASSPHRASE.\n"
