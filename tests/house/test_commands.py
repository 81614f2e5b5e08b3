"""A retried command changes nothing; a refused one leaves nothing but its row: tried on every verb that has an example."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.access.models import Command
from safeconduct.access.rules import CommandReused
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed, Refusal
from safeconduct.kernel.verbs import VERBS
from tests.house import examples
from tests.shared import ROOT
from tests.stories.world import NOW, STAFF, built

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WITHOUT = ROOT / "tests" / "house" / "verbs_without_example.txt"
TRIES = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def state(without_commands: bool = False) -> str:
    """A digest of every row of every table of the house, as it lies in the database: what is encrypted is not opened for it."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
            if not model.__module__.startswith("safeconduct.") or (without_commands and model is Command):
                continue
            columns = ", ".join(connection.ops.quote_name(f.column) for f in model._meta.concrete_fields)
            cursor.execute(f"SELECT {columns} FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY {connection.ops.quote_name(model._meta.pk.column)}")
            for row in cursor.fetchall():
                values = [bytes(v) if isinstance(v, memoryview) else v for v in row]
                whole.update(f"{model._meta.label} {values!r}\n".encode())
    return whole.hexdigest()


@contextmanager
def taken_back():
    """What happens inside is undone, and the world is as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(db):
    world = built(4, 3)
    assert not world.faults, f"examples that their verb did not take (tests/house/examples.py): {world.faults}"
    return world


def test_every_verb_has_an_example_or_stands_in_a_list_that_only_shrinks():
    listed = {line for line in WITHOUT.read_text("utf8").split("\n") if line and not line.startswith("#")}
    lacking = {name for name, verb in VERBS.items() if verb.call is not None and name not in examples.EXAMPLES}
    new, gone = sorted(lacking - listed), sorted(listed - lacking)
    assert not new, f"give these verbs an example in tests/house/examples.py: {new}"
    assert not gone, f"these have an example now, or are gone: take them out of {WITHOUT.name}: {gone}"


def test_every_example_is_of_a_verb_in_the_register_or_of_a_room_that_is_not_open_yet():
    rooms = {name.partition(".")[0] for name, verb in VERBS.items() if verb.call is not None}
    wrong = [name for name in examples.EXAMPLES if name.partition(".")[0] in rooms and name not in VERBS]
    assert not wrong, f"no such verb: {wrong}"


def test_every_example_is_taken(world):
    wrong = {}
    for one in examples.of_the_house():
        with taken_back():
            try:
                with transaction.atomic():
                    one.call(world)
            except Exception as fault:
                wrong[one.verb] = f"{type(fault).__name__}: {fault}"
    assert not wrong, wrong


def test_a_retried_command_changes_nothing(world):
    names = sorted(one.verb for one in examples.of_the_house())

    @TRIES
    @given(verb=st.sampled_from(names), times=st.integers(1, 3), other=st.sampled_from(names))
    def tried(verb, times, other):
        one = examples.EXAMPLES[verb]
        with taken_back():
            actor, arguments, command = one.actor(world), one.arguments(world), new_uid()
            first = one.call_with(actor, {**arguments, "command": command})
            after = state()
            for _ in range(times):
                again = one.call_with(one.actor(world) if verb not in ENDS_RIGHTS else actor, {**arguments, "command": command})
                assert again == first, verb
            assert state() == after, f"{verb}: sending it again changed something"
            changed = {k: new_uid() if isinstance(v, UUID) else v for k, v in arguments.items()}
            if changed != arguments:
                with pytest.raises(CommandReused):
                    one.call_with(actor, {**changed, "command": command})
                assert state() == after, f"{verb}: the id of another command changed something"

    tried()


ENDS_RIGHTS = {"access.close_user", "access.end_grant"}


def test_a_refused_command_leaves_nothing_but_its_row(world):
    """Each uid among the arguments of an example is in turn one that never was; what then is refused leaves one row of the refusal's code."""
    refused = set()
    for one in examples.of_the_house():
        with taken_back():
            names = [name for name, value in one.arguments(world).items() if isinstance(value, UUID)]
        for name in names:
            with taken_back():
                command = new_uid()
                arguments = {**one.arguments(world), name: new_uid(), "command": command}
                before = state(without_commands=True)
                try:
                    one.call_with(one.actor(world), arguments)
                    continue  # a uid that the caller makes
                except Refusal as refusal:
                    code = refusal.code
                assert state(without_commands=True) == before, f"{one.verb} refused by {code} and left something behind"
                row = Command.objects.get(uid=command)
                assert (row.state, row.refusal, row.answer) == ("refused", code, None), one.verb
                with pytest.raises(Refusal):
                    one.call_with(one.actor(world), arguments)
                assert state(without_commands=True) == before and Command.objects.filter(uid=command).count() == 1
                refused.add(one.verb)
    assert len(refused) > 5


def test_whoever_does_not_hold_a_verb_leaves_nothing_at_all(world):
    names = sorted(one.verb for one in examples.of_the_house())

    @TRIES
    @given(verb=st.sampled_from(names), who=st.sampled_from(STAFF))
    def tried(verb, who):
        actor, one = world.actor(*who), examples.EXAMPLES[verb]
        if actor.may(verb):
            return
        with taken_back():
            arguments = {**one.arguments(world), "command": new_uid()}
            before = state()
            with pytest.raises(NotAllowed):
                one.call_with(actor, arguments, at=NOW)
            assert state() == before, f"{verb} by {who}"

    tried()
