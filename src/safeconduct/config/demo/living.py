"""Make the demo crisis one that is already under way: people were asked, answered, came forward, and some were helped."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.actors import duty
from safeconduct.cases import actions as cases
from safeconduct.cases import queries as cases_queries
from safeconduct.checkins import actions as checkins
from safeconduct.checkins import jobs as checkins_jobs
from safeconduct.checkins import queries as checkins_queries
from safeconduct.config.demo import alerts
from safeconduct.crises import actions as crises
from safeconduct.hazards import queries as hazards
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.messaging import queries as messages

ASKED_FROM = 7.0  # on the modified Mercalli scale
NEEDS = (["medical"], ["water_food"], ["shelter"], ["water_food", "shelter"], ["trapped"], ["child_alone"], ["papers"], ["leave"], ["danger"], [])
TASKS = (
    ("Field post at Les Cayes", "head_of_post", 6, 12, 0), ("Ask: are you safe?", "duty_officer", 5, 7, 6), ("Calls by wardens", "duty_officer", 10, 20, 0),
    ("Reception centre ready", "head_of_post", 8, 12, 13), ("Travel documents desk", "consular_officer", 20, 48, 0), ("Decide on the next level", "head_of_post", 40, 48, 0),
)  # fmt: skip


def enliven(made: dict[str, Any], at: datetime, progress: Callable[[str, int, int], None]) -> None:
    """Templates, duty, tasks, the question, its deliveries and answers, the open door, cases in every state."""
    chance, began = random.Random(7), alerts.earthquake_at(at)
    messaging.load_shipped(duty("demo"), at=began)
    on_duty(made, began, at)
    for what, role, opened, due, done in TASKS:
        uid = crises.open_task(
            officer(made, began), task=new_uid(), kind="plan", what=what, due_at=began + timedelta(hours=due), crisis=made["crisis"], owner_role=role, source="plans",
            at=began + timedelta(hours=opened - 4),
        )  # fmt: skip
        if done:
            crises.finish_task(officer(made, began), task=uid, at=began + timedelta(hours=done))
    campaign = ask(made, began, at)
    progress("messages and answers", 0, 0)
    report_deliveries(campaign, chance, at)
    answer(made, campaign, chance, began, at)
    come_forward(made, chance, began, at)
    work(made, chance, at)
    wardens(made, campaign, at)
    checkins_jobs.refresh(None, at=at)


def officer(made: dict[str, Any], at: datetime):
    """The duty officer as of now: labels are worked out anew."""
    return actors.acting(made["user:duty"], made["consular"], at)


def on_duty(made: dict[str, Any], began: datetime, at: datetime) -> None:
    """Somebody is on duty round the clock for the next month."""
    for user, step in (("duty", 1), ("head", 2), ("admin", 3)):
        cases.set_duty(
            duty("demo"), duty_uid=new_uid(), unit=made["consular"], user=made[f"user:{user}"], step=step, from_at=began - timedelta(days=1), to_at=at + timedelta(days=31), at=began
        )


def ask(made: dict[str, Any], began: datetime, at: datetime) -> UUID:
    """Everybody where the shaking was VII or more is asked first."""
    who = officer(made, at)
    card = hazards.hazard(who, made["hazard"])
    bands = [number for number, band in enumerate(card.bands, 1) if band["level"] >= ASKED_FROM]
    uid = checkins.start_campaign(
        who, campaign=new_uid(), crisis=made["crisis"], audience={"inside": str(card.uid), "bands": bands, "possible": True}, ends_at=at + timedelta(days=14), accept_machine=True, at=at
    )
    run_all()
    campaign = checkins_queries.campaign(who, uid)
    message = messages.message(who, campaign.message_uid)
    if message.state == "waiting":  # so many people need a second person
        head = actors.acting(made["user:head"], made["consular"], at)
        access.decide(head, proposal=message.proposal_uid, agree=True, at=at)
        run_all()
    return uid


def report_deliveries(campaign: UUID, chance: random.Random, at: datetime) -> None:
    """The simulated gateway reports: most arrive, some fail."""
    from safeconduct.messaging.sight import everything

    who = everything()
    uid = checkins_queries.any_campaign(campaign).message_uid
    told: dict[str, list[UUID]] = {"delivered": [], "failed": []}
    for card in messages.deliveries_of(who, uid, limit=100_000):
        if card.channel == "sms" and card.state == "handed_over":
            told["delivered" if chance.random() < 0.82 else "failed"].append(card.uid)
    for state, references in told.items():
        messaging.report_many(channel="sms", state=state, references=references, at=at - timedelta(hours=1), fault="absent" if state == "failed" else "")


def answer(made: dict[str, Any], campaign: UUID, chance: random.Random, began: datetime, at: datetime) -> None:
    """Two of three who were reached answered, over the hours since."""
    who = officer(made, at)
    rows = checkins_queries.not_yet(who, made["crisis"], limit=20_000)
    reached = messages.states_of(who, checkins_queries.any_campaign(campaign).message_uid)
    for row in rows:
        if reached.get(row.person.id) != "delivered" or chance.random() > 0.66:
            continue
        when = at - timedelta(minutes=chance.randint(3, 20 * 60))
        dice = chance.random()
        said, by = ("safe_staying", "self") if dice < 0.62 else ("wants_to_leave", "self") if dice < 0.86 else ("needs_assistance", "self") if dice < 0.93 else ("safe", "another")
        checkins.answer(
            duty("demo"), client_id=new_uid(), person=row.person.uid, crisis=made["crisis"], said=said, by=by, way=chance.choice(("sms", "sms", "link", "code")),
            needs=chance.choice(NEEDS) if said == "needs_assistance" else None, people_count=chance.choice((1, 1, 2, 3, 4)), at=when,
        )  # fmt: skip


def come_forward(made: dict[str, Any], chance: random.Random, began: datetime, at: datetime) -> None:
    """Some whom nobody had on file said that they are there."""
    who = officer(made, at)
    for number in range(48):
        when = at - timedelta(minutes=chance.randint(3, 20 * 60))
        said = "needs_assistance" if number % 4 == 0 else "safe"
        checkins.come_forward(
            duty("demo"), client_id=new_uid(), person=new_uid(), said=said, owner=who.organisation_id, way=chance.choice(("web", "sms", "officer")),
            language=chance.choice(("ht", "fr", "es", "am", "ar", "en")), needs=chance.choice(NEEDS) if said == "needs_assistance" else None, crisis=made["crisis"],
            country="HTI", path="HTI/HT07", at=when,
        )  # fmt: skip


def work(made: dict[str, Any], chance: random.Random, at: datetime) -> None:
    """The office works through the queue: the most urgent first, the newest not yet read."""
    who = officer(made, at)
    for card in cases_queries.queue(who, limit=1000):
        fresh = at - card.opened_at < timedelta(minutes=12)
        if fresh or (card.triage > 1 and chance.random() > 0.8):
            continue
        when = min(card.opened_at + timedelta(minutes=chance.randint(2, 12)), at)
        cases.read_case(who, case=card.uid, at=when)
        if chance.random() < 0.7:
            cases.assign(who, case=card.uid, user=made["user:duty"], at=min(when + timedelta(minutes=8), at))
        if chance.random() < (0.75 if card.triage <= 1 else 0.3):
            cases.close(who, case=card.uid, outcome=chance.choice(("helped", "referred", "advised")), ask=False, at=min(when + timedelta(hours=2), at))


def wardens(made: dict[str, Any], campaign: UUID, at: datetime) -> None:
    """Two wardens, one with a list."""
    who = officer(made, at)
    today = at.date()
    for path, name, user in (("HTI/HT07", "T. Bekele", made["user:warden"]), ("HTI/HT01", "R. Desta", None)):
        uid = checkins.appoint_warden(
            who, warden=new_uid(), name=name, path=path, languages=["am", "fr"], signed_on=today - timedelta(days=60), signed_until=today + timedelta(days=300), user=user, at=at
        )
        if user is not None:
            checkins.make_call_list(who, call_list=new_uid(), campaign=campaign, warden=uid, at=at)
