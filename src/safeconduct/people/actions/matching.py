"""Two records that may be the same human: offered, decided by a person, never merged silently."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access import labels
from safeconduct.access.gate import action, concerns, mark, note
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import answers, ask
from safeconduct.people import rules
from safeconduct.people.actions.mending import as_told, follow, rekey
from safeconduct.people.actions.registering import find
from safeconduct.people.labelling import everything, relabel, relabel_household
from safeconduct.people.models import (
    Consent,
    ContactPoint,
    Document,
    EmergencyContact,
    Match,
    Membership,
    NameKey,
    Person,
    Position,
    RegimeChange,
    Stay,
    Stranded,
)  # fmt: skip

HISTORY = (ContactPoint, Document, Stay, EmergencyContact, Consent, RegimeChange, Stranded)


@action("people.offer_matches", about=["person"], help_data=True)
def offer_matches(actor: Actor, *, person: UUID, candidates: list[UUID], probabilities: list[float], reasons: list[list[str]], at: datetime) -> list[UUID]:
    """
    Offer people who may be the same as this one, for a person to decide. Returns the uids of the matches.

    Only records of the same owner and space are offered; each match stands under the strictest label of both, so it shows
    itself only to who may see both. A pair that was offered before is not offered again.
    """
    row = Person.objects.within(everything()).filter(uid=person).first() if actor.sees_all or actor.kind == "public" else find(actor, person)
    if row is None:
        raise NotFound()
    held = {c.uid: c for c in Person.objects.within(everything()).filter(uid__in=candidates, owner_id=row.owner_id).exclude(id=row.id).exclude(status="merged")}
    known = set(Match.objects.within(everything()).filter(provisional_id=row.id).values_list("candidate_id", flat=True))
    made = []
    for uid, probability, why in zip(candidates, probabilities, reasons, strict=True):
        other = held.get(uid)
        if other is None or other.id in known or not same_space(row, other):
            continue
        label = labels.strictest({row.label_id, row.later_label_id, other.label_id, other.later_label_id}, row.owner_id)
        made.append(Match.objects.create(uid=new_uid(), provisional=row, candidate=other, probability=probability, reasons=list(why), label_id=label, made_at=at))
    note(offered=len(made))
    return [match.uid for match in made]


def same_space(one: Person, other: Person) -> bool:
    """Whether two records are of one space: an exercise never touches reality."""
    return labels.parts_of(one.label_id).space == labels.parts_of(other.label_id).space


@action("people.decide_match", about=["match"], facts=["same"], help_data=True)
def decide_match(actor: Actor, *, match: UUID, same: bool, at: datetime) -> UUID:
    """
    Somebody decides: the same human, or another. Returns the uid of the record that goes on.

    The same: every row of the record that came forward passes to the one on file, in every room, and takes its label; both
    histories stay in the journal, tied by the match. Refuses ``AlreadyDecided``, and ``OtherOwner`` where two organisations
    answer for the two.
    """
    row = Match.objects.within(actor).filter(uid=match).first()
    if row is None:
        raise NotFound()
    if row.state != "offered":
        raise rules.AlreadyDecided()
    people = {p.id: p for p in Person.objects.within(actor).filter(id__in=[row.provisional_id, row.candidate_id])}
    if len(people) != 2:
        raise NotFound()
    came, on_file = people[row.provisional_id], people[row.candidate_id]
    if came.owner_id != on_file.owner_id:
        raise rules.OtherOwner()
    mark(came.label_id, on_file.label_id, came.later_label_id, on_file.later_label_id)
    concerns("people", came.uid, on_file.uid)
    row.state, row.decided_by, row.decided_at = ("same" if same else "other"), actor.uid, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    if not same:
        return came.uid
    join_records(actor, came, on_file)
    return on_file.uid


def join_records(actor: Actor, came: Person, on_file: Person) -> None:
    """All rows of ``came`` pass to ``on_file``; what it did not know is filled in; the label is worked out again from both."""
    told_newer = came.confirmed_at > on_file.confirmed_at
    filled = filled_in(on_file, came, told_newer)
    for name, value in filled.items():
        setattr(on_file, name, value)
    follow(on_file, filled)
    on_file.confirmed_at = max(on_file.confirmed_at, came.confirmed_at)
    on_file.regime = rules.strictest_regime(on_file.regime, came.regime)
    since = [s for s in (on_file.regime_since, came.regime_since) if s]
    on_file.regime_since = min(since) if since else None
    on_file.special = {**(came.special or {}), **(on_file.special or {})} or None
    on_file.status, on_file.missed = "active", 0
    on_file.save()
    ask("people.merge", from_id=came.id, into_id=on_file.id)
    came.status = "merged"
    came.save(update_fields=["status"])
    rekey(on_file)
    relabel(actor, on_file, on_file.regime_since if rules.is_protected(on_file.regime) else None)


def filled_in(on_file: Person, came: Person, told_newer: bool) -> dict[str, Any]:
    """What the record on file gains: names, nationalities, languages, needs of both; empty fields; the newer place."""
    held, new = as_told(on_file, {}), as_told(came, {})
    out: dict[str, Any] = {}
    for name in ("nationalities", "former", "languages", "needs"):
        both = list(dict.fromkeys([*getattr(held, name), *getattr(new, name)]))
        out[name] = sorted(both) if name == "needs" else both
    known = {n.get("full") or (n.get("given"), n.get("family")) for n in held.names}
    out["names"] = [*held.names, *(n for n in new.names if (n.get("full") or (n.get("given"), n.get("family"))) not in known)]
    for name in ("sex", "birth", "answer_by"):
        out[name] = getattr(held, name) or getattr(new, name)
    newer = told_newer and bool(new.country)
    out["country"], out["path"] = (new.country, new.path) if newer or not held.country else (held.country, held.path)
    return out


@answers("people.merge")
def merge_people(*, from_id: int, into_id: int) -> None:
    """The register's own rows pass over; of two positions the newer stays, of two equal addresses the first."""
    known = set(ContactPoint.objects.within(everything()).filter(person_id=into_id).values_list("index", flat=True))
    ContactPoint.objects.within(everything()).filter(person_id=from_id, index__in=known).delete()
    for model in HISTORY:
        model.objects.within(everything()).filter(person_id=from_id).update(person_id=into_id)
    houses = set(Membership.objects.within(everything()).filter(person_id=into_id).values_list("household_id", flat=True))
    Membership.objects.within(everything()).filter(person_id=from_id, household_id__in=houses).delete()
    joined = set(Membership.objects.within(everything()).filter(person_id=from_id).values_list("household_id", flat=True))
    Membership.objects.within(everything()).filter(person_id=from_id).update(person_id=into_id)
    for house in joined:
        relabel_household(house)
    held = list(Position.objects.within(everything()).filter(person_id__in=[from_id, into_id]).order_by("-as_of"))
    for older in held[1:]:
        older.delete()
    Position.objects.within(everything()).filter(person_id=from_id).update(person_id=into_id)
    NameKey.objects.filter(person_id=from_id).delete()
    Match.objects.within(everything()).filter(candidate_id=from_id, state="offered").exclude(provisional_id=into_id).update(candidate_id=into_id)


merge_people.models = {
    "people.ContactPoint", "people.Document", "people.Stay", "people.EmergencyContact", "people.Consent", "people.RegimeChange", "people.Stranded", "people.Membership",
    "people.Position", "people.NameKey", "people.Match",
}  # fmt: skip
