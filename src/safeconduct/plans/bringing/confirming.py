"""
A proposal and what a person decided, as a draft that parses and can be checked, and the list of what stays unstructured.

Nothing is lost: a block ends as text of a section, as rows, or in the list; what of a row did not fit, and what was written in another form
than a field holds, is kept as written in the section's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from dataclasses import field as made_by
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

from anyascii import anyascii

from safeconduct.plans.document import KINDS, to_yaml
from safeconduct.plans.document.parts import Area, CallList, Card, Contact, Estimate, Hazard, Level, Range, Risk, Role, Shelter, Warden
from safeconduct.plans.document.plan import Agreement, AssemblyPoint, Correction, Fleet, Prose, Step, Stock
from safeconduct.plans.document.reading import LARGEST, too_deep
from safeconduct.standards import load

from . import tables, words
from .proposing import As, Placing, Proposal, level_of
from .sayings import Unreadable, Why, why
from .source import Block, Table, words_of

SECTIONS = tuple(f"S{n}" for n in range(1, 17))
PROCEDURE = ("purpose", "scope", "begins_when", "contacts", "roles", "steps", "forms", "standards", "data_rule", "review")
TOTAL = {"total", "sum", "sumtotal", "somme", "suma", "مجموع", "اجمالي"}


@dataclass(frozen=True)
class Decision:
    """
    What a person says of one block; what is left blank stays as proposed. ``list``: the list that a table becomes; ``columns``: field by number
    of column, "" for none; ``mended``: by number of row, field to text; ``leave``: numbers of rows that stay text.
    """

    goes: As | Literal[""] = ""
    section: str = ""
    field: str | None = None
    list: str = ""
    columns: Mapping[int, str] = made_by(default_factory=dict)
    mended: Mapping[int, Mapping[str, str]] = made_by(default_factory=dict)
    leave: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Decisions:
    """Decisions by block. ``rest``: what becomes of blocks that nobody decided, list or accept; accepted only from ``least`` on (0-1)."""

    blocks: Mapping[str, Decision] = made_by(default_factory=dict)
    rest: Literal["list", "accept"] = "list"
    least: float = 0.0
    title: str = ""
    country: str = ""
    language: str = ""
    kind: str = ""


ACCEPT_ALL = Decisions(rest="accept")


@dataclass(frozen=True)
class Unstructured:
    """A block in the list: what it is, its text, why it is there."""

    block: str
    kind: str
    text: str
    why: Why


@dataclass(frozen=True)
class Placed:
    """Where a block ended: text, rows or list, and the places in the draft, such as ``contacts[3]``, or ``list[2]``."""

    block: str
    goes: As
    places: tuple[str, ...]


@dataclass(frozen=True)
class Brought:
    """The draft, the list of what is unstructured, and where each block of the source went, in order."""

    document: Any
    unstructured: tuple[Unstructured, ...]
    placed: tuple[Placed, ...]

    def counts(self) -> dict[str, int]:
        out = {goes: sum(one.goes == goes for one in self.placed) for goes in ("text", "rows", "list")}
        return {"blocks": len(self.placed), **out, "unstructured_words": sum(len(one.text.split()) for one in self.unstructured)}


def decisions_of(held: Mapping[str, Any]) -> Decisions:
    """Decisions from plain values, such as JSON: {rest, least, title, country, language, kind, blocks: {id: {goes, section, field, list, columns, mended, leave}}}."""
    blocks = {}
    for key, one in (held.get("blocks") or {}).items():
        blocks[key] = Decision(
            one.get("goes", ""), one.get("section", ""), one.get("field"), one.get("list", ""), {int(k): v for k, v in (one.get("columns") or {}).items()},
            {int(k): dict(v) for k, v in (one.get("mended") or {}).items()}, frozenset(int(n) for n in one.get("leave") or ()),
        )  # fmt: skip
    rest = {name: held[name] for name in ("rest", "least", "title", "country", "language", "kind") if held.get(name)}
    return Decisions(blocks, **rest)


def confirm(proposal: Proposal, decisions: Decisions) -> Brought:
    """
    The draft that the decisions make of the proposal, with the list of what stays unstructured.

    Refuses with `Unreadable` a decision on a block, section or list that is not there, and a draft larger than a document may be.
    """
    known = {one.block for one in proposal.placings}
    for block in decisions.blocks:
        if block not in known:
            raise Unreadable("decision.unknown", block=block)
    if decisions.kind and decisions.kind != proposal.kind:
        raise Unreadable("kind.other", held=proposal.kind, asked=decisions.kind)
    return _Draft(proposal, decisions).brought()


def texts_of(thing: Any) -> Iterable[str]:
    """All texts and values of a document, as text."""
    if is_dataclass(thing):
        for f in fields(thing):
            yield from texts_of(getattr(thing, f.name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts_of(one)
    elif thing is not None:
        yield str(thing)


@dataclass
class Words:
    """A piece of prose while it grows."""

    section: str
    heading: str = ""
    texts: list[str] = made_by(default_factory=list)
    blocks: list[str] = made_by(default_factory=list)


class _Draft:
    def __init__(self, proposal: Proposal, decisions: Decisions):
        self.proposal, self.decisions = proposal, decisions
        self.kind, self.cls = proposal.kind, KINDS[proposal.kind]
        self.blocks: dict[str, Block] = {block.id: block for block in proposal.source.blocks}
        self.keys: set[str] = set()
        self.numbers: dict[str, dict[str, int]] = {}
        self.tried: dict[str, int] = {}
        self.made: dict[str, list[Any]] = {name: [] for name in ("areas", "contacts", "roles", "wardens", "points", "shelters", "stocks", "fleets", "agreements", "estimates", "hazards", "corrections", "levels", "steps")}
        self.named: dict[str, dict[tuple[str, ...], str]] = {"contacts": {}, "roles": {}, "areas": {}, "levels": {}}
        self.cards: dict[str, list[Card]] = {}
        self.roster: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.prose: list[Words] = []
        self.listed: list[Unstructured] = []
        self.placed: list[tuple[str, As, list[Any]]] = []
        self.title = decisions.title or proposal.title

    # ---- the walk ----

    def brought(self) -> Brought:
        for placing in self.proposal.placings:
            self.block(placing)
        self.unfit()
        document = self.document()
        at = {id(one): f"prose[{i}]" for i, one in enumerate(self.prose)}
        placed = tuple(Placed(block, goes, tuple(dict.fromkeys(at.get(id(one), one) if not isinstance(one, str) else one for one in places))) for block, goes, places in self.placed)
        if sum(len(text) for text in texts_of(document)) > LARGEST / 4 and len(to_yaml(document).encode()) > LARGEST:
            raise Unreadable("file.words", file=self.proposal.source.name, most=LARGEST // 1_000_000)
        return Brought(document, tuple(self.listed), placed)

    def block(self, placing: Placing) -> None:
        block = self.blocks[placing.block]
        decision = self.decisions.blocks.get(placing.block)
        if decision is None:
            if self.decisions.rest == "list" and placing.goes != "list":
                return self.to_list(block, why("none.waits"))
            if placing.goes == "list" or placing.sure < self.decisions.least:
                return self.to_list(block, placing.why if placing.goes == "list" else why("none.waits"))
            decision = Decision()
        goes = decision.goes or placing.goes
        section, name = decision.section or placing.section, decision.field if decision.field is not None else placing.field if not decision.section else ""
        if goes == "list":
            return self.to_list(block, placing.why if placing.goes == "list" else why("none.refused"))
        if goes == "rows" and block.table is not None:
            return self.to_rows(block, placing, decision)
        if section not in (PROCEDURE if self.kind == "sop" else SECTIONS):
            raise Unreadable("decision.section", asked=section)
        return self.to_text(block, section, name)

    def to_list(self, block: Block, reason: Why) -> None:
        self.placed.append((block.id, "list", [f"list[{len(self.listed)}]"]))
        self.listed.append(Unstructured(block.id, block.kind, block.words(), reason))

    def to_text(self, block: Block, section: str, name: str) -> None:
        if name == "title":
            if words.plain(self.title) == words.plain(" ".join(block.text.split())):
                self.placed.append((block.id, "text", ["title"]))
                return
            name = ""
        if name and (name in words.fields(self.kind)):
            self.texts.setdefault(name, []).append(block.words())
            self.placed.append((block.id, "text", [name]))
            return
        text = block.words()
        if block.kind == "heading":
            self.prose.append(Words(section, text, [], [block.id]))
        else:
            self.say(section, f"- {text}" if block.kind == "item" and not re.match(r"[-•–·*▪◦]", text) else text, block.id)
        self.placed.append((block.id, "text", [self.prose[-1]]))

    def say(self, section: str, text: str, block: str) -> Words:
        """Enter text into the section: to the piece that is open if it is of that section, else a new one."""
        if not self.prose or self.prose[-1].section != section:
            self.prose.append(Words(section))
        self.prose[-1].texts.append(text)
        if block not in self.prose[-1].blocks:
            self.prose[-1].blocks.append(block)
        return self.prose[-1]

    # ---- tables ----

    def to_rows(self, block: Block, placing: Placing, decision: Decision) -> None:
        table: Table = block.table
        rows = placing.rows
        if decision.list or decision.columns or rows is None:
            name = decision.list or (rows.list if rows else "")
            if name not in tables.lists(self.kind):
                raise Unreadable("decision.rows", block=block.id, asked=name)
            if any(one and one not in tables.fields_of(name) for one in decision.columns.values()):
                raise Unreadable("decision.rows", block=block.id, asked=", ".join(decision.columns.values()))
            if rows is not None and name == rows.list:
                columns = tuple(replace(one, field=decision.columns.get(one.index, one.field)) for one in rows.columns)
                rows = tables.rows_of(table, name, columns, rows.header, rows.sure)
            else:
                rows = tables.as_list(table, name, self.kind, dict(decision.columns))
        section = tables.home(rows.list, self.kind)
        said, places = list(rows.skipped), []
        for row in rows.rows:
            mended = decision.mended.get(row.number, {})
            held = {**dict(row.values), **{k: v for k, v in mended.items() if v}}
            left = list(row.left)
            left += [("", value) for k, value in row.values if k in mended and mended[k] != value]
            place = None
            used: set[str] = set()
            if row.number not in decision.leave and held:
                place, used = getattr(self, rows.list)(held, row.group, placing.under)
            if place is None:
                said.append(tables._line(table, row.number))
                continue
            places.append(place)
            left += [(next((one.head for one in rows.columns if one.field == k), k), value) for k, value in held.items() if k not in used and k not in DERIVED]
            if left:
                name = next((held[k] for k in NAMES if held.get(k)), f"{row.number + 1}")
                said.append(f"{name.replace(chr(10), ' ')}: " + "; ".join(f"{head.replace(chr(10), ' ')}: {text}" if head else text for head, text in left))
        if said:
            places.append(self.say(section, "\n".join(said), block.id))
        self.placed.append((block.id, "rows", places))

    def contacts(self, held: dict[str, str], group: str, _under: Iterable[str]):
        ways, used = self.ways(held)
        name, post = held.get("name", ""), held.get("post", "")
        spoken = self.tongues(held.get("languages", ""))
        used |= {"name", "post", "organisation", "answered"}
        title = f"{post} ({name})" if name and post else post or name
        if not title and not held.get("organisation") and not ways:
            return None, set()
        key = self.contact(title or held.get("organisation", ""), name, ways, organisation=held.get("organisation") or group, languages=spoken, answered_date=day(held.get("answered")))
        return self.index("contacts", key), used

    def calls(self, held: dict[str, str], group: str, under: Iterable[str]):
        place, used = self.contacts(held, "", under)
        if place is None:
            return None, set()
        name = held.get("name") or held.get("post", "")
        line = f"{held['order']}. {name}" if held.get("order") else name
        for key, said in (("calls", "calls"), ("alternate", "alternate")):
            if held.get(key):
                line += f", {said} {held[key]}"
        self.roster.append(" ".join(line.split()))
        return place, used | {"order", "calls", "alternate"}

    def wardens(self, held: dict[str, str], group: str, _under: Iterable[str]):
        if not held.get("name"):
            return None, set()
        ways, used = self.ways(held)
        contact = self.contact(held["name"], held["name"], ways)
        alternate = self.person(held["alternate"]) if held.get("alternate") else ""
        area = self.area(held.get("area") or group)
        made = Warden(key=self.key(f"warden {held.get('area') or held['name']}"), contact=contact, alternate=alternate, area=area, people=whole(held.get("people")),
                      tested_date=day(held.get("tested")), agreement_date=day(held.get("agreement")))  # fmt: skip
        return self.enter("wardens", made), used | {"name", "alternate", "area", "people", "tested", "agreement"}

    def roles(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        name = held.get("role", "")
        if not name:
            return None, set()
        ways, used = self.ways(held)
        holder = self.person(held["holder"], ways) if held.get("holder") else ""
        used = used if holder else set()
        others = [one for field_ in ("alternate", "alternate2") for one in divided(held.get(field_, ""))]
        alternates = tuple(dict.fromkeys(self.person(one) for one in others))
        key = self.role(name)
        at = self.at("roles", key)
        old = self.made["roles"][at]
        duties = (*old.duties, *divided(held.get("duties", "")))
        if old.holder and holder and old.holder != holder:
            alternates = (holder, *alternates)
            holder = old.holder
        self.made["roles"][at] = replace(old, holder=holder or old.holder, alternates=(*old.alternates, *(one for one in alternates if one not in old.alternates)), duties=duties)
        return f"roles[{at}]", used | {"role", "holder", "alternate", "alternate2", "duties"}

    def points(self, held: dict[str, str], group: str, _under: Iterable[str]):
        if not held.get("name"):
            return None, set()
        made = AssemblyPoint(key=self.key(held["name"]), name=line(held["name"]), area=self.area(held.get("area") or group), lat=broken(held.get("lat")), lon=broken(held.get("lon")),
                             places=whole(held.get("places")), step_free=held.get("step_free") == "true", water=held.get("water") == "true")  # fmt: skip
        return self.enter("points", made), {"name", "area", "lat", "lon", "places", "step_free", "water"}

    def shelters(self, held: dict[str, str], group: str, _under: Iterable[str]):
        if not held.get("name"):
            return None, set()
        made = Shelter(key=self.key(held["name"]), name=line(held["name"]), area=self.area(held.get("area") or group), lat=broken(held.get("lat")), lon=broken(held.get("lon")), places=whole(held.get("places")),
                       covered_m2=broken(held.get("covered_m2")), water_litres=broken(held.get("water_litres")), toilets=whole(held["toilets"]) if held.get("toilets") else None,
                       step_free=held.get("step_free") == "true", power=held.get("power", ""), security=held.get("security", ""))  # fmt: skip
        return self.enter("shelters", made), {"name", "area", "lat", "lon", "places", "covered_m2", "water_litres", "toilets", "step_free", "power", "security"}

    def stocks(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        if not held.get("item"):
            return None, set()
        made = Stock(key=self.key(held["item"]), item=line(held["item"]), quantity=broken(held.get("quantity")) or 0.0, minimum=broken(held.get("minimum")) or 0.0, unit=held.get("unit", ""),
                     place=held.get("place", ""), expiry_date=day(held.get("expiry")), inspected_date=day(held.get("inspected")))  # fmt: skip
        return self.enter("stocks", made), {"item", "quantity", "minimum", "unit", "place", "expiry", "inspected"}

    def fleets(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        if not held.get("vehicle"):
            return None, set()
        mode = words.lexicon("modes").find(held["vehicle"])
        made = Fleet(key=self.key(held["vehicle"]), name=line(held["vehicle"]), mode=mode.to if mode else "bus", vehicles=whole(held.get("vehicles")), seats=whole(held.get("seats")),
                     accessible_places=whole(held.get("accessible")), mobilise_hours=broken(held.get("mobilise")))  # fmt: skip
        return self.enter("fleets", made), {"vehicle", "vehicles", "seats", "accessible", "mobilise"}

    def actions(self, held: dict[str, str], group: str, under: Iterable[str]):
        if not held.get("action"):
            return None, set()
        owner, due = self.role(held["owner"]) if held.get("owner") else "", broken(held.get("due"))
        used = {"action", "owner", "due", "evidence"}
        if self.kind == "sop":
            made = Step(key=self.key(held["action"]), action=held["action"], owner=owner, minutes=round(due * 60, 2) if due is not None else None, evidence=held.get("evidence", ""), otherwise=held.get("otherwise", ""))
            return self.enter("steps", made), used | {"otherwise"}
        said = held.get("level") or (group if level_of([group]) else "") or next((one for one in reversed(tuple(under)) if level_of([one])), "")
        level = self.level(said)
        card = Card(key=self.key(held["action"]), action=held["action"], owner=owner, due_hours=due, evidence=held.get("evidence", ""))
        self.cards[level].append(card)
        return f"levels[{self.at('levels', level)}].cards[{len(self.cards[level]) - 1}]", used | {"level"}

    def corrections(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        if not held.get("action"):
            return None, set()
        made = Correction(text=held["action"], owner=self.role(held["owner"]) if held.get("owner") else "", due_date=day(held.get("due_day")))
        return f"review.{self.enter('corrections', made)}", {"action", "owner", "due_day"}

    def agreements(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        if not held.get("party"):
            return None, set()
        function = words.lexicon("functions").find(f"{held.get('function', '')} {held['party']}")
        made = Agreement(key=self.key(held["party"]), function=function.to if function else "transport", parties=tuple(divided(held["party"])), area=held.get("area", ""), from_date=day(held.get("from")),
                         to_date=day(held.get("to")), contact=self.person(held["contact"]) if held.get("contact") else "", cost_rule=held.get("cost", ""))  # fmt: skip
        return self.enter("agreements", made), {"party", "area", "from", "to", "contact", "cost"}

    def estimates(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        counts = [whole(held[name]) for name in ("low", "people", "high") if held.get(name)]
        if not held.get("area") or not counts or set(words.tokens(held["area"])) & TOTAL:
            return None, set()
        low, high = whole(held.get("low")) if held.get("low") else min(counts), whole(held.get("high")) if held.get("high") else max(counts)
        best = whole(held.get("people")) if held.get("people") else (low + high) // 2
        made = Estimate(area=self.area(held["area"]), people=Range(low=low, best=best, high=high), method=held.get("method", ""), estimated_date=day(held.get("estimated")))
        return f"community.{self.enter('estimates', made)}", {"area", "low", "people", "high", "method", "estimated"}

    def hazards(self, held: dict[str, str], _group: str, _under: Iterable[str]):
        found = words.lexicon("hazards").find(held.get("hazard", ""))
        if not found or found.to not in get_args(Hazard):
            return None, set()
        note = "; ".join(filter(None, (held["hazard"], held.get("note", ""))))
        made = Risk(hazard=found.to, likelihood=whole(held.get("likelihood")), impact=whole(held.get("impact")), note=note)
        return f"risk.{self.enter('hazards', made)}", {"hazard", "likelihood", "impact", "note"}

    # ---- entries ----

    def key(self, name: str) -> str:
        """A key of a name, used once in the draft."""
        base = re.sub(r"[^a-z0-9]+", "-", anyascii(name[:120]).lower()).strip("-")[:32].strip("-") or "entry"
        key, n = base, self.tried.get(base, 2)
        while key in self.keys:
            key, n = f"{base}-{n}", n + 1
        self.keys.add(key)
        self.tried[base] = n
        return key

    def enter(self, name: str, made: Any) -> str:
        self.made[name].append(made)
        path = {"points": "evacuation.points", "fleets": "evacuation.fleets"}.get(name, name)
        return f"{path}[{len(self.made[name]) - 1}]"

    def index(self, name: str, key: str) -> str:
        return f"{name}[{self.at(name, key)}]"

    def at(self, name: str, key: str) -> int:
        """The number of an entry by its key."""
        known = self.numbers.setdefault(name, {})
        for i in range(len(known), len(self.made[name])):
            known[self.made[name][i].key] = i
        return known[key]

    def ways(self, held: Mapping[str, str]) -> tuple[list[str], set[str]]:
        """Ways to reach somebody, the telephone first."""
        ways = [held[name] for name in ("telephone", "mobile") if held.get(name)]
        for name in ("more", "email"):
            ways += [one.strip() for one in held.get(name, "").split(";") if one.strip()]
        return list(dict.fromkeys(ways)), {"telephone", "mobile", "more", "email"}

    def contact(self, post: str, name: str, ways: list[str], *, organisation: str = "", languages: tuple[str, ...] = (), answered_date: date | None = None) -> str:
        """The key of a contact: one of that name that is there already and does not differ, else a new one."""
        call = words.tokens(name or post)
        key = self.named["contacts"].get(call)
        telephone = ways[0] if ways and "@" not in ways[0] else ""
        others = tuple(ways[1:] if telephone else ways)
        if key:
            at = self.at("contacts", key)
            old = self.made["contacts"][at]
            if (not old.telephone or not telephone or old.telephone == telephone) and (not organisation or not old.organisation or organisation == old.organisation) and (not old.answered_date or not answered_date):
                longer = line(post) if len(post) > len(old.post) and words.tokens(old.post) == call else old.post
                merged = {"post": longer, "organisation": old.organisation or organisation, "telephone": old.telephone or telephone, "answered_date": old.answered_date or answered_date}
                if set(words_of(post)) <= set(words_of(longer)):
                    self.made["contacts"][at] = replace(old, **merged, other_ways=(*old.other_ways, *(one for one in others if one not in old.other_ways)), languages=old.languages or languages)
                    return key
        key = self.key(f"c {post or organisation}")
        self.made["contacts"].append(Contact(key=key, post=line(post), organisation=organisation, telephone=telephone, other_ways=others, languages=languages, answered_date=answered_date))
        if call:
            self.named["contacts"].setdefault(call, key)
        return key

    def person(self, text: str, ways: list[str] | None = None) -> str:
        """The contact that a cell names, with the ways to reach them that stand in it."""
        from .values import EMAIL, emails, telephones

        found = [*telephones(text), *emails(text)]
        name = EMAIL.sub(" ", text)
        for one in telephones(text):
            name = name.replace(one, " ")
        name = " ".join(name.split()).strip(" ,;:/()-–")
        return self.contact(name or text, name or text, list(dict.fromkeys([*(ways or []), *found])))

    def role(self, text: str) -> str:
        """The role of that name, or a new one."""
        call = words.tokens(text)
        key = self.named["roles"].get(call)
        if key:
            old = self.made["roles"][self.at("roles", key)]
            if words.plain(old.name) == words.plain(line(text)):
                return key
        position = words.lexicon("positions").find(text)
        key = self.key(text)
        self.made["roles"].append(Role(key=key, position=position.to if position and position.sure >= 0.6 else "other", name=line(text)))
        self.named["roles"].setdefault(call, key)
        return key

    def area(self, text: str) -> str:
        """The area of that name, or a new one; "" for none."""
        if not text:
            return ""
        key = self.named["areas"].get(words.tokens(text))
        if key and words.plain(self.made["areas"][self.at("areas", key)].name) == words.plain(line(text)):
            return key
        if self.kind == "sop":
            return ""
        key = self.key(text)
        self.made["areas"].append(Area(key=key, name=line(text)))
        self.named["areas"].setdefault(words.tokens(text), key)
        return key

    def level(self, text: str) -> str:
        """The alert level of that name, or a new one."""
        call = words.tokens(level_of([text]) or text or "-")
        key = self.named["levels"].get(call)
        if key:
            at = self.at("levels", key)
            old = self.made["levels"][at].name
            if not set(words_of(text)) <= set(words_of(old)):
                self.made["levels"][at] = replace(self.made["levels"][at], name=line(text if set(words_of(old)) <= set(words_of(text)) else f"{old}; {text}"))
            return key
        key = self.key(text or "level not said")
        self.named["levels"][call] = key
        self.cards[key] = []
        self.made["levels"].append(Level(key=key, rank=len(self.made["levels"]) + 1, name=line(text)))
        return key

    def tongues(self, text: str) -> tuple[str, ...]:
        """Codes of the languages that a cell names."""
        known = _tongues() if text else {}
        out = [known.get(words.plain(one.strip())) for one in re.split(r"[,;/\n،]|\band\b|\bet\b|\by\b", text) if one.strip()]
        return tuple(dict.fromkeys(one for one in out if one))

    # ---- the end ----

    def unfit(self) -> None:
        """Put into the list what would keep the draft from being read: rows of signs, brackets that never close."""
        loose = sum(max(0, text.count("[") + text.count("{") - text.count("]") - text.count("}")) for one in self.prose for text in (one.heading, *one.texts))
        for one in self.prose:
            for i, text in enumerate(one.texts):
                opened = text.count("[") + text.count("{") - text.count("]") - text.count("}")
                if too_deep(text) or (loose > 30 and opened > 0):
                    self.listed.append(Unstructured(one.blocks[0] if one.blocks else "", "paragraph", text, why("none.brackets")))
                    one.texts[i] = ""

    def document(self) -> Any:
        prose = tuple(Prose(section=one.section, heading=one.heading, text="\n\n".join(filter(None, one.texts)), source=span(one.blocks)) for one in self.prose)
        made = self.made
        country = self.decisions.country or self.proposal.country
        document = self.cls(title=self.title, language=self.decisions.language or self.proposal.language, country=country, contacts=tuple(made["contacts"]), roles=tuple(made["roles"]), prose=prose)
        document = replace(document, review=replace(document.review, corrections=tuple(made["corrections"])))
        if self.kind == "sop":
            document = replace(document, steps=tuple(made["steps"]))
        else:
            levels = tuple(replace(one, cards=tuple(self.cards[one.key])) for one in made["levels"])
            document = replace(
                document, wardens=tuple(made["wardens"]), levels=levels, shelters=tuple(made["shelters"]), stocks=tuple(made["stocks"]), agreements=tuple(made["agreements"]),
                call_list=CallList(roster="; ".join(self.roster)) if self.roster else None, identity=replace(document.identity, areas=tuple(made["areas"])),
                risk=replace(document.risk, hazards=tuple(made["hazards"])), community=replace(document.community, estimates=tuple(made["estimates"])),
                evacuation=replace(document.evacuation, points=tuple(made["points"]), fleets=tuple(made["fleets"])),
            )  # fmt: skip
        for path, texts in self.texts.items():
            document = put(document, path, tuple(texts) if words.fields(self.kind)[path][1] else "\n\n".join(texts))
        return document


@cache
def _tongues() -> dict[str, str]:
    return {words.plain(name): one.bcp47 for one in load.languages() for name in (one.name, one.english, one.bcp47, one.code) if name}


DERIVED = {"more", "unit"}
NAMES = ("name", "role", "item", "vehicle", "action", "party", "area", "hazard", "post")


def put(document: Any, path: str, value: Any) -> Any:
    """The document with a value at a path of names."""
    name, _, rest = path.partition(".")
    return replace(document, **{name: put(getattr(document, name), rest, value) if rest else value})


def span(blocks: list[str]) -> str:
    """Ids of blocks, as `b0003` or `b0003-b0009`."""
    return "" if not blocks else blocks[0] if len(blocks) == 1 else f"{blocks[0]}-{blocks[-1]}"


def line(text: str) -> str:
    """The text in one line."""
    return " ".join(text.split())


def divided(text: str) -> list[str]:
    """The entries of a cell: its lines, or what semicolons divide."""
    return [one.strip(" -•–·") for one in re.split(r"[\n;]", text) if one.strip(" -•–·")]


def day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def whole(text: str | None) -> int:
    try:
        return int(float(text)) if text else 0
    except ValueError:
        return 0


def broken(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
