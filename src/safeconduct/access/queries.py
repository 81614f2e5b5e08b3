"""What access shows: journal lines, demands, break-the-glass, users. Fixed numbers of statements."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from safeconduct.access import rules, said
from safeconduct.access.actors import sensitive
from safeconduct.access.labels import parts
from safeconduct.access.models import (
    BreakGlass,
    Demand,
    Entry,
    EntrySubject,
    Grant,
    Label,
    LegalHold,
    Look,
    Organisation,
    Printed,
    Proposal,
    Subject,
    Unit,
    User,
)
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.verbs import VERBS, ask


@dataclass(frozen=True)
class Line:
    """One journal entry as a reader sees it: when, what, by whom, with which facts."""

    uid: UUID
    at: datetime
    recorded_at: datetime
    verb: str
    text: str
    by: str
    facts: dict
    english: bool = False  # the verb has no sentence yet: what the programme says of it, in English


def journal_lines(actor: Actor, *, crisis: UUID | None = None, before: datetime | None = None, limit: int = 50) -> list[Line]:
    """The newest journal entries that the actor may see: under a visible label, or without label and of the own organisation."""
    rows = Entry.objects.filter(space=actor.space).filter(Q(label_id__in=sorted(actor.labels or ())) | Q(label_id=None, organisation_id=actor.organisation_id))
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    if before is not None:
        rows = rows.filter(recorded_at__lt=before)
    rows = _still_seen(actor, rows.order_by("-id"), limit)
    names = dict(User.objects.filter(uid__in={r.actor_uid for r in rows if r.actor_uid}).values_list("uid", "name"))
    return [_line(row, names) for row in rows]


def _still_seen(actor: Actor, rows, limit: int) -> list[Entry]:
    """
    The first of these entries whose people and cases the actor may still see.

    An entry keeps the label of its moment for ever; who was open then may be closed now (consent taken back, protection).
    """
    out: list[Entry] = []
    start = 0
    while len(out) < limit:
        batch = list(rows[start : start + limit])
        if not batch:
            break
        start += limit
        about = list(EntrySubject.objects.filter(entry__in=[r.id for r in batch]).values_list("entry_id", "kind", "key", "uid"))
        people = dict(Subject.objects.filter(key__in=[key for _e, kind, key, _u in about if kind == "person"]).values_list("key", "person_uid"))
        named = [(entry, kind, people.get(key) if kind == "person" else uid) for entry, kind, key, uid in about]
        closed: set[int] = set()
        for kind in ("person", "case"):
            uids = {uid for _e, k, uid in named if k == kind and uid is not None}
            for seen in ask("access.visible", actor, kind, uids) if uids else ():
                if seen is not None:
                    closed |= {entry for entry, k, uid in named if k == kind and uid is not None and uid not in seen}
        out += [r for r in batch if r.id not in closed]
        if len(batch) < limit:
            break
    return out[:limit]


def _line(row: Entry, names: dict) -> Line:
    verb = VERBS.get(row.verb)
    return Line(
        row.uid, row.at, row.recorded_at, row.verb, said.sentence(row.verb) or (gettext(str(verb.text)) if verb else row.verb), names.get(row.actor_uid, row.actor_kind), json.loads(row.text)["facts"], verb is None
    )


def history_of(actor: Actor, person: UUID, limit: int = 100) -> list[Line]:
    """The journal entries about one person that the actor may see, newest first."""
    key = Subject.objects.filter(person_uid=person).values_list("key", flat=True).first()
    if key is None:
        return []
    rows = Entry.objects.filter(subjects__key=key).filter(Q(label_id__in=sorted(actor.labels or ())) | Q(label_id=None, organisation_id=actor.organisation_id))
    rows = list(rows.order_by("-id").distinct()[:limit])
    names = dict(User.objects.filter(uid__in={r.actor_uid for r in rows if r.actor_uid}).values_list("uid", "name"))
    return [_line(row, names) for row in rows]


@dataclass(frozen=True)
class Reader:
    """Who read a record, as the person may know it: organisation, function and purpose, not the officer."""

    at: datetime
    organisation: str
    functions: tuple[str, ...]
    purpose: str


def readers_of(person: UUID, *, officers: bool = False) -> list[Reader]:
    """Everybody who looked at this person's record, newest first; protection units only where ``officers`` asks for all."""
    key = Subject.objects.filter(person_uid=person).values_list("key", flat=True).first()
    looks = list(Look.objects.filter(subject_key=key).order_by("-at")[:200]) if key is not None else []
    organisations = dict(Organisation.objects.filter(id__in={look.organisation_id for look in looks}).values_list("id", "name"))
    units = {u.id: u for u in Unit.objects.filter(id__in={look.unit_id for look in looks})}
    out = []
    for look in looks:
        functions = tuple(units[look.unit_id].functions) if look.unit_id in units else ()
        if "protection" in functions and not officers:
            continue
        out.append(Reader(look.at, organisations.get(look.organisation_id, ""), functions, look.purpose))
    return out


def organisation_ids(uid: str | UUID | None = None) -> list[int]:
    """The ids of all organisations, or of the one with that uid; none for a uid that is none."""
    try:
        rows = Organisation.objects.filter(uid=UUID(str(uid))) if uid else Organisation.objects.all()
    except ValueError:
        return []
    return list(rows.order_by("id").values_list("id", flat=True))


def held(at: datetime) -> set[UUID]:
    """The people and things that a legal hold keeps at a moment."""
    return set(LegalHold.objects.filter(released_at=None, until__gt=at).values_list("subject_uid", flat=True))


def organisation_name(organisation_id: int | None) -> str:
    """The name of an organisation."""
    return Organisation.objects.filter(id=organisation_id).values_list("name", flat=True).first() or ""


def demands(actor: Actor) -> list[Demand]:
    """Requests of authorities for data, of the own organisation, newest first."""
    return list(Demand.objects.filter(organisation_id=actor.organisation_id).order_by("-received_at")[:200])


def glasses(actor: Actor) -> list[BreakGlass]:
    """Break-the-glass of the own organisation, not yet reviewed first."""
    return list(BreakGlass.objects.filter(unit__organisation_id=actor.organisation_id).select_related("user", "owner").order_by("reviewed_at", "-opened_at")[:100])


@dataclass(frozen=True)
class ProposalCard:
    """A verb that waits for a second person, in numbers."""

    uid: UUID
    title: str
    verb: str
    numbers: dict
    proposed_by: UUID
    expires_at: datetime
    url: str = ""  # where a room shows in words what would happen; then it is decided there
    by: str = ""  # the officer who proposed it
    rows: tuple[tuple[int, str], ...] = ()  # the numbers in words, without those that are 0


def waiting_proposals(actor: Actor, at: datetime) -> list[ProposalCard]:
    """Proposals of the own organisation under labels that the actor sees: the own ones, and those that the actor may decide."""
    rows = Proposal.objects.filter(unit__organisation_id=actor.organisation_id, state="waiting", expires_at__gt=at)
    rows = rows.filter(Q(label=None) | Q(label_id__in=sorted(actor.labels or ()))).order_by("expires_at")[:200]
    rows = [r for r in rows if r.proposed_by == actor.uid or any(r.verb in right.verbs for right in actor.rights)][:50]
    said = {"people": gettext("people"), "records": gettext("records")} | {name: str(word) for answer in ask("access.counted") for name, word in answer.items()}
    names = dict(User.objects.filter(uid__in={r.proposed_by for r in rows}).values_list("uid", "name"))
    return [
        ProposalCard(
            r.uid, gettext(str(VERBS[r.verb].text)) if r.verb in VERBS else r.verb, r.verb, r.numbers, r.proposed_by, r.expires_at,
            next((url for url in ask("access.proposal", r.verb, r.uid) if url), ""), names.get(r.proposed_by, ""),
            tuple((n, said.get(name, name.replace("_", " "))) for name, n in r.numbers.items() if n),
        )
        for r in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class AgreedProposal:
    """What a second person agreed to: the verb, who proposed, who agreed, and the arguments."""

    verb: str
    proposed_by: UUID
    decided_by: UUID | None
    arguments: dict


def agreed_proposal(uid: UUID) -> AgreedProposal | None:
    """A proposal to which a second person agreed; None where there is no such."""
    row = Proposal.objects.filter(uid=uid, state="done").first()
    return AgreedProposal(row.verb, row.proposed_by, row.decided_by, row.arguments) if row else None


def waiting_proposal(actor: Actor, uid: UUID, at: datetime) -> tuple[ProposalCard, dict] | None:
    """One waiting proposal that the actor may see, with its arguments; None elsewhere."""
    row = Proposal.objects.filter(uid=uid).first()
    card = next((card for card in waiting_proposals(actor, at) if card.uid == uid), None) if row else None
    return (card, row.arguments) if card else None


def user_name(uid: UUID | None) -> str:
    """The name of an official."""
    return User.objects.filter(uid=uid).values_list("name", flat=True).first() or ""


def prints(actor: Actor) -> list[Printed]:
    """Papers that are out, those overdue for destruction first."""
    return list(Printed.objects.filter(destroyed_at=None).order_by("destroy_by")[:200])


@dataclass(frozen=True)
class Operator:
    """The organisation that runs this installation, as the people it serves know it."""

    id: int
    uid: UUID
    name: str
    not_firewalled: bool


def operating_organisation(organisation_id: int | None = None) -> Operator | None:
    """The organisation of the migrant's pages: the one asked for, else the first that has a unit with a help function."""
    units = Unit.objects.select_related("organisation").order_by("id")
    if organisation_id is not None:
        units = units.filter(organisation_id=organisation_id)
    for unit in units:
        if set(unit.functions) & {"consular", "reception", "protection", "emergency"}:
            own = Unit.objects.filter(organisation_id=unit.organisation_id, not_firewalled=True).exists()
            return Operator(unit.organisation_id, unit.organisation.uid, unit.organisation.name, own)
    return None
@dataclass(frozen=True)
class GrantCard:
    """A role that somebody holds: in which unit, only where, until when; whether it took two people to give."""

    uid: UUID
    user: UUID
    holder: str
    role: str
    unit: str
    place: str
    until: datetime | None
    sensitive: bool


def _grant(g: Grant) -> GrantCard:
    return GrantCard(g.uid, g.user.uid, g.user.name, g.role, f"{g.unit.organisation.name}, {g.unit.name}", g.place_path, g.until, sensitive(g.role))


def grant_card(uid: UUID, at: datetime) -> GrantCard | None:
    """A role that is held at a moment; None where it is not, or not any more."""
    row = Grant.objects.select_related("unit__organisation", "user").filter(Q(until=None) | Q(until__gt=at), uid=uid).first()
    return _grant(row) if row else None


def proposed_grant(given: dict) -> GrantCard | None:
    """The role that a proposal would give; None where its user or unit is gone."""
    unit = Unit.objects.select_related("organisation").filter(uid=given["unit"]).first()
    who = User.objects.filter(uid=given["user"]).first()
    if unit is None or who is None:
        return None
    until = datetime.fromisoformat(given["until"]) if given["until"] else None
    return _grant(Grant(uid=given["uid"], user=who, role=given["role"], unit=unit, place_path=given["place_path"], until=until))


@dataclass(frozen=True)
class UserCard:
    """Somebody who signs in, with the roles held now."""

    uid: UUID
    username: str
    name: str
    telephone: str
    is_active: bool
    second_factor: bool
    trained_until: object
    grants: tuple[GrantCard, ...]


def users(at: datetime) -> list[UserCard]:
    """Everybody who signs in, by name. Two statements."""
    held: dict[int, list] = {}
    for g in Grant.objects.select_related("unit__organisation", "user").filter(Q(until=None) | Q(until__gt=at)).order_by("id"):
        held.setdefault(g.user_id, []).append(_grant(g))
    rows = User.objects.order_by("name")
    return [UserCard(u.uid, u.username, u.name, u.telephone, u.is_active, u.second_factor is not None, u.trained_until, tuple(held.get(u.id, ()))) for u in rows]


def colleagues(organisation_id: int, at: datetime) -> list[tuple[UUID, str]]:
    """Who signs in and holds a role in an organisation now: uid and name, by name. One statement."""
    held = Grant.objects.filter(unit__organisation_id=organisation_id).filter(Q(until=None) | Q(until__gt=at))
    return list(User.objects.filter(is_active=True, id__in=held.values("user_id")).order_by("name").values_list("uid", "name"))


def organisations() -> list[Organisation]:
    """All organisations, by name."""
    return list(Organisation.objects.order_by("name"))


def units() -> list[Unit]:
    """All units with their organisations."""
    return list(Unit.objects.select_related("organisation").order_by("organisation__name", "name"))


def units_with(role: str, at: datetime) -> set[UUID]:
    """The units in which somebody who signs in holds a role at a moment. One statement."""
    held = Grant.objects.filter(Q(until=None) | Q(until__gt=at), role=role, user__is_active=True)
    return set(held.values_list("unit__uid", flat=True))


def looks(actor: Actor, limit: int = 200) -> list[Look]:
    """Who looked at records, in the own organisation, newest first. People stand in it by their subject key only."""
    return list(Look.objects.filter(organisation_id=actor.organisation_id).order_by("-at")[:limit])


def refused_commands(actor: Actor, limit: int = 100) -> list:
    """Commands that were refused and not yet settled, of the own organisation's people, newest first."""
    from safeconduct.access.models import Command

    mine = User.objects.filter(grants__unit__organisation_id=actor.organisation_id).values("uid")
    return list(Command.objects.filter(state="refused", actor_uid__in=mine).order_by("-at")[:limit])


def owners_beyond(actor: Actor) -> list[Organisation]:
    """Organisations whose glass may be broken: all but the own."""
    return list(Organisation.objects.exclude(id=actor.organisation_id).order_by("name"))


def is_control(row: Organisation) -> bool:
    """Whether a file for this organisation could come to a unit of control: it is such an authority, or has such a unit."""
    return row.kind == "immigration_authority" or any(set(functions) & rules.CONTROL for functions in row.units.values_list("functions", flat=True))


def may_reach(actor: Actor, recipient: UUID, label_ids: Iterable[int]) -> set[int]:
    """Those labels whose rows may go to an organisation as far as the firewall goes; the own organisation is given what the actor sees."""
    row = Organisation.objects.filter(uid=recipient).first()
    if row is None:
        return set()
    held = {label.id: parts(label) for label in Label.objects.filter(id__in=set(label_ids) & set(actor.labels or ()))}
    if row.id == actor.organisation_id:
        return set(held)
    control = is_control(row)
    return {key for key, label in held.items() if rules.may_reach(label, state=row.state, is_control=control, owner=actor.organisation_id)}
