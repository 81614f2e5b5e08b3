"""The crisis page and the report on a small world."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from safeconduct.cases import queries as cases
from safeconduct.checkins import actions as checkins
from safeconduct.crises import actions as crises_actions
from safeconduct.crises import queries as crises
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions as messaging
from safeconduct.reporting import actions, queries, rules, shown
from tests import worlds
from tests.stories import world as stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    now = timezone.now()
    made = stories.built(filled=False, at=now)
    made.now = now
    messaging.load_shipped(worlds.system(), at=now)
    head = made.actor(role="head_of_post", at=now)
    crises_actions.declare_level(
        head, level=new_uid(), crisis=made.crisis, scheme="micic", key="restriction", paths=["HTI/HT01"], reason="Roads are cut.", evidence=["Report"], at=now - timedelta(hours=1)
    )
    return made


def asked(world):
    officer = world.actor(at=world.now)
    checkins.start_campaign(
        officer, campaign=new_uid(), crisis=world.crisis, audience={"crisis": str(world.crisis), "path": "HTI/HT01"}, ends_at=world.now + timedelta(days=7), accept_machine=True, at=world.now
    )
    run_all()
    said = ["safe_staying", "safe_staying", "wants_to_leave", "needs_assistance"]
    for person, what in zip(world.people, said, strict=False):
        checkins.answer(
            officer, client_id=new_uid(), person=person, crisis=world.crisis, said=what, way="officer", needs=["trapped"] if what == "needs_assistance" else None, at=world.now
        )
    checkins.come_forward(
        worlds.system(), client_id=new_uid(), person=new_uid(), said="safe", owner=officer.organisation_id, way="web", language="en", crisis=world.crisis, country="HTI",
        path="HTI/HT01", at=world.now,
    )  # fmt: skip
    return world.actor(at=world.now)


def figures(world, actor, at=None):
    return queries.figures(queries.numbers(actor, crises.crisis(actor, world.crisis), at or world.now))


def test_the_funnel_counts_each_person_once_and_keeps_the_three_kinds_apart(world):
    held = figures(world, asked(world))
    assert held["on_file"].value == 24 and held["forward"].value == 1
    assert held["accounted"].value == 4 and held["not_yet"].value == 20
    assert (held["safe_staying"].value, held["wants_to_leave"].value, held["needs_assistance"].value) == (2, 1, 1)
    reasons = sum(held[key].value for key in ("no_answer", "not_delivered", "no_contact", "by_another", "not_safe") if key in held) + (held["other_reason"].value if "other_reason" in held else 0)
    assert reasons == held["not_yet"].value
    assert (held["present"].low, held["present"].best, held["present"].high) == (100, 150, 240)
    assert (held["not_heard"].low, held["not_heard"].high) == (75, 216) and held["not_heard"].is_range
    assert held["critical"].value == 1 == sum(n for (t, s), n in cases.counts(world.actor(at=world.now), world.crisis).items() if t <= 1 and s != "closed")


def test_every_figure_says_what_it_means_whence_it_comes_and_for_when(world):
    for key, one in figures(world, asked(world)).items():
        assert str(one.definition) and str(one.source) and one.as_of == world.now and one.version and one.hxl.startswith("#"), key


def test_who_is_hidden_is_in_no_number(world):
    actor = asked(world)
    before = figures(world, actor)
    other = world.actor("protection", "case_worker", at=world.now)
    checkins.answer(other, client_id=new_uid(), person=world.sheltered[0], crisis=world.crisis, said="needs_assistance", way="officer", needs=["trapped"], at=world.now)
    assert figures(world, world.actor(at=world.now)) == before
    assert figures(world, world.actor("protection", "case_worker", at=world.now))["needs_assistance"].value == 1


def test_a_right_for_another_crisis_does_not_open_this_one(world):
    from dataclasses import replace

    actor = replace(world.actor(at=world.now), crises=(new_uid(),))
    with pytest.raises(NotFound):
        figures(world, actor)


def test_the_page_answers_links_to_records_and_names_no_officer(world, client):
    asked(world)
    client.force_login(world.users["consular", "duty_officer"])
    text = client.get(reverse("reporting:crisis", args=[world.crisis])).content.decode()
    assert "Who is affected?" in text and "Roads are cut." in text and "100–240" in text
    assert f"{reverse('checkins:accounting', args=[world.crisis])}?state=wants_to_leave" in text and reverse("cases:queue") in text
    assert "came forward" in text and "Officer " not in text.split("<main", 1)[1]


def test_a_reader_without_the_verb_gets_a_number_and_no_link(world, client):
    asked(world)
    client.force_login(world.users["emergency", "emergency_manager"])
    text = client.get(reverse("reporting:crisis", args=[world.crisis])).content.decode()
    assert "Who is affected?" in text and "checkins/crisis" not in text and "/cases/" not in text


def test_a_border_officer_does_not_enter(world, client):
    client.force_login(world.users["border", "border_officer"])
    assert client.get(reverse("reporting:crisis", args=[world.crisis])).status_code == 403


def test_the_statements_of_the_page_do_not_grow_with_its_people(world, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked(world)
    client.force_login(world.users["consular", "duty_officer"])
    url = reverse("reporting:crisis", args=[world.crisis])
    client.get(url)
    counts = []
    for more in (0, 12):
        for number in range(more):
            stories.registered(world, 300 + number, "consular", "duty_officer", at=world.now)
        if more:
            asked(world)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 40, counts


def made_report(world, narrative="Two roads are cut."):
    actor = world.actor(at=world.now)
    uid = new_uid()
    card = crises.crisis(actor, world.crisis)
    level = shown.level_data(crises.levels(world.crisis)[0], [])
    actions.make_report(actor, report=uid, crisis=world.crisis, draft=queries.draft(actor, card, world.now, level), narrative=narrative, at=world.now)
    return uid


def test_a_report_freezes_its_figures_and_counts_its_number(world):
    actor = asked(world)
    first = made_report(world)
    checkins.answer(actor, client_id=new_uid(), person=world.people[10], crisis=world.crisis, said="safe_staying", way="officer", at=world.now)
    second = made_report(world)
    actor = world.actor(at=world.now)
    assert queries.report(actor, first).figures["accounted"].value == 4 and queries.report(actor, second).figures["accounted"].value == 5
    assert [queries.report(actor, uid).number for uid in (first, second)] == [1, 2]
    assert [one.uid for one in queries.reports(actor)] == [second, first]


def test_a_report_is_shown_only_to_whom_every_label_of_it_is_visible(world):
    from dataclasses import replace

    asked(world)
    uid = made_report(world)
    actor = world.actor(at=world.now)
    less = replace(actor, labels=frozenset(sorted(actor.labels)[1:]))
    assert queries.reports(less) == []
    with pytest.raises(NotFound):
        queries.report(less, uid)
    with pytest.raises(NotFound):
        queries.report(world.actor("emergency", "emergency_manager", at=world.now), uid)


def test_a_report_over_labels_that_its_maker_does_not_see_is_refused(world):
    from dataclasses import replace

    actor = world.actor(at=world.now)
    made = queries.draft(actor, crises.crisis(actor, world.crisis), world.now)
    with pytest.raises(rules.OutOfSight):
        actions.make_report(actor, report=new_uid(), crisis=world.crisis, draft=replace(made, label_ids=made.label_ids | {10**9}), at=world.now)


def record(world, **more):
    values = {"of": "present", "low": 900, "high": 1100, "source": "Civil protection, bulletin 4", "as_of": world.now, **more}
    return actions.record_figure(world.actor(at=world.now), figure=new_uid(), crisis=world.crisis, at=world.now, **values)


def test_totals_that_differ_stand_side_by_side_and_ours_stays(world):
    asked(world)
    record(world)
    held = queries.report(world.actor(at=world.now), made_report(world))
    side = next(one for one in shown.sides(held) if str(one["label"]) == "Estimated present")
    assert side["apart"] and {str(fig.source) for fig in side["others"]} == {"consulate", "Civil protection, bulletin 4"}
    assert held.figures["present"].high == 240


@pytest.mark.parametrize(
    ("more", "refusal"), [({"low": 9, "high": 3}, rules.NotARange), ({"source": " "}, rules.NoSource), ({"of": "weather"}, rules.NotAFigure), ({"as_of": None}, rules.FromTheFuture)]
)
def test_another_s_figure_without_range_source_or_meaning_is_refused(world, more, refusal):
    if "as_of" in more:
        more = {"as_of": world.now + timedelta(hours=1)}
    with pytest.raises(refusal):
        record(world, **more)


def test_the_report_is_a_page_a_paper_and_a_tagged_file(world, client):
    asked(world)
    record(world, of="accounted", low=40, high=40)
    client.force_login(world.users["consular", "duty_officer"])
    answer = client.post(reverse("reporting:make", args=[world.crisis]), {"narrative": "Two roads are cut."})
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Two roads are cut." in page and "they differ" in page and "withheld" in page
    uid = UUID(answer.url.rstrip("/").split("/")[-1])
    assert client.get(reverse("reporting:pdf", args=[uid])).content.startswith(b"%PDF")
    lines = client.get(reverse("reporting:csv", args=[uid])).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("#indicator") and any("Accounted for" in line and ",4," in line for line in lines)
    assert client.get(reverse("reporting:list")).status_code == 200 and client.get(reverse("reporting:record", args=[world.crisis])).status_code == 200


def registered(world, numbers, **more):
    for number in numbers:
        stories.registered(world, number, "consular", "duty_officer", at=world.now, **more)


def test_the_crisis_page_shows_areas_with_the_way_to_their_people_for_those_who_may(world, client):
    registered(world, range(500, 520))
    client.force_login(world.users["consular", "duty_officer"])
    text = client.get(reverse("reporting:crisis", args=[world.crisis])).content.decode()
    people = f"{reverse('hazards:inside', args=[world.hazard])}?area=HTI%2FHT01"
    assert "Which areas are hit?" in text and "HT01" in text and people in text and "consulate, " in text and "2026-12" in text
    client.force_login(world.users["emergency", "emergency_manager"])
    other = client.get(reverse("reporting:crisis", args=[world.crisis])).content.decode()
    assert "HT01" in other and people not in other


def test_sex_age_and_difficulty_are_split_and_what_nobody_asked_is_not_known(world):
    registered(world, range(500, 540, 2), needs=("wheelchair",))
    registered(world, range(600, 640, 2), needs=("oxygen",))
    actor = world.actor(at=world.now)
    held = queries.breakdown(actor, crises.crisis(actor, world.crisis), world.now)
    women = 24 // 2 + 40
    assert held.table.row_totals["f"] == women and held.table.row_totals["m"] == 12
    assert (held.table.cells["f", "difficulty"], held.table.cells["f", "not_known"]) == (20, women - 20)
    assert held.functions == {"seeing": 0, "hearing": 0, "walking": 20, "remembering": 0, "self_care": 0, "communicating": 0}
    told = shown.table(queries.plain(held))
    walking = next(row for row in told["functions"] if row["value"] == 20)
    assert walking["rest"] == held.people - 20 and all(row["rest"] == held.people for row in told["functions"] if row["value"] == 0), "nothing on file is not known, and is no no"


def test_the_split_stands_on_page_paper_and_file_with_its_tags_definition_source_and_moment(world, client):
    registered(world, range(500, 540, 2), needs=("sign_interpreter",))
    uid = made_report(world)
    client.force_login(world.users["consular", "duty_officer"])
    for page in (reverse("reporting:report", args=[uid]), reverse("reporting:crisis", args=[world.crisis])):
        text = client.get(page).content.decode()
        assert "difficulty not known" in text and "walking or climbing steps" in text and "never counted as no" in text
    import csv

    rows = list(csv.DictReader(client.get(reverse("reporting:csv", args=[uid])).content.decode("utf-8-sig").splitlines()))
    tagged = {row["HXL tag"]: row for row in rows}
    one = tagged["#affected+f+disabled"]
    assert one["Value"] == "20" and "Washington" in one["Definition"] and one["Source"] == "the register" and one["As of"]
    assert tagged["#affected+f+unknown_disability"]["Value"] == "12" and tagged["#affected+disabled+hearing"]["Value"] == "20" and any("+adults" in tag for tag in tagged)
    figures = shown.split_figures(queries.report(world.actor(at=world.now), uid))
    assert any("difficulty" in str(fig.label) for fig in figures) and client.get(reverse("reporting:pdf", args=[uid])).content.startswith(b"%PDF")


def test_a_report_of_before_has_no_difficulties_and_says_none():
    old = {"people": 9, "columns": ["18-59"], "totals": [9], "rows": [{"key": "f", "cells": [9], "total": 9}], "needs": {}}
    told = shown.table(old)
    assert told["difficulty"] is None and told["functions"] == [] and told["rows"][0]["difficulty"] is None


def test_what_stands_on_the_map_leads_to_its_page_for_those_who_may_read_it(world, client):
    from safeconduct.places import queries as places

    client.force_login(world.users["consular", "duty_officer"])
    text = client.get(reverse("reporting:crisis", args=[world.crisis])).content.decode()
    listed = text.split('class="spots"')[1].split("</ul>")[0]
    assert reverse("hazards:hazard", args=[world.hazard]) in listed and "Hazard" in listed and "Schoolyard" in listed and "Assembly point" in listed
    assert all(reverse("places:site", args=[one.uid]) in listed for one in places.sites(path="HTI/HT01"))
