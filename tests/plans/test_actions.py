"""A plan from its first draft to the next: who may do what, what is refused, what never changes again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from safeconduct.access import actions as access
from safeconduct.access.models import Entry, Proposal
from safeconduct.crises.models import Task
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed, NotFound
from safeconduct.kernel.states import NotNow
from safeconduct.plans import actions, jobs, queries, rules
from safeconduct.plans.document import canonical, digest, kept, plain, put, to_json, to_yaml
from safeconduct.plans.models import Plan, PlanVersion
from tests.plans.shifted import ready
from tests.worlds import NOW, acting, officer, organisation, post, system, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = post()
    head = officer(made.section, "head_of_post")
    made.head = lambda at=NOW: acting(head, made.section, at)
    return made


def taken(actor, name="sop-referral", place="HTI", at=NOW, change=None):
    """A library document of that day as a draft; the version's uid."""
    made = ready(name, at.date())
    return actions.take_in(actor, plan=new_uid(), version=new_uid(), text=to_json(change(made) if change else made), place=place, at=at)


def row(actor, uid):
    return PlanVersion.objects.within(actor).get(uid=uid)


def approved(house, name="sop-referral", at=NOW):
    uid = taken(acting(house.user, house.section, at), name, at=at)
    actions.ask_review(acting(house.user, house.section, at), version=uid, at=at)
    actions.approve(house.head(at), version=uid, digest=row(house.head(at), uid).digest, at=at)
    return uid


class Progress:
    def step(self, done):
        self.done = done


def change(actor, uid, changes, at=NOW, opened=None):
    held = queries.version(actor, uid).document if opened is None else opened
    from safeconduct.plans.document import at as stands

    return actions.change_section(actor, version=uid, changes=changes, edited_from=actions.digest_of({place: plain(stands(held, place)) for place in changes}), at=at)


def test_a_document_is_kept_as_its_canonical_text_sealed_and_its_digest_is_that_of_the_text(house):
    uid = taken(house.officer, "consular-conflict")
    held = row(house.officer, uid)
    assert held.document == canonical(ready("consular-conflict", NOW.date())) and held.digest == digest(kept(held.document))
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM plans_planversion")
        raw = bytes(cursor.fetchone()[0])
    assert b"consular" not in raw and len(raw) > 10_000


def test_a_library_plan_begins_without_what_the_example_invents(house):
    uid = actions.begin_plan(house.officer, plan=new_uid(), version=new_uid(), ready="consular-earthquake", title="Consular plan, Port-au-Prince", place="HTI", at=NOW)
    made = queries.version(house.officer, uid).document
    assert made.title == "Consular plan, Port-au-Prince" and not made.example and made.as_of is None
    assert not any(one.answered_date for one in made.contacts) and made.review.exercise_date is None and made.contacts


@pytest.mark.parametrize("kind", ["consular", "host", "sop"])
def test_a_blank_of_each_kind_is_a_draft_with_findings(house, kind):
    uid = actions.begin_plan(house.officer, plan=new_uid(), version=new_uid(), kind=kind, title="A plan", at=NOW)
    assert rules.run(queries.version(house.officer, uid).document, NOW.date())


def test_a_blank_needs_a_title_and_a_kind(house):
    with pytest.raises(rules.NoTitle):
        actions.begin_plan(house.officer, plan=new_uid(), version=new_uid(), kind="host", at=NOW)
    with pytest.raises(rules.Empty):
        actions.begin_plan(house.officer, plan=new_uid(), version=new_uid(), title="x", at=NOW)


def test_a_text_that_is_no_plan_is_refused_with_its_line_and_nothing_is_made(house):
    with pytest.raises(rules.NotAPlan) as refused:
        actions.take_in(house.officer, plan=new_uid(), version=new_uid(), text="kind: sop\ntitle: x\nowner: me\n", at=NOW)
    assert refused.value.facts["line"] == 3 and not queries.plans(house.officer)


def test_two_people_change_different_entries_and_both_are_kept(house):
    uid = taken(house.officer)
    first = queries.version(house.officer, uid).document
    change(house.officer, uid, {"roles[0].name": "One"}, opened=first)
    change(house.head(), uid, {"roles[1].name": "Two"}, opened=first)
    made = queries.version(house.officer, uid).document
    assert (made.roles[0].name, made.roles[1].name) == ("One", "Two")
    assert row(house.officer, uid).authors == [str(house.user.uid), str(house.head().uid)]


def test_the_same_entry_changed_meanwhile_is_refused_with_what_differs(house):
    uid = taken(house.officer)
    first = queries.version(house.officer, uid).document
    change(house.officer, uid, {"roles[0].name": "One", "purpose": "Why"}, opened=first)
    with pytest.raises(rules.ChangedMeanwhile) as refused:
        change(house.head(), uid, {"roles[0].name": "Other", "purpose": "Why"}, opened=first)
    assert refused.value.facts["places"] == "roles[0].name" and queries.version(house.officer, uid).document.roles[0].name == "One"


def test_a_value_of_another_kind_and_a_place_that_is_not_there_are_refused(house):
    uid = taken(house.officer)
    with pytest.raises(rules.NotAPlan):
        change(house.officer, uid, {"steps[0].minutes": "soon"})
    for place in ("steps[99].action", "nothing", "steps[0].nothing", "steps..action", "__class__"):
        with pytest.raises(rules.NoSuchPlace):
            actions.change_section(house.officer, version=uid, changes={place: "x"}, edited_from="", at=NOW)


def test_nothing_changed_leaves_digest_and_authors_alone(house):
    uid = taken(house.officer)
    before = row(house.officer, uid)
    assert change(house.head(), uid, {"title": queries.version(house.officer, uid).document.title}) == before.digest
    assert row(house.officer, uid).authors == [str(house.user.uid)]


def test_a_draft_can_be_taken_home_and_brought_back(house):
    uid = taken(house.officer)
    held = row(house.officer, uid)
    new = put(kept(held.document), "title", "Referral, second try")
    assert actions.replace_document(house.officer, version=uid, text=to_yaml(new), edited_from=held.digest, at=NOW) == digest(new)
    assert Plan.objects.within(house.officer).get().title == "Referral, second try"
    with pytest.raises(rules.ChangedMeanwhile):
        actions.replace_document(house.officer, version=uid, text=to_yaml(new), edited_from=held.digest, at=NOW)
    with pytest.raises(rules.OtherKind):
        actions.replace_document(house.officer, version=uid, text=to_yaml(ready("host-flood", NOW.date())), edited_from=digest(new), at=NOW)


def test_the_author_does_not_approve_nor_whoever_wrote_in_it(house):
    uid = taken(house.officer)
    change(house.head(), uid, {"purpose": "Rewritten by the head of post."})
    actions.ask_review(house.officer, version=uid, at=NOW)
    with pytest.raises(rules.OwnWork):
        actions.approve(house.head(), version=uid, digest=row(house.head(), uid).digest, at=NOW)
    second = acting(officer(house.section, "head_of_post"), house.section)
    actions.approve(second, version=uid, digest=row(second, uid).digest, at=NOW)
    assert row(second, uid).status == "approved"


def test_an_officer_without_the_verb_does_not_approve(house):
    uid = taken(house.head())
    actions.ask_review(house.head(), version=uid, at=NOW)
    with pytest.raises(NotAllowed):
        actions.approve(house.officer, version=uid, digest=row(house.officer, uid).digest, at=NOW)


def test_a_plan_with_errors_is_not_approved_and_they_are_named(house):
    uid = taken(house.officer, change=lambda made: put(made, "roles[0].holder", ""))
    actions.ask_review(house.officer, version=uid, at=NOW)
    with pytest.raises(rules.ErrorsStand) as refused:
        actions.approve(house.head(), version=uid, digest=row(house.head(), uid).digest, at=NOW)
    assert "role.without-holder" in refused.value.facts["checks"] and row(house.head(), uid).status == "in_review"


def test_what_is_approved_is_what_was_read(house):
    uid = taken(house.officer)
    actions.ask_review(house.officer, version=uid, at=NOW)
    with pytest.raises(rules.ReadAgain):
        actions.approve(house.head(), version=uid, digest="0" * 64, at=NOW)


def test_a_version_in_review_rests_until_it_is_sent_back_with_a_reason(house):
    uid = taken(house.officer)
    proposal = actions.ask_review(house.officer, version=uid, at=NOW)
    with pytest.raises(NotNow):
        change(house.officer, uid, {"title": "x"})
    with pytest.raises(rules.NoReason):
        actions.send_back(house.head(), version=uid, reason=" ", at=NOW)
    actions.send_back(house.head(), version=uid, reason="Name the hospital.", at=NOW)
    assert Proposal.objects.get(uid=proposal).state == "withdrawn" and row(house.officer, uid).sent_back == "Name the hospital."
    change(house.officer, uid, {"title": "x"})


def test_the_second_person_agrees_through_the_proposal(house):
    uid = taken(house.officer)
    proposal = actions.ask_review(house.officer, version=uid, at=NOW)
    access.decide(house.head(), proposal=proposal, agree=True, at=NOW)
    held = row(house.head(), uid)
    assert (held.status, held.approved_by, held.review_date) == ("approved", house.head().uid, min(held.review_date, (NOW + timedelta(days=365)).date()))


def test_the_next_version_supersedes_and_the_old_one_stays_as_it_was(house):
    first = approved(house)
    plan = queries.version(house.officer, first).plan
    before = row(house.officer, first)
    second = actions.open_draft(house.officer, plan=plan.uid, version=new_uid(), at=NOW)
    with pytest.raises(rules.DraftIsOpen):
        actions.open_draft(house.officer, plan=plan.uid, version=new_uid(), at=NOW)
    change(house.officer, second, {"purpose": "A better purpose."})
    actions.ask_review(house.officer, version=second, at=NOW)
    assert queries.plan(house.officer, plan.uid).in_force.uid == first
    actions.approve(house.head(), version=second, digest=row(house.head(), second).digest, at=NOW)
    card = queries.plan(house.officer, plan.uid)
    assert [(one.number, one.status) for one in card.versions] == [(2, "approved"), (1, "superseded")]
    after = row(house.officer, first)
    assert (after.document, after.digest, after.authors) == (before.document, before.digest, before.authors)


def test_a_plan_of_which_nothing_was_approved_has_one_draft(house):
    uid = taken(house.officer)
    with pytest.raises(rules.DraftIsOpen):
        actions.open_draft(house.officer, plan=queries.version(house.officer, uid).plan.uid, version=new_uid(), at=NOW)


def refused(sql: str, parameters=()) -> None:
    with pytest.raises(DatabaseError, match="published version|not changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize("superseded", [False, True])
def test_the_database_refuses_to_change_or_delete_a_published_version(house, superseded):
    uid = approved(house)
    held = row(house.officer, uid)
    if superseded:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE plans_planversion SET status = 'superseded' WHERE id = %s", [held.id])
    for column, value in (("document", b"\x01\x02"), ("digest", "f" * 64), ("approved_by", str(new_uid())), ("number", 9), ("authors", "[]"), ("review_date", None)):
        cast = "::uuid" if column == "approved_by" and connection.vendor == "postgresql" else ""
        refused(f"UPDATE plans_planversion SET {column} = %s{cast} WHERE id = %s", [value.replace("-", "") if column == "approved_by" and not cast else value, held.id])
    refused("UPDATE plans_planversion SET status = 'draft' WHERE id = %s", [held.id])
    if superseded:
        refused("UPDATE plans_planversion SET status = 'approved' WHERE id = %s", [held.id])
    refused("DELETE FROM plans_planversion WHERE id = %s", [held.id])
    assert row(house.officer, uid).document == held.document


def test_a_draft_may_be_changed_by_the_database_so_the_guard_is_of_published_ones(house):
    uid = taken(house.officer)
    held = row(house.officer, uid)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plans_planversion SET digest = %s WHERE id = %s", ["f" * 64, held.id])
    assert row(house.officer, held.uid).digest == "f" * 64


def test_the_journal_holds_codes_and_digests_and_no_text(house):
    uid = taken(house.officer, change=lambda made: put(made, "purpose", "zanzibar marker"))
    change(house.officer, uid, {"purpose": "zanzibar again"})
    actions.ask_review(house.officer, version=uid, at=NOW)
    actions.send_back(house.head(), version=uid, reason="zanzibar reason", at=NOW)
    told = "".join(str(value) for entry in Entry.objects.all() for value in vars(entry).values())
    assert "zanzibar" not in told and row(house.officer, uid).digest in told


def test_another_organisation_sees_nothing_and_does_nothing(house):
    uid = approved(house)
    other = unit(organisation("Another ministry", state="OTH"))
    stranger = acting(officer(other, "head_of_post"), other)
    plan = queries.version(house.officer, uid).plan.uid
    assert queries.plans(stranger) == [] and queries.waiting(stranger) == []
    for call in (
        lambda: queries.plan(stranger, plan), lambda: queries.version(stranger, uid), lambda: actions.open_draft(stranger, plan=plan, version=new_uid(), at=NOW),
        lambda: actions.ask_review(stranger, version=uid, at=NOW), lambda: actions.approve(stranger, version=uid, digest="", at=NOW),
        lambda: actions.change_section(stranger, version=uid, changes={}, edited_from="", at=NOW), lambda: actions.watch(stranger, plan=plan, at=NOW),
    ):  # fmt: skip
        with pytest.raises((NotFound, NotAllowed)):
            call()


def test_a_right_in_one_place_reaches_plans_of_that_place_only(house):
    here, there = taken(house.officer, place="HTI/HT01"), taken(house.officer, place="HTI/HT02")
    narrow = acting(officer(house.section, "consular_officer", place_path="HTI/HT01"), house.section).narrowed("plans.change_section")
    assert [card.place_path for card in queries.plans(narrow)] == ["HTI/HT01"] and queries.version(narrow, here)
    with pytest.raises(NotFound):
        queries.version(narrow, there)
    with pytest.raises(NotFound):
        actions.begin_plan(acting(officer(house.section, "consular_officer", place_path="HTI/HT01"), house.section), plan=new_uid(), version=new_uid(), kind="sop", title="x", place="HTI/HT02", at=NOW)


def test_a_plan_in_force_grows_stale_and_a_review_is_asked_for_once(house):
    uid = approved(house)
    plan = queries.version(house.officer, uid).plan.uid
    jobs.stale(Progress(), at=NOW + timedelta(days=1))
    assert queries.plan(house.officer, plan).stale == () and not Task.objects.filter(kind="plan_review").exists()
    later = NOW + timedelta(days=400)
    jobs.stale(Progress(), at=later)
    jobs.stale(Progress(), at=later + timedelta(days=1))
    card = queries.plan(house.officer, plan)
    assert {one["code"] for one in card.stale} >= {"review_due", "contact_old"} and card.stale_since == later and card.in_force.status == "approved"
    assert Task.objects.filter(kind="plan_review", source_uid=plan).count() == 1


def test_a_new_version_in_force_ends_the_staleness(house):
    uid = approved(house)
    plan = queries.version(house.officer, uid).plan.uid
    later = NOW + timedelta(days=400)
    actions.watch(system(), plan=plan, at=later)
    second = actions.open_draft(acting(house.user, house.section, later), plan=plan, version=new_uid(), at=later)
    actions.replace_document(acting(house.user, house.section, later), version=second, text=to_json(ready("sop-referral", later.date())), edited_from=row(house.officer, second).digest, at=later)
    actions.ask_review(acting(house.user, house.section, later), version=second, at=later)
    actions.approve(house.head(later), version=second, digest=row(house.officer, second).digest, at=later)
    assert queries.plan(house.officer, plan).stale == ()
    assert actions.watch(system(), plan=plan, at=later) == 0
