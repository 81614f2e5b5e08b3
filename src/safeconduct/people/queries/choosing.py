"""Choosing people for an audience, and the plain facts by which each of them may be reached. No text is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q

from safeconduct.access import queries as access
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.verbs import answers
from safeconduct.people import rules
from safeconduct.people.labelling import everything
from safeconduct.people.models import Consent, ContactPoint, Person
from safeconduct.people.queries.counting import Facts


@dataclass(frozen=True)
class ReachPoint:
    """One way to reach somebody, without the address. ``others`` is True where more people that the actor sees have it too."""

    uid: UUID
    kind: str
    index: str
    owner: str
    may_write: bool
    may_call: bool
    may_say_who: bool
    working: bool | None
    others: bool


@dataclass(frozen=True)
class ReachCard:
    """What decides whether, where and in which language somebody is written to. Ids are for foreign keys only."""

    id: int
    uid: UUID
    label_id: int
    later_label_id: int
    languages: tuple[str, ...]
    country: str
    answer_by: str
    points: tuple[ReachPoint, ...]


def _pieces(ids: Iterable[int]) -> Iterator[list[int]]:
    ids = sorted(ids)
    size = 900 if connection.vendor == "sqlite" else 20_000
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _standing(at: datetime):
    """What these people agreed to, or what else is on record as a ground, that holds at a moment: not taken back, not lapsed. It counts also where the reader may not see it."""
    rows = Consent.objects.within(everything()).filter(person_id=OuterRef("pk"), withdrawn_at=None, lapsed_at=None)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=rules.over_before(at)))


def _grounded(rows, at: datetime):
    """Without those of whom no ground is left: every one was taken back or has lapsed."""
    return rows.exclude(Q(Exists(Consent.objects.within(everything()).filter(person_id=OuterRef("pk")))) & ~Q(Exists(_standing(at))))


def _may_be_warned(actor: Actor, at: datetime, *, danger: bool) -> Q:
    """
    Who has a ground that covers being warned: consent (or another basis) for a purpose that saves lives, or vital interest while there is danger.

    ``danger`` says that the audience is about a hazard or a crisis; without it vital interest counts where a crisis is under way in the person's place.
    """
    agreed = _standing(at).filter(purpose__in=rules.warning_purposes()).exclude(basis__in=rules.VITAL)
    vital = Q(Exists(_standing(at).filter(basis__in=rules.VITAL)))
    if not danger:
        vital &= _in_a_crisis(crises.crises(actor, status="open"))
    return Q(Exists(agreed)) | vital


def _in_a_crisis(cards) -> Q:
    """People on the list of one of these crises, or in its places."""
    found = Q(crisis_uid__in=[card.uid for card in cards])
    for path in {path for card in cards for path in card.paths}:
        found |= _in_path(path)
    return found


def _in_path(path: str) -> Q:
    return Q(path=path) | Q(path__startswith=path.rstrip("/") + "/")


@dataclass(frozen=True)
class Chosen:
    """Ids of the people of an audience, and how many answer to it but have no ground that covers being warned."""

    ids: frozenset[int]
    no_ground: int


def to_warn(actor: Actor, at: datetime, *, danger: bool, **asked) -> Chosen:
    """
    Those of ``chosen`` who may be written to as part of an audience. The one place where this is decided.

    Left out, and counted: whoever took back or let lapse what covers it, agreed to other purposes only, or is on record by
    vital interest while there is no danger.
    """
    found = chosen(actor, at=at, with_ground=False, **asked)
    held = covered(actor, found, at, danger=danger)
    return Chosen(frozenset(held), len(found) - len(held))


def covered(actor: Actor, ids: Iterable[int], at: datetime, *, danger: bool) -> set[int]:
    """Those of these people whom the actor may see and who have a ground that covers being warned. A statement for each 900."""
    may = _may_be_warned(actor, at, danger=danger)
    return {one for piece in _pieces(ids) for one in Person.objects.within(actor).filter(may, id__in=piece).values_list("id", flat=True)}


def _placed(rows, paths: Iterable[str], crisis: UUID | None):
    """Those in one of these places, and those on the crisis's own list."""
    place = Q(crisis_uid=crisis) if crisis else Q()
    for path in paths:
        place |= _in_path(path)
    return rows.filter(place)


def counted(actor: Actor, *, at: datetime, paths: Iterable[str], crisis: UUID) -> list[tuple[Facts, int]]:
    """The same people as `chosen` by place or crisis, as (plain facts, how many have just these); language and nationality are left out. One statement."""
    rows = _placed(_grounded(Person.objects.within(actor).filter(status="active"), at), list(paths), crisis)
    rows = rows.order_by().values_list("sex", "birth_year", "needs").annotate(n=Count("id"))
    return [(Facts("", "", tuple(needs), year, sex), n) for sex, year, needs, n in rows]


def chosen(
    actor: Actor, *, at: datetime, ids: Iterable[int] | None = None, uids: Iterable[UUID] | None = None, paths: Iterable[str] = (), languages: Iterable[str] = (), nationality: str = "",
    needs: Iterable[str] = (), crisis: UUID | None = None, anywhere: bool = False, with_ground: bool = True,
) -> set[int]:  # fmt: skip
    """
    Ids of the active people whom the actor may see and who answer to all of these; nobody of whom no ground is left.

    ``crisis`` means people on that crisis's own list, together (or) with those in ``paths``; of ``languages`` the first one of a
    person counts, of ``needs`` any. Nothing asked is nobody, unless ``anywhere`` says otherwise.
    """
    paths, languages, needs = list(paths), list(languages), set(needs)
    if ids is None and uids is None and not (paths or languages or nationality or needs or crisis or anywhere):
        return set()
    rows = Person.objects.within(actor).filter(status="active")
    rows = _grounded(rows, at) if with_ground else rows
    if paths or crisis:
        rows = _placed(rows, paths, crisis)
    if languages:
        rows = rows.filter(language__in=languages)
    if nationality:
        rows = rows.filter(nationality=nationality)
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    pieces = [rows] if ids is None else [rows.filter(id__in=piece) for piece in _pieces(ids)]
    if needs:  # what stands in a list of codes is read here: the two databases search it differently
        return {one for piece in pieces for one, told in piece.exclude(needs=[]).values_list("id", "needs") if needs.intersection(told)}
    return {one for piece in pieces for one in piece.values_list("id", flat=True)}


def reach(actor: Actor, ids: Iterable[int], at: datetime) -> list[ReachCard]:
    """How these active people may be reached, by id; three statements for each 900. Those of whom no ground is left are left out."""
    out: list[ReachCard] = []
    for piece in _pieces(ids):
        points: dict[int, list[ReachPoint]] = {}
        held = ContactPoint.objects.within(actor).filter(person_id__in=piece).order_by("rank", "id")
        held = list(held.values_list("person_id", "uid", "kind", "index", "owner", "may_write", "may_call", "may_say_who", "working"))
        together = ContactPoint.objects.within(actor).filter(index__in={row[3] for row in held}, person__status="active")
        together = {index for index, n in together.values_list("index").annotate(n=Count("person_id", distinct=True)) if n > 1}
        for person_id, *facts in held:
            points.setdefault(person_id, []).append(ReachPoint(*facts, others=facts[2] in together))
        rows = _grounded(Person.objects.within(actor).filter(id__in=piece, status="active"), at).order_by("id")
        for pid, uid, label, later, languages, country, answer_by in rows.values_list(
            "id", "uid", "label_id", "later_label_id", "languages", "country", "answer_by"
        ):
            out.append(ReachCard(pid, uid, label, later, tuple(languages), country, answer_by, tuple(points.get(pid, ()))))
    return out


def asked_since(actor: Actor, person_id: int) -> datetime | None:
    """Since when our newest question, whether the record or a consent still holds, waits for this person's answer; None where none does."""
    row = Person.objects.within(actor).filter(id=person_id).exclude(status="merged").values_list("asked_at", "confirmed_at").first()
    if row is None:
        return None
    consent = Consent.objects.within(actor).filter(person_id=person_id, withdrawn_at=None, lapsed_at=None).aggregate(newest=Max("asked_at"))["newest"]
    return max((one for one in (row[0], consent) if one is not None and one > row[1]), default=None)


def by_codes(actor: Actor, codes: Iterable[str]) -> dict[str, UUID]:
    """The people whom the actor may see behind these codes (as ``read_code`` gives them): {code: uid}. Who is hidden answers like nobody."""
    return dict(Person.objects.within(actor).filter(code__in=list(codes), status="active").values_list("code", "uid"))


def codes_of(actor: Actor, uids: Iterable[UUID]) -> list[str]:
    """The codes of these people, as far as the actor may see them, in order."""
    return sorted(Person.objects.within(actor).filter(uid__in=list(uids)).exclude(code="").values_list("code", flat=True))


@answers("crises.listed")
def listed(actor: Actor, *, crisis: UUID) -> int:
    """How many people whom the actor may see stand on the list of a crisis, and are erased when it is closed."""
    return Person.objects.within(actor).filter(crisis_uid=crisis).exclude(status="merged").count()


def held(at: datetime) -> set[int]:
    """The people whom a legal hold keeps at a moment, by id: few, for a hold is a decision about one person."""
    return set(Person.objects.within(everything()).filter(uid__in=access.held(at)).values_list("id", flat=True))


def without_ground(ids: Iterable[int], at: datetime) -> set[int]:
    """Those of these people of whom no ground is left: all was taken back or has lapsed."""
    rows = Person.objects.within(everything())
    return {one for piece in _pieces(ids) for one in piece if one not in set(_grounded(rows.filter(id__in=piece), at).values_list("id", flat=True))}
