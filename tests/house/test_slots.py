"""Every table that points at a person answers when the person is erased, merged or relabelled."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from safeconduct.kernel.verbs import SLOTS

SLOTS_OF_PEOPLE = ("people.erase", "people.merge", "people.relabel")
LABELLED = "people.relabel"


def pointing():
    """Every table with a key to a person, by room, and whether its rows carry a label."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model._meta.db_table == "people_person":
                found[model._meta.label] = (model._meta.app_label, hasattr(model, "label_id"))
    return found


def answered(slot):
    return {table for answer in SLOTS.get(slot, ()) for table in getattr(answer, "models", ())}


ROOMS = sorted({room for room, _labelled in pointing().values()})


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("slot", SLOTS_OF_PEOPLE)
def test_a_table_that_points_at_a_person_answers(slot, room):
    asked = {table for table, (of, labelled) in pointing().items() if of == room and (labelled or slot != LABELLED)}
    missing = sorted(asked - answered(slot))
    assert not missing, f"{missing}: write @answers({slot!r}) in {room} and give the function .models = {{room.Model, …}} (see people/actions/erasing.py)"


@pytest.mark.parametrize("slot", SLOTS_OF_PEOPLE)
def test_an_answer_names_its_tables_and_they_exist(slot):
    tables = {model._meta.label for model in apps.get_models()}
    for answer in SLOTS.get(slot, ()):
        named = getattr(answer, "models", None)
        assert named, f"{answer.__module__}.{answer.__name__} answers {slot}: give it .models = {{room.Model, …}}"
        assert set(named) <= tables, f"{answer.__module__}.{answer.__name__} names tables that do not exist: {sorted(set(named) - tables)}"
