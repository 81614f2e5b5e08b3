"""Who else helps in the demo: invented officials, services and agreements round the earthquake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access import actors
from safeconduct.kernel.ids import new_uid
from safeconduct.partners import actions

# name, organisation, unit, function, area, languages, round the clock, days since it answered (None: never)
CONTACTS = (
    ("N. Toussaint", "host", "Emergency operations centre", "emergency", "HTI", ("fr", "ht"), True, 12),
    ("J.-P. Fabre", "centre", "Reception and protection", "protection", "HTI/HT07", ("fr", "ht", "en"), True, 20),
    ("M. Desrosiers", "Departmental hospital (demonstration)", "Emergency ward", "health", "HTI/HT07", ("fr", "ht"), True, 95),
    ("R. Almonte", "Border agency of the neighbouring State (demonstration)", "Crossing", "crossing", "HTI", ("es", "fr"), False, 210),
    ("E. Clerveau", "Transport cooperative (demonstration)", "", "logistics", "HTI/HT01", ("ht", "fr"), False, None),
    ("A. Benoit", "Interpreters’ association (demonstration)", "", "interpreting", "HTI", ("am", "ar", "fr"), False, 40),
)
# name, kind, organisation, area, point, hours, languages, codes, firewall, days since it was verified (None: never), status
SERVICES = (
    ("Mobile clinic, Les Cayes", "health", "Departmental hospital (demonstration)", "HTI/HT07", (-73.75, 18.2), "24/7", ("fr", "ht"), ("any_nationality", "no_document", "free"), "kept", 2, "open"),
    ("Community kitchen", "food", "Parish of the bay (demonstration)", "HTI/HT07", (-73.72, 18.23), "Mo-Su 11:00-14:00,17:00-19:00", ("ht",), ("any_nationality", "free"), "kept", 9, "open"),
    ("School shelter, Jérémie", "shelter", "host", "HTI/HT08", (-74.12, 18.64), "24/7", ("fr", "ht"), ("families",), "unknown", 44, "limited"),
    ("Registration point at the prefecture", "registration", "host", "HTI/HT01", (-72.33, 18.54), "Mo-Fr 08:00-15:00", ("fr",), ("residents",), "broken", 5, "open"),
    ("Legal advice by telephone", "legal", "centre", "HTI", None, "Mo-Sa 08:00-18:00", ("fr", "es", "en"), ("any_nationality", "any_status", "free"), "kept", None, "open"),
    ("Refuge", "gbv", "centre", "HTI/HT01", None, "24/7", ("fr", "ht"), ("women", "children", "referral_only"), "kept", 14, "open"),
)  # fmt: skip
SAY = {
    "kept": "They ask for no papers and tell the police nothing.", "broken": "They ask for papers and tell immigration control who came. Decide yourself.", "unknown": "",
}  # fmt: skip


def allied(made: dict[str, Any], at: datetime) -> None:
    """Contacts of whom some answered, one gap on call tonight, services of every standing, agreements in force, lapsing and drafted."""
    duty, head = actors.acting(made["user:duty"], made["consular"], at), actors.acting(made["user:head"], made["consular"], at)
    held = [_contact(duty, made, number, row, at) for number, row in enumerate(CONTACTS)]
    for place, function, who, begins, hours in (("HTI", "emergency", 0, -6, 12), ("HTI", "emergency", 0, 18, 12), ("HTI/HT07", "protection", 1, -3, 24), ("HTI/HT07", "health", 2, -12, 8)):
        begin = at + timedelta(hours=begins)
        actions.put_watch(duty, watch=new_uid(), contact=held[who], function=function, path=place, from_at=begin, to_at=begin + timedelta(hours=hours), at=at)
    for row in SERVICES:
        _service(duty, made, row, held, at)
    _agreements(duty, head, made, held, at)


def _whose(made: dict[str, Any], name: str) -> dict[str, Any]:
    return {"organisation": made[name]} if name in made else {"organisation_name_": name}


def _contact(who, made: dict[str, Any], number: int, row: tuple, at: datetime) -> UUID:
    name, organisation, unit, function, path, languages, always, days = row
    uid, answered = new_uid(), at - timedelta(days=days or 0)
    actions.put_contact(
        who, contact=uid, name=name, kind="focal_point" if days is not None else "official", function=function, unit=unit, path=path, languages=list(languages), round_the_clock=always, is_open=True,
        channels=[{"kind": "mobile", "value": f"+99900001{number:03d}"}, {"kind": "email", "value": f"contact{number}@utopia.example"}], at=answered, **_whose(made, organisation),
    )  # fmt: skip
    if days is not None:
        actions.record_test(who, test=new_uid(), contact=uid, how="call", answered=True, at=answered)
    return uid


def _service(who, made: dict[str, Any], row: tuple, held: list[UUID], at: datetime) -> None:
    name, kind, organisation, path, point, hours, languages, codes, firewall, days, status = row
    uid = new_uid()
    lon, lat = point or (None, None)
    actions.put_service(
        who, service=uid, name=name, kind=kind, path=path, lon=lon, lat=lat, hours=hours, languages=list(languages), eligibility=list(codes), firewall=firewall, status=status,
        is_secret=kind == "gbv", telephone="+99900002000", contact=held[1], how_to_refer="Ring first, give no name.", what_to_say=SAY[firewall], capacity=60 if kind == "shelter" else None,
        at=at - timedelta(days=60), **_whose(made, organisation),
    )  # fmt: skip
    if days is not None:
        actions.verify_service(who, service=uid, how="call", at=at - timedelta(days=days))


def _agreements(duty, head, made: dict[str, Any], held: list[UUID], at: datetime) -> None:
    today = at.date()
    plan = (
        ("Referral and data between consulate and centre", "data_sharing", ["protection", "shelter"], "centre", ["HTI"], 300, True, [(["internal", "personal"], "assist", ["no_onward"])]),
        ("Buses in an evacuation", "contract", ["transport"], "Transport cooperative (demonstration)", ["HTI/HT01", "HTI/HT07"], 38, True, []),
        ("Passage and papers at the border", "mou", ["transit", "identity"], "Border agency of the neighbouring State (demonstration)", [], -20, True, []),
        ("Beds in schools", "mou", ["shelter"], "host", ["HTI/HT08"], 365, False, []),
    )
    for title, kind, functions, party, paths, days, signed, clauses in plan:
        uid, drafted = new_uid(), at - timedelta(days=400)
        parties = [{"organisation": made[party], "name": ""}] if party in made else [{"organisation": None, "name": party}]
        actions.put_agreement(
            duty, agreement=uid, title=title, kind=kind, functions=functions, parties=parties, paths=paths, valid_from=today - timedelta(days=395), valid_to=today + timedelta(days=days),
            contact=held[1], cost_rule="Each pays its own.", at=drafted,
        )  # fmt: skip
        for classes, purpose, conditions in clauses:
            actions.add_clause(duty, clause=new_uid(), agreement=uid, recipient=made[party], classes=classes, purpose=purpose, conditions=conditions, at=drafted)
        if signed:
            actions.sign_agreement(head, agreement=uid, at=drafted + timedelta(days=3))
