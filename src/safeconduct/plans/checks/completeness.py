"""
How complete a plan is: the share of what each section must hold, by weight, of 100.

Sections and fields: the IOM consular contingency plan template and the plans of Philippine posts, merged. The weights, the
limit of 85 and the four sections that must be whole are our proposal. Empty words count nothing; a contact counts when it answered a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .consistency import means
from .register import at


@dataclass(frozen=True)
class Need:
    """One thing that a section must hold. ``share`` gives how much of it is there, 0-1; ``own``: another check says when it lacks."""

    place: str
    share: Callable[[Any], float]
    kinds: tuple[str, ...] = ("consular", "host")
    own: bool = False


@dataclass(frozen=True)
class SectionOf:
    """A section with its weight in the whole."""

    key: str
    name: str
    weight: int
    must: bool
    needs: tuple[Need, ...]


def full(value: Any) -> bool:
    """Whether a value says something."""
    if isinstance(value, str):
        return means(value)
    if isinstance(value, tuple):
        return any(full(one) for one in value)
    return value is not None and value is not False and value != 0


def has(path: str, *, own: bool = False, kinds: tuple[str, ...] = ("consular", "host")) -> Need:
    return Need(path, lambda plan: float(full(at(plan, path))), kinds, own)


def each(path: str, *names: str, place: str = "") -> Need:
    """The share of fields filled over all entries of a list; nothing where the list is empty. Each field has a check of its own."""

    def share(plan: Any) -> float:
        rows = at(plan, path) or ()
        return sum(full(getattr(row, name)) for row in rows for name in names) / (len(rows) * len(names)) if rows else 0.0

    return Need(place or path, share, own=True)


def answered(plan: Any) -> float:
    """The share of role holders and alternates that answered a test."""
    held = {one.key: one.answered_date is not None for one in plan.contacts}
    rows = [key for role in plan.roles for key in (role.holder, *role.alternates)]
    return sum(held.get(key, False) for key in rows) / len(rows) if rows else 0.0


def carded(plan: Any) -> float:
    """The share of cards with action, owner, due time and evidence."""
    rows = [card for level in plan.levels for card in level.cards]
    whole = sum(full(c.action) and full(c.owner) and c.due_hours is not None and full(c.evidence) for c in rows)
    return whole / len(rows) if rows else 0.0


CONSULAR, HOST = ("consular",), ("host",)
SECTIONS = (
    SectionOf("S1", "Post identity", 4, False, (has("identity.name"), has("identity.country"), has("identity.areas"), has("identity.numbers"), has("identity.back_up_site"), has("identity.deputies"),
                                                has("identity.satellite_telephone", own=True, kinds=CONSULAR), has("identity.sending_country", kinds=CONSULAR))),
    SectionOf("S2", "Purpose and authority", 3, False, (has("purpose.objective"), has("purpose.legal_basis"), has("purpose.activates", own=True), has("purpose.changes_level", own=True),
                                                        has("purpose.orders_evacuation", own=True), has("purpose.classification"))),
    SectionOf("S3", "Risk profile", 8, False, (has("risk.hazards"), has("risk.early_signs"), has("risk.host_alerts"), has("risk.maps"), has("risk.inform"))),
    SectionOf("S4", "Community profile", 12, True, (each("identity.areas", "name", "code", place="identity.areas"), each("community.estimates", "people", "method", "estimated_date"), has("community.estimates"),
                                                    has("community.registered"), has("community.sectors"), has("community.irregular"), has("community.languages"),
                                                    has("community.leaders"), each("community.groups", "provision"), has("community.groups"))),
    SectionOf("S5", "Scenarios", 8, False, (has("scenarios"), each("scenarios", "trigger", "areas", "people", "assumptions"))),
    SectionOf("S6", "Roles and call tree", 10, True, (has("roles"), has("contacts"), each("roles", "holder", "alternates"), Need("contacts", answered, own=True), has("call_list", own=True), has("wardens"))),
    SectionOf("S7", "Alert levels and action cards", 10, True, (has("levels"), each("levels", "criteria", "cards"), Need("levels", carded, own=True))),
    SectionOf("S8", "Communications", 8, False, (has("communications.channels"), has("communications.templates"), each("communications.templates", "texts"), has("communications.hotline", own=True), has("communications.media_rule"))),
    SectionOf("S9", "Shelter and relocation", 6, False, (has("shelters"), each("shelters", "places", "covered_m2", "water_litres", "toilets", "security"))),
    SectionOf("S10", "Evacuation", 12, True, (has("evacuation.points"), has("evacuation.routes"), has("evacuation.destinations"), has("evacuation.fleets"), has("evacuation.stations"), has("evacuation.hours"),
                                              has("evacuation.call_forward", own=True), each("evacuation.routes", "legs"))),
    SectionOf("S11", "Documents", 5, False, (has("documents.blanks", kinds=CONSULAR), has("documents.a_day", kinds=CONSULAR), has("documents.forms"), has("documents.seals", kinds=CONSULAR),
                                             has("documents.when_closed", own=True, kinds=CONSULAR), has("documents.procedure", own=True, kinds=HOST))),
    SectionOf("S12", "Money", 4, False, (has("money.funds"), has("money.cost_rule"), has("money.signatories", own=True), has("money.cash", kinds=CONSULAR), has("money.loan_rule", kinds=CONSULAR))),
    SectionOf("S13", "Stocks", 3, False, (has("stocks"), each("stocks", "quantity", "place", "inspected_date"))),
    SectionOf("S14", "Agreements", 4, False, (has("agreements"), each("agreements", "parties", "to_date", "contact", "cost_rule"))),
    SectionOf("S15", "Arrival and hand-over", 2, False, (has("arrival.agencies"), has("arrival.places"), has("arrival.health"), has("arrival.psychosocial"), has("arrival.children"), has("arrival.onward"))),
    SectionOf("S16", "Tests and review", 1, False, (has("review.exercise_date", own=True), has("review.next_review_date", own=True), has("review.written_by", own=True), has("review.approved_by", own=True))),
)  # fmt: skip


def sections_of(plan: Any) -> list[tuple[SectionOf, float]]:
    """Each section that applies, with the share that is complete, 0-1."""
    out_ = {one.section for one in plan.excused if means(one.reason)}
    made = []
    for section in SECTIONS:
        needs = [need for need in section.needs if plan.kind in need.kinds]
        if section.key not in out_:
            made.append((section, sum(need.share(plan) for need in needs) / len(needs)))
    return made


def completeness(plan: Any) -> float:
    """The completeness of a plan, 0-1, by weight over the sections that apply."""
    held = sections_of(plan)
    whole = sum(section.weight for section, _ in held)
    return sum(section.weight * share for section, share in held) / whole if whole else 0.0
