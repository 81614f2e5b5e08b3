"""The gates: who may not, does not; what was sent twice happens once; what was refused leaves nothing but its row."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from safeconduct.access import actions, actors, keys, rules
from safeconduct.access.fields import seal, unseal
from safeconduct.access.gate import OutsideAction, action, mark, note
from safeconduct.access.journal import fact
from safeconduct.access.models import Command, Demand, Entry, Organisation, Unit, User
from safeconduct.access.scope import Unscoped
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed
from safeconduct.kernel.verbs import VERBS
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def demand(actor, **more):
    values = dict(uid=new_uid(), authority="A police", legal_basis="", asked_for="the list of all", received_at=NOW, at=NOW)
    return actions.record_demand(actor, **{**values, **more})


def test_a_verb_that_is_not_in_the_role_is_refused_and_leaves_nothing():
    post = worlds.post()
    warden = worlds.acting(worlds.officer(post.section, "warden"), post.section)
    before = Entry.objects.count()
    with pytest.raises(NotAllowed):
        demand(warden)
    assert Entry.objects.count() == before and not Demand.objects.exists()


def test_the_same_command_again_returns_the_first_answer_and_changes_nothing():
    actor, command, uid = worlds.post().officer, worlds.command(), new_uid()
    first = demand(actor, uid=uid, command=command)
    entries = Entry.objects.count()
    assert demand(actor, uid=uid, command=command) == first
    assert Demand.objects.count() == 1 and Entry.objects.count() == entries


def test_the_same_command_with_other_arguments_is_refused():
    actor, command = worlds.post().officer, worlds.command()
    demand(actor, command=command)
    with pytest.raises(rules.CommandReused):
        demand(actor, authority="Somebody else", command=command)


def test_a_refused_command_leaves_its_row_with_the_code_and_is_judged_again():
    post = worlds.post()
    command, proposal = worlds.command(), new_uid()
    with pytest.raises(rules.NotFound):
        actions.decide(post.officer, proposal=proposal, agree=True, at=NOW, command=command)
    row = Command.objects.get(uid=command)
    assert (row.state, row.refusal) == ("refused", "NotFound")
    with pytest.raises(rules.NotFound):
        actions.decide(post.officer, proposal=proposal, agree=True, at=NOW, command=command)


def test_the_one_who_proposes_can_not_agree_and_the_second_person_makes_it_happen():
    post = worlds.post()
    second = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)
    uid, demand_uid = new_uid(), new_uid()
    arguments = {"uid": str(demand_uid), "authority": "X", "legal_basis": "", "asked_for": "y", "received_at": NOW.isoformat()}
    actions.propose(post.officer, uid=uid, verb="access.record_demand", arguments=arguments, numbers={"people": 3}, expires_at=NOW.replace(hour=23), at=NOW)
    with pytest.raises(rules.NeedsSecondPerson):
        actions.decide(post.officer, proposal=uid, agree=True, at=NOW)
    actions.decide(second, proposal=uid, agree=True, at=NOW)
    assert Demand.objects.filter(uid=demand_uid).exists()
    nested = Entry.objects.get(verb="access.record_demand")
    assert nested.cause_uid == Entry.objects.get(verb="access.decide").uid


def test_the_journal_takes_no_text():
    for text in ("Anna Eriksson", "ድንገት", "a;b"):
        with pytest.raises(TypeError):
            fact(text)


def test_a_control_unit_gets_no_verb_that_reads_help_data():
    ministry = worlds.organisation("Ministry of the Interior", "interior", "HTI")
    border = worlds.unit(ministry, ["border_immigration"], "Border police")
    user = worlds.officer(border, "border_officer")
    held = {v for right in worlds.acting(user, border).rights for v in right.verbs}
    assert not [v for v in held if v in VERBS and VERBS[v].help_data]
    assert worlds.acting(user, border).labels == frozenset()


def test_a_unit_of_control_and_help_is_refused_unless_law_says_so_and_then_it_is_marked():
    ministry = worlds.organisation("Ministry of the Interior", "interior", "HTI")
    with pytest.raises(rules.Incompatible):
        worlds.unit(ministry, ["border_immigration", "reception"])
    both = worlds.unit(ministry, ["border_immigration", "reception"], not_firewalled=True)
    assert both.not_firewalled


def test_one_person_can_not_serve_control_and_help():
    ministry = worlds.organisation("Ministry of the Interior", "interior", "HTI")
    border, reception = worlds.unit(ministry, ["border_immigration"]), worlds.unit(ministry, ["reception"])
    user = worlds.officer(border, "border_officer")
    with pytest.raises(rules.Incompatible):
        actions.grant(worlds.system(), uid=new_uid(), user=user.uid, unit=reception.uid, role="case_worker", at=NOW)


def test_sealed_values_open_only_in_their_own_place():
    sealed = seal("t.c.1", b"Anna")
    assert unseal("t.c.1", sealed) == b"Anna" and b"Anna" not in sealed
    with pytest.raises(Exception):  # noqa: B017  (InvalidTag)
        unseal("t.c.2", sealed)


def test_a_new_field_key_still_opens_what_older_ones_sealed():
    ring = keys.Ring.read(keys.ring().plain())
    old, keys._ring = keys._ring, ring
    try:
        sealed = seal("t.c.1", b"Anna")
        assert ring.add_field_key() == "2"
        assert unseal("t.c.1", sealed) == b"Anna"
        assert seal("t.c.1", b"Anna")[2:3] == b"2"
    finally:
        keys._ring = old


def test_a_sealed_column_holds_no_plain_text():
    demand(worlds.post().officer, asked_for="MARKERMARKER")
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked_for FROM access_demand")
        assert b"MARKERMARKER" not in bytes(cursor.fetchone()[0])
    assert Demand.objects.get().asked_for == "MARKERMARKER"


def test_a_ring_that_is_wrapped_opens_only_with_its_passphrase():
    ring = keys.Ring.fresh()
    sealed = keys.wrap(ring.plain(), "right")
    assert keys.Ring.read(keys.unwrap(sealed, "right")).keys == ring.keys
    with pytest.raises(keys.NoKey):
        keys.unwrap(sealed, "wrong")


def test_a_grant_that_ended_gives_nothing():
    post = worlds.post()
    from safeconduct.access.models import Grant

    actions.end_grant(worlds.system(), grant_uid=Grant.objects.get(user=post.user).uid, at=NOW)
    assert not post.officer.may("access.record_demand")
    assert actors.units_of(post.user, NOW) == []


def test_writes_outside_a_verb_are_an_error():
    with pytest.raises(OutsideAction):
        note(people=3)


def test_a_refusal_inside_rolls_everything_back():
    from safeconduct.kernel.refusals import Refusal

    @action("access.test_half")
    def half(actor, *, at):
        """Half."""
        Organisation.objects.create(name="half", kind="x")
        raise Refusal()

    try:
        with pytest.raises(Refusal):
            half(worlds.system(), at=NOW)
        assert not Organisation.objects.filter(name="half").exists()
    finally:
        VERBS.pop("access.test_half")


def test_the_journal_refuses_update_and_delete():
    worlds.post()
    for statement in ("UPDATE access_entry SET verb = 'x'", "DELETE FROM access_entry", "DELETE FROM access_entrysubject"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_users_and_units_are_as_they_were_given():
    post = worlds.post()
    assert User.objects.get(uid=post.user.uid).check_password("a long enough word")
    assert Unit.objects.get(uid=post.section.uid).functions == ["consular"]
    assert mark is not None and Unscoped is not None


def test_a_label_made_outside_a_verb_is_not_remembered_for_the_next_one():
    from safeconduct.access import labels

    post = worlds.post()
    before = labels.fresh_for(post.officer)
    labels.intern(rules.LabelParts(0, post.ministry.id, 1, frozenset({"ERW"})))
    assert labels.fresh_for(post.officer) == before == set()
