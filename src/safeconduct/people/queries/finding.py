"""Search first: a few words, a date, a telephone, a code. There is no list of everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from safeconduct.access.keys import blind_index
from safeconduct.engines.linkage import Name, Record, score_many
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import read_code
from safeconduct.people import keys
from safeconduct.people.models import ContactPoint, Document, NameKey, Person
from safeconduct.people.queries.cards import PersonCard, by_contact, cards, contact_points
from safeconduct.people.rules import NewPerson, TooWide

MOST = 20
PHONE = re.compile(r"^\+?[\d\s()./-]{6,}$")


@dataclass(frozen=True)
class Found:
    """Somebody who answers to a search: how likely, and why."""

    person: PersonCard
    probability: float
    reasons: tuple[str, ...]


def find(actor: Actor, text: str, born: str = "") -> list[Found]:
    """
    People who answer to a name in any spelling or script, a telephone, a document number or a code; at most 20.

    Refuses ``TooWide`` where more would answer equally well: the register is searched, never browsed. What is hidden from the
    actor is neither found nor counted.
    """
    text = text.strip()
    if len(text) < 2:
        return []
    code = read_code(text)
    if code:
        rows = Person.objects.within(actor).filter(code=code).values_list("id", flat=True)
        return [Found(c, 1.0, ("code",)) for c in cards(actor, ids=list(rows))]
    if PHONE.match(text):
        return _found(actor, _by_phone(actor, text), ("telephone",))
    if "@" in text:
        return [Found(c, 1.0, ("e-mail",)) for c in by_contact(actor, "email", text)]
    hashes = keys.keys_of_words(text, born)
    candidates = _candidates(actor, hashes)
    if not candidates:
        return []
    return _ranked(actor, Record(names=(Name(full=text),), born=born), candidates)



def _candidates(actor: Actor, hashes: list[int]) -> list[int]:
    """Ids of people under most of these keys; the strongest keys alone where they already find somebody."""
    if not hashes:
        return []
    visible = Person.objects.within(actor).exclude(status="merged")
    counted = (
        NameKey.objects.filter(key__in=hashes[:40], person__in=visible.values("id")).values("person_id").annotate(n=Count("id")).order_by("-n", "person_id")[: MOST * 10 + 1]
    )
    rows = [(r["person_id"], r["n"]) for r in counted]
    if not rows:
        return []
    best = [pid for pid, n in rows if n >= max(2, rows[0][1] // 2)] or [pid for pid, _ in rows]
    if len(best) > MOST * 10:
        raise TooWide()
    return best


def _by_phone(actor: Actor, text: str) -> list[int]:
    """
    Ids of people with this telephone, however it is spelled, where the actor may see that it is theirs.

    The keys of a visible person also stand for what was told later and is closed to the actor (protection): the contact
    point itself must be seen.
    """
    hashes = set(keys.key_of_phone(text))
    ids = _candidates(actor, list(hashes))
    points = contact_points(actor, ids)
    return [one for one in ids if any(c.kind == "phone" and hashes & set(keys.key_of_phone(c.value)) for c in points.get(one, ()))]


def _by_what_is_theirs(actor: Actor, told: NewPerson) -> set[int]:
    """Ids of people who have one of these addresses or documents, as far as the actor may see that. Two statements at most."""
    points = {keys.contact_index(c["kind"], c["value"]) for c in told.contacts}
    papers = {blind_index("people.document", d["number"]) for d in told.documents if d.get("number")}
    found = set(ContactPoint.objects.within(actor).filter(index__in=points).values_list("person_id", flat=True)) if points else set()
    return found | (set(Document.objects.within(actor).filter(index__in=papers).values_list("person_id", flat=True)) if papers else set())


def _found(actor: Actor, ids: list[int], why: tuple[str, ...]) -> list[Found]:
    return [Found(c, 1.0, why) for c in cards(actor, ids=ids[:MOST])]


def _record(card: PersonCard) -> Record:
    return Record(
        id=card.id,
        names=tuple(Name(given=n.get("given", ""), middle=n.get("middle", ""), family=n.get("family", ""), full=n.get("full", "")) for n in card.names),
        born=card.birth.lstrip("~"),
        sex=card.sex,
        nationalities=card.nationalities,
    )


def _ranked(actor: Actor, asked: Record, ids: list[int]) -> list[Found]:
    held = cards(actor, ids=ids)
    scores = score_many(asked, [_record(c) for c in held])
    ranked = sorted(zip(held, scores, strict=True), key=lambda pair: (-pair[1].probability, str(pair[0].uid)))
    return [Found(c, s.probability, s.reasons) for c, s in ranked[:MOST]]


def likely_same(actor: Actor, told: NewPerson, exclude: UUID | None = None, least: float = 0.5) -> list[Found]:
    """People on file, within the actor's scope, who may be the one that is told of; best first. It never merges anybody."""
    theirs = set(keys.keys_of_what_is_theirs(told))
    candidates = {*_candidates(actor, [key for key in keys.keys_to_ask(told) if key not in theirs]), *_by_what_is_theirs(actor, told)}
    if not candidates:
        return []
    return [f for f in _ranked(actor, keys.record_of(told), sorted(candidates)) if f.person.uid != exclude and f.probability >= least]
