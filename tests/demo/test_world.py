"""The demo world on file: small, made through verbs, with the bands of its earthquake, and seen while it is being made."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from safeconduct.access import actors, journal
from safeconduct.checkins import queries as checkins
from safeconduct.config.commands import demo
from safeconduct.config.demo import load
from safeconduct.config.demo.generate import NEEDS
from safeconduct.hazards import queries as hazards
from safeconduct.partners import queries as partners
from safeconduct.people import queries as people
from safeconduct.standards import load as standards


def test_every_need_of_the_demo_is_one_of_the_standards_and_has_a_word_in_reports():
    from safeconduct.reporting.words import NEEDS as WORDS

    held = {one.key for one in standards.special_needs()}
    assert set(NEEDS) <= held
    assert set(WORDS) == held


@pytest.mark.slow
@pytest.mark.django_db
def test_a_small_world_stands_with_its_shaking_its_answers_and_a_whole_journal():
    at, said = timezone.now(), []
    made = load.world(300, 1, at, lambda *step: said.append(step))
    who = actors.acting(made["user:duty"], made["consular"], at + timedelta(minutes=1))
    shaken = hazards.hazard(who, made["hazard"])
    assert shaken.current and [band["level"] for band in shaken.bands] == sorted(band["level"] for band in shaken.bands) and shaken.bands[0]["level"] == 5.0
    assert len({one.band for one in hazards.inside(who, made["hazard"], at)}) > 2, "people stand in several bands"
    inside = {one.person_id for one in hazards.inside(who, made["hazard"], at)}
    needs = {need for card in people.cards(who, ids=list(inside)) for need in card.needs}
    assert needs and needs <= set(NEEDS)
    assert checkins.running_campaign(who.organisation_id, at) is not None
    assert {one.standing for one in partners.contacts(who, at)} == {"fresh", "stale", "never"} and partners.on_call(who, at)
    assert {one.firewall for one in partners.services(who, at)} == {"kept", "broken", "unknown"} and any(one.is_secret for one in partners.services(who, at))
    assert {one.term.state for one in partners.agreements(who, at)} == {"in_force", "soon", "lapsed", "draft"}
    assert ("people", 300, 300) in said and journal.verify().ok


def test_who_opens_the_room_early_is_told_how_far_the_demo_is(tmp_path):
    path = tmp_path / demo.MAKING
    with override_settings(DATA=tmp_path):
        assert demo.how_far() is None
        path.write_text(json.dumps({"done": 200, "of": 1000, "process": os.getpid()}))
        assert demo.how_far()["done"] == 200
        path.write_text(json.dumps({"done": 200, "of": 1000, "process": 2**22 + 1}))
        assert demo.how_far() is None, "whose maker is gone is not being made"
