"""Who is in an audience, and who of them can be reached where, in which words: one plan for the preview and for the delivery."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import REALITY, Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.messaging import rules
from safeconduct.messaging.models import Delivery, Refusing
from safeconduct.messaging.queries.messages import row_of
from safeconduct.messaging.segments import segments
from safeconduct.people import queries as people
from safeconduct.people.queries import choosing

SAMPLE = {"link": "https://safe.example.org/my/i/0123456789abcdef0123", "code": "4KD-92M7"}  # as long as they come


@dataclass(frozen=True)
class Planned:
    """One person of an audience: by which address and in which words, or why not. ``via`` is the person whose text is read here too."""

    person_id: int
    person_uid: UUID
    label_id: int
    channel: str = ""
    contact: UUID | None = None
    index: str = ""
    neutral: bool = False
    language: str = ""
    machine: bool = False
    fell_back: bool = False
    via: int | None = None
    reason: str = ""  # not_safe, no_contact, no_text


@dataclass(frozen=True)
class Preview:
    """
    An audience in numbers. Everybody is counted once; ``parts`` are the SMS parts that an operator would bill.

    ``no_ground`` are not among ``total``: they answer to the audience and nothing on record covers that they are warned.
    """

    total: int = 0
    reachable: int = 0
    not_safe: int = 0
    no_contact: int = 0
    no_text: int = 0
    no_ground: int = 0
    by_language: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)
    neutral: int = 0
    shared: int = 0
    fell_back: int = 0
    parts: int = 0
    machine_languages: dict[str, int] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        """The plain numbers, as a proposal and a journal entry hold them."""
        names = ("total", "reachable", "not_safe", "no_contact", "no_text", "no_ground", "neutral", "shared", "fell_back", "parts")
        return {name: getattr(self, name) for name in names} | {"machine": sum(self.machine_languages.values())}


@dataclass(frozen=True)
class Resolved:
    """Who is in an audience, by id, and how many answer to it but are left out because nothing on record covers that they are warned."""

    ids: frozenset[int] = frozenset()
    no_ground: int = 0


def who(actor: Actor, spec: Mapping[str, Any], at: datetime) -> set[int]:
    """Ids of the people of an audience whom the actor may see; everybody once, nobody without a ground that covers being warned."""
    return set(resolve(actor, spec, at).ids)


def resolve(actor: Actor, spec: Mapping[str, Any], at: datetime) -> Resolved:
    """
    The one place where an audience becomes people. All conditions hold together, and only people whom the actor may see count.

    ``inside`` (a hazard; with ``bands``, ``possible``) is answered by the room of hazards, where no room answers nobody is in it;
    ``reached_by`` a message; ``near`` {"lon", "lat", "km"}; ``path`` an area; ``crisis`` its own list and its places, unless
    something narrower is asked; ``people`` uids; ``languages``, ``nationality``, ``needs``.
    """
    ids: set[int] | None = None
    if spec.get("inside"):
        ids = _inside(actor, spec, at)
    if spec.get("reached_by"):
        reached = _reached_by(actor, UUID(str(spec["reached_by"])))
        ids = reached if ids is None else ids & reached
    if spec.get("near"):
        around = people.near(actor, **{key: float(spec["near"][key]) for key in ("lon", "lat", "km")}, at=at)
        ids = around if ids is None else ids & around
    paths = [spec["path"]] if spec.get("path") else []
    crisis = UUID(str(spec["crisis"])) if spec.get("crisis") and ids is None and not paths else None  # else the narrower is meant
    if crisis is not None:
        paths = list(crises.crisis(actor, crisis).paths)
    uids = [UUID(str(uid)) for uid in spec["people"]] if spec.get("people") else None
    asked = {"languages": spec.get("languages") or (), "nationality": spec.get("nationality") or "", "needs": spec.get("needs") or ()}
    chosen = choosing.to_warn(actor, at, danger=in_danger(spec), ids=ids, uids=uids, paths=paths, crisis=crisis, **asked)
    return Resolved(chosen.ids, chosen.no_ground)


def _inside(actor: Actor, spec: Mapping[str, Any], at: datetime) -> set[int]:
    """The people inside a hazard; nobody where it is not there any more, or no room answers."""
    try:
        found = [answer for answer in ask("messaging.audience", actor, dict(spec), at) if answer is not None]
    except NotFound:
        return set()
    return set.intersection(*map(set, found)) if found else set()


def in_danger(spec: Mapping[str, Any]) -> bool:
    """Whether an audience is about a hazard or a crisis, or hears a correction of what was said of one: then vital interest is a ground."""
    return any(spec.get(key) for key in ("inside", "crisis", "reached_by"))


def _reached_by(actor: Actor, uid: UUID) -> set[int]:
    rows = Delivery.objects.within(actor).filter(message__uid=uid, state__in=rules.LEFT, space=actor.space)
    return set(rows.exclude(person=None).values_list("person_id", flat=True))


@lru_cache(maxsize=4096)
def _chain(languages: tuple[str, ...], country: str) -> tuple[str, ...]:
    return rules.chain_of(languages, country)


def stopped_of(indexes: Iterable[str]) -> set[str]:
    """Those of these addresses at which somebody said stop."""
    indexes, out = sorted(set(indexes) - {""}), set()
    for start in range(0, len(indexes), 900):
        out.update(Refusing.objects.filter(index__in=indexes[start : start + 900]).values_list("index", flat=True))
    return out


def plan(actor: Actor, ids: Iterable[int], *, texts: Mapping[str, Mapping], channels: Sequence[str], machine_ok: bool, at: datetime) -> list[Planned]:
    """
    By which address and in which language each of these people is written to, or why not. In the order of ids.

    An address that several of them have gets one neutral text, in the language of the first; the others are reached by it.
    """
    held = choosing.reach(actor, ids, at)
    stopped = stopped_of(point.index for one in held for point in one.points)
    planned = [_planned(one, texts, channels, machine_ok, stopped) for one in held]
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(planned):
        if one.channel in ("sms", "email"):
            groups[one.channel, one.index].append(place)
    for places in groups.values():
        first = planned[places[0]]
        for place in places[1:]:
            planned[place] = replace(planned[place], via=first.person_id, neutral=True, language=first.language, machine=first.machine)
    return planned


def _planned(one: choosing.ReachCard, texts, channels, machine_ok: bool, stopped: set[str]) -> Planned:
    chain = _chain(one.languages, one.country)
    full = rules.choose(texts, chain, machine_ok=machine_ok)
    discreet = rules.choose(texts, chain, neutral=True, machine_ok=machine_ok)
    base = Planned(one.id, one.uid, one.later_label_id)
    if texts and full is None:
        return replace(base, reason="no_text")
    way = rules.route(one.points, channels, stopped=stopped, answer_by=one.answer_by, neutral_exists=discreet is not None or not texts)
    if way.reason:
        return replace(base, reason=way.reason)
    text = (discreet if way.neutral else full) or rules.Chosen("", chain[0], False, False)
    return replace(
        base, channel=way.channel, contact=way.point.uid, index=way.point.index, neutral=way.neutral, language=text.language, machine=text.machine, fell_back=text.fell_back
    )


def count(planned: Iterable[Planned], texts: Mapping[str, Mapping]) -> Preview:
    """A plan in numbers."""
    numbers: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    machine: Counter[str] = Counter()
    sizes: dict[tuple[str, bool], int] = {}
    for one in planned:
        numbers["total"] += 1
        if one.reason:
            numbers[one.reason] += 1
            continue
        numbers["reachable"] += 1
        languages[one.language] += 1
        channels[one.channel] += 1
        numbers["neutral"] += one.neutral
        numbers["shared"] += one.via is not None
        numbers["fell_back"] += one.fell_back
        if one.machine:
            machine[one.language] += 1
        if one.channel == "sms" and one.via is None:
            numbers["parts"] += _size(texts, one.language, one.neutral, sizes)
    return Preview(
        **{name: numbers[name] for name in ("total", "reachable", "not_safe", "no_contact", "no_text", "neutral", "shared", "fell_back", "parts")},
        by_language=dict(languages.most_common()), by_channel=dict(channels.most_common()), machine_languages=dict(machine.most_common()),
    )  # fmt: skip


def _size(texts, language: str, neutral: bool, sizes: dict) -> int:
    if (language, neutral) not in sizes:
        text = (texts.get(language) or {}).get("neutral" if neutral else "text", "")
        sizes[language, neutral] = segments(rules.finished(rules.filled(text, SAMPLE), language)).parts if text else 0
    return sizes[language, neutral]


def audience(
    actor: Actor, spec: Mapping[str, Any], at: datetime, *, texts: Mapping[str, Mapping] | None = None, channels: Sequence[str] = rules.CHANNELS, machine_ok: bool = True
) -> Preview:
    """An audience in numbers: reachable, not safely reachable, no contact, by language and channel, parts, machine languages."""
    texts = texts or {}
    found = resolve(actor, spec, at)
    return replace(count(plan(actor, found.ids, texts=texts, channels=channels, machine_ok=machine_ok, at=at), texts), no_ground=found.no_ground)


def preview(actor: Actor, uid: UUID, at: datetime, *, machine_ok: bool = True) -> Preview:
    """The audience of a draft in numbers, with its own texts and channels."""
    row = row_of(actor, uid)
    return audience(actor, row.audience, at, texts=row.texts, channels=row.channels or rules.CHANNELS, machine_ok=machine_ok)


def leaves(space: int, channel: str) -> str:
    """The channel by which a delivery of a space goes: of an exercise nothing leaves."""
    return channel if space == REALITY else "sink"
