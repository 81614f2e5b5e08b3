"""The export gate: what leaves, leaves by a clause in force; what the firewall shuts, no clause opens."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from safeconduct.access import actions, queries, rules
from safeconduct.access.labels import intern
from safeconduct.access.models import Entry, EntrySubject, Organisation
from safeconduct.access.rules import Clause, LabelParts
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed, NotFound
from safeconduct.kernel.verbs import SLOTS
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def agreed(monkeypatch):
    """What the rooms above say was agreed, in place of what they say."""
    clauses = []
    monkeypatch.setitem(SLOTS, "access.clauses", [lambda actor, *, recipient, at: clauses])
    return clauses


def clause(recipient=None, **more):
    values = {
        "uid": new_uid(), "recipient": recipient, "recipient_kind": "", "classes": frozenset({"internal", "personal"}), "purpose": "assist", "conditions": frozenset(),
        "valid_from": TODAY - timedelta(days=1), "valid_to": TODAY + timedelta(days=1),
    }  # fmt: skip
    return Clause(**{**values, **more})


def clinic(**more):
    return worlds.organisation("A clinic", **{"kind": "ngo", "state": "", **more})


def who(post):
    """The duty of an export as a verb of a room would call it: nested, of the officer's organisation."""
    return replace(worlds.system(), organisation_id=post.ministry.id)


def label(post, **more):
    values = {"space": 0, "owner": post.ministry.id, "regime_level": 0, "hidden_from": frozenset()}
    return intern(LabelParts(**{**values, **more}))


def leave(actor, recipient, **more):
    values = {"export_uid": new_uid(), "recipient": recipient.uid, "what": "contacts", "purpose": "assist", "classes": ["personal"], "labels": [], "rows": 3, "digest": "0" * 64, "at": NOW}
    return actions.export(actor, **{**values, **more})


def test_nobody_holds_the_gate_itself_only_verbs_of_rooms_call_it():
    post = worlds.post()
    with pytest.raises(NotAllowed):
        leave(post.officer, clinic())


def test_without_a_clause_nothing_but_what_is_public_leaves_and_the_refusal_names_what_is_missing(agreed):
    post, to = worlds.post(), clinic()
    with pytest.raises(rules.NoClause) as refused:
        leave(who(post), to, classes=["public", "personal", "special"])
    assert refused.value.facts == {"classes": ["personal", "special"], "purpose": "assist"}
    assert "personal" in refused.value.sentence() and "assist" in refused.value.sentence()
    assert leave(who(post), to, classes=["public"]) == []


def test_a_clause_in_force_lets_its_classes_go_for_its_purpose_and_is_written_down(agreed):
    post, to = worlds.post(), clinic()
    agreed.append(clause(to.uid, conditions=frozenset({"no_onward"})))
    assert leave(who(post), to) == ["no_onward"]
    entry = Entry.objects.get(verb="access.export")
    assert f'"clauses":["{agreed[0].uid}"]' in entry.text and '"rows":3' in entry.text and '"purpose":"assist"' in entry.text
    assert EntrySubject.objects.filter(entry=entry, kind="recipient", uid=to.uid).exists()


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"valid_to": TODAY - timedelta(days=1)}, {}),
        ({"valid_from": TODAY + timedelta(days=1)}, {}),
        ({"purpose": "shelter"}, {}),
        ({"classes": frozenset({"internal"})}, {}),
        ({"recipient": new_uid()}, {}),
        ({"recipient": None}, {}),
        ({"recipient": None, "recipient_kind": "carrier"}, {}),
        ({"conditions": frozenset({"aggregate_only"})}, {}),
        ({"conditions": frozenset({"everyone_agreed"})}, {}),
    ],
)
def test_a_clause_that_lapsed_or_speaks_of_something_else_lets_nothing_go(agreed, changed, asked):
    post, to = worlds.post(), clinic()
    agreed.append(replace(clause(to.uid), **changed))
    with pytest.raises(rules.NoClause):
        leave(who(post), to, **asked)


def test_a_clause_for_a_kind_reaches_every_organisation_of_that_kind_and_conditions_are_kept(agreed):
    post, to = worlds.post(), clinic()
    agreed.append(clause(None, recipient_kind="ngo", conditions=frozenset({"aggregate_only", "everyone_agreed"})))
    assert leave(who(post), to, aggregate=True, everyone_agreed=True) == ["aggregate_only", "everyone_agreed"]


def test_rows_under_a_protection_regime_leave_only_where_the_clause_says_so(agreed):
    post, to = worlds.post(), clinic()
    rows = [label(post, regime_level=1)]
    agreed.append(clause(to.uid))
    with pytest.raises(rules.NoClause):
        leave(who(post), to, labels=rows)
    agreed.append(clause(to.uid, conditions=frozenset({"protected_too"})))
    assert leave(who(post), to, labels=rows) == ["protected_too"]


def test_no_agreement_opens_the_firewall_to_a_state_that_must_not_see(agreed):
    post = worlds.post()
    ethiopia = worlds.organisation("Ministry of Ethiopia", state="ETH")
    agreed.append(clause(ethiopia.uid, conditions=frozenset({"protected_too"})))
    hidden, plain = label(post, hidden_from=frozenset({"ETH"})), label(post)
    with pytest.raises(rules.BehindFirewall):
        leave(who(post), ethiopia, labels=[plain, hidden])
    assert leave(who(post), ethiopia, labels=[plain]) == ["protected_too"]
    assert queries.may_reach(post.officer, ethiopia.uid, [plain, hidden]) == {plain}
    assert queries.may_reach(post.officer, clinic().uid, [plain, hidden]) == {plain, hidden}


def test_no_agreement_lets_people_s_data_go_to_a_house_with_a_unit_of_control(agreed):
    post = worlds.post()
    interior = worlds.organisation("Interior", kind="interior_ministry", state="HTI")
    agreed.append(clause(interior.uid))
    assert leave(who(post), interior) == []
    worlds.unit(interior, ("border_immigration",), "Border")
    with pytest.raises(rules.BehindFirewall):
        leave(who(post), interior)
    with pytest.raises(rules.BehindFirewall):
        leave(who(post), interior, classes=["internal"], labels=[label(post)])
    assert leave(who(post), interior, classes=["internal"]) == []
    assert queries.may_reach(post.officer, interior.uid, [label(post)]) == set()


def test_what_is_secret_of_an_exercise_or_of_another_owner_never_leaves(agreed):
    post, to = worlds.post(), clinic()
    agreed.append(clause(to.uid, classes=frozenset(rules.FIELD_CLASSES)))
    with pytest.raises(rules.NeverLeaves):
        leave(who(post), to, classes=["secret"])
    with pytest.raises(rules.NeverLeaves):
        leave(replace(who(post), space=7), to)
    with pytest.raises(rules.NotOurs):
        leave(who(post), to, labels=[label(post, owner=to.id)])


def test_the_own_organisation_needs_no_clause_and_purpose_and_recipient_must_exist(agreed):
    post = worlds.post()
    assert leave(who(post), post.ministry) == []
    with pytest.raises(rules.NotAPurpose):
        leave(who(post), post.ministry, purpose="curiosity")
    with pytest.raises(rules.NotAPurpose):
        leave(who(post), post.ministry, classes=[])
    with pytest.raises(NotFound):
        leave(who(post), Organisation(uid=new_uid()))


def test_a_clause_without_an_end_holds_on():
    told = rules.Leaving(new_uid(), 2, "ngo", "", False, "assist", frozenset({"personal"}))
    held = replace(clause(told.recipient), valid_to=None)
    assert rules.check_leaving(told, [held], owner=1, space=0, today=date(2099, 1, 1)) == (held,)
