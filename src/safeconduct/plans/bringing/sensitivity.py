"""
The migrant-sensitivity review: any plan or procedure walked through the twelve points of inclusion (our proposal, `checks.inclusion`).

Each point is met somewhere (place and sentence) or missing, with a wording that we propose. What a person accepts changes the document.
A point that is found by words is found, not proved: a person reads the sentence. The words are in `data/inclusion.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from safeconduct.plans.checks.consistency import means
from safeconduct.plans.checks.inclusion import POINTS, SOURCE, resolve
from safeconduct.plans.checks.register import Seen
from safeconduct.plans.document.plan import Included, Prose

from .confirming import put, texts_of
from .words import LOADER, plain

SENTENCE = re.compile(r"(?<=[.!?؟。;؛])\s+|\n+")
DEFINITION = {
    "name": "migrant-sensitivity score",
    "is": "points met divided by points that apply, of twelve",
    "range": "0 to 1; none where no point applies",
    "source": SOURCE,
    "says": "what is written, not whether it is done",
}


@dataclass(frozen=True)
class Evidence:
    """Where a part of a point is met: a place in the document and the sentence or entry there."""

    part: str
    place: str
    sentence: str


@dataclass(frozen=True)
class Point:
    """
    One of the twelve. ``by``: declared (the document says so), accepted (a person took a wording), entries (its lists show it), words (a sentence says it), or "";
    ``lacks``: parts that were not found; ``wording``: our proposal, marked as such; ``accepted_by``: who accepted a wording for it.
    """

    item: int
    text: str
    state: Literal["met", "missing", "not_applicable"]
    by: str
    evidence: tuple[Evidence, ...]
    lacks: tuple[str, ...]
    wording: str
    section: str
    reason: str = ""
    accepted_by: str = ""
    wording_is: str = "our proposal"


@dataclass(frozen=True)
class Sensitivity:
    """A review: twelve points and the score with its definition."""

    title: str
    kind: str
    points: tuple[Point, ...]

    @property
    def score(self) -> float | None:
        """Points met of those that apply; None where none does."""
        applying = [one for one in self.points if one.state != "not_applicable"]
        return sum(one.state == "met" for one in applying) / len(applying) if applying else None

    def data(self) -> dict[str, Any]:
        """As plain values."""
        counts = {state: sum(one.state == state for one in self.points) for state in ("met", "missing", "not_applicable")}
        points = [
            {"item": one.item, "text": one.text, "state": one.state, "by": one.by, "evidence": [{"part": e.part, "place": e.place, "sentence": e.sentence} for e in one.evidence], "lacks": list(one.lacks),
             "wording": one.wording, "wording_is": one.wording_is, "section": one.section, "reason": one.reason, "accepted_by": one.accepted_by}
            for one in self.points
        ]  # fmt: skip
        return {"title": self.title, "kind": self.kind, "score": self.score, "definition": DEFINITION, **counts, "points": points}


@cache
def _points() -> dict[int, dict[str, Any]]:
    held = yaml.load(files(__package__).joinpath("data/inclusion.yaml").read_text("utf-8"), Loader=LOADER)
    for point in held.values():
        for need in point["needs"]:
            need["groups"] = [re.compile("|".join(rf"(?<!\w)(?:{one})(?!\w)" for one in group)) for group in need["words"]]
            need["never"] = re.compile("|".join(need["not"])) if need.get("not") else None
    return {int(number): point for number, point in held.items()}


def wording(item: int, language: str = "en") -> str:
    """The wording that we propose for a point, in that language where we have one, else in English."""
    held = _points()[item]["wording"]
    return held.get(language.split("-")[0], held["en"])


def review(document: Any, *, aside: Mapping[int, str] | None = None, language: str = "") -> Sensitivity:
    """The twelve points of a document. ``aside``: points that do not apply, with the reason; ``language`` of the wordings, else that of the document."""
    declared = {one.item: one for one in getattr(document, "inclusion", ())}
    sentences = _sentences(document)
    points = []
    for number, point in _points().items():
        section = point["chapter"] if document.kind == "sop" else point["section"]
        made = Point(number, POINTS[number - 1], "missing", "", (), (), wording(number, language or document.language), section, accepted_by=_accepted(document, number))
        own = declared.get(number)
        if aside and means(aside.get(number, "")):
            made = replace(made, state="not_applicable", reason=aside[number])
        elif own and own.state == "not_applicable" and means(own.reason):
            made = replace(made, state="not_applicable", by="declared", reason=own.reason)
        elif own and own.state == "met" and (held := resolve(document, own.where)):
            made = replace(made, state="met", by="declared", evidence=(Evidence("", own.where, _shown(held)),))
        elif made.accepted_by:
            made = replace(made, state="met", by="accepted", evidence=(_wording_in(document, number),))
        else:
            entries = _entries(number, document)
            found, lacks, by = [], [], set()
            for need in point["needs"]:
                if need["name"] in entries:
                    found.append(Evidence(need["name"], *entries[need["name"]]))
                    by.add("entries")
                elif one := _sentence(need, sentences, tuple(point.get("in", ()))):
                    found.append(Evidence(need["name"], *one))
                    by.add("words")
                else:
                    lacks.append(need["name"])
            made = replace(made, state="missing" if lacks else "met", by="" if lacks else "entries" if by == {"entries"} else "words", evidence=tuple(found), lacks=tuple(lacks))
        points.append(made)
    return Sensitivity(document.title, document.kind, tuple(points))


def accept(document: Any, item: int, *, by: str, text: str = "", language: str = "") -> Any:
    """
    The document with the wording of a point written into its section and, where it keeps the checklist, the point answered.

    ``by``: who accepts, written beside the text; ``text``: the wording as that person changed it. Refuses with ValueError an item outside
    1-12, nobody, or an empty text.
    """
    if item not in _points() or not by.strip():
        raise ValueError(f"point {item}: the points are 1 to 12, and somebody must accept")
    point = _points()[item]
    said = (text or wording(item, language or document.language)).strip()
    if not means(said):
        raise ValueError(f"point {item}: the wording is empty")
    section = point["chapter"] if document.kind == "sop" else point["section"]
    place = f"prose[{len(document.prose)}]"
    prose = Prose(section=section, heading=POINTS[item - 1], text=said, source=f"inclusion {item}, accepted by {by.strip()}")
    made = replace(document, prose=(*document.prose, prose))
    path = point.get("field", "")
    if path and document.kind != "sop" and not resolve(document, path):
        made, place = replace(put(made, path, said), prose=(*document.prose, replace(prose, text=""))), path
    if hasattr(document, "inclusion"):
        answer = Included(item=item, state="met", where=place, wording=said)
        kept = tuple(one for one in document.inclusion if one.item != item)
        made = replace(made, inclusion=tuple(sorted((*kept, answer), key=lambda one: one.item)))
    return made


def answered(document: Any, sensitivity: Sensitivity) -> Any:
    """A host State's plan or procedure with its checklist filled from a review that a person has read."""
    if not hasattr(document, "inclusion"):
        return document
    rows = tuple(Included(item=one.item, state=one.state, where=one.evidence[0].place if one.state == "met" else "", wording=one.wording if one.state == "missing" else "", reason=one.reason) for one in sensitivity.points)
    return replace(document, inclusion=rows)


def compare(before: Sensitivity, after: Sensitivity) -> dict[str, Any]:
    """The score before and after, which points changed and who accepted them: evidence for preparedness."""
    old = {one.item: one for one in before.points}
    changed = [{"item": one.item, "text": one.text, "before": old[one.item].state, "after": one.state, "accepted_by": one.accepted_by} for one in after.points if one.state != old[one.item].state or one.accepted_by != old[one.item].accepted_by]
    return {"before": before.score, "after": after.score, "definition": DEFINITION, "changed": changed}


def _wording_in(document: Any, item: int) -> Evidence:
    """Where an accepted wording stands."""
    i = next(i for i, one in reversed(list(enumerate(document.prose))) if one.source.startswith(f"inclusion {item}, "))
    if document.prose[i].text:
        return Evidence("", f"prose[{i}].text", document.prose[i].text[:300])
    path = _points()[item].get("field", "")
    return Evidence("", path, _shown(resolve(document, path))) if path else Evidence("", f"prose[{i}]", "")


def _accepted(document: Any, item: int) -> str:
    mark = f"inclusion {item}, accepted by "
    return next((one.source.removeprefix(mark) for one in reversed(document.prose) if one.source.startswith(mark)), "")


def _shown(value: Any) -> str:
    """The beginning of what stands at a place."""
    return " · ".join(text for text in list(texts_of(value))[:12] if text)[:300]


def _sentences(document: Any) -> list[tuple[str, str, str]]:
    """(place, sentence, sentence in one case) of all texts but keys, codes and the checklist itself."""
    out = []
    ours = {f"prose[{i}].heading" for i, one in enumerate(document.prose) if one.source.startswith("inclusion ")}
    for place, text in Seen(document, document.as_of).texts:
        if place in ours or place.startswith("inclusion") or place.rpartition(".")[2].partition("[")[0] in ("key", "uid", "kind", "language", "telephone", "section", "source", "title") or not means(text):
            continue
        out += [(place, one.strip(), plain(one)) for one in SENTENCE.split(text) if one.strip()]
    return out


def _sentence(need: Mapping[str, Any], sentences: list[tuple[str, str, str]], inside: tuple[str, ...]) -> tuple[str, str] | None:
    for place, shown, held in sentences:
        if (not inside or place.startswith(inside)) and all(group.search(held) for group in need["groups"]) and not (need["never"] and need["never"].search(held)):
            return place, shown[:300]
    return None


def _entries(number: int, document: Any) -> dict[str, tuple[str, str]]:
    """Parts of a point that the lists of a plan show: part to (place, what stands there)."""
    out: dict[str, tuple[str, str]] = {}
    if document.kind == "sop":
        return out
    names = [need["name"] for need in _points()[number]["needs"]]
    community = document.community

    def put_in(part: int, place: str, value: Any) -> None:
        out.setdefault(names[part], (place, _shown(value)))

    if number == 1 and (rows := [i for i, one in enumerate(community.estimates) if one.area and one.people and one.people.best]):
        put_in(0, f"community.estimates[{rows[0]}]", community.estimates[rows[0]])
    if number == 2 and community.leaders:
        put_in(1, "community.leaders", community.leaders)
    if number == 6 and (spoken := {one.language for one in community.languages if one.share >= 0.01}):
        ready = {text.language for one in document.communications.templates for text in one.texts if means(text.text)}
        if spoken <= ready:
            put_in(0, "communications.templates", tuple(sorted(spoken)))
    if number == 7:
        for i, one in enumerate(document.agreements):
            if one.function == "interpreters":
                put_in(0, f"agreements[{i}]", one.parties)
    if number == 8:
        for i, one in enumerate(document.shelters):
            if one.separate_rooms and one.standards:
                put_in(0, f"shelters[{i}]", (one.name, *one.standards))
    if number == 9:
        for i, one in enumerate(community.groups):
            if one.group in ("unaccompanied_children", "trafficked") and means(one.provision):
                put_in(0 if one.group == "unaccompanied_children" else 1, f"community.groups[{i}]", one.provision)
    if number == 10 and means(document.documents.procedure):
        put_in(0, "documents.procedure", document.documents.procedure)
    if number == 11 and document.review.migrants_took_part:
        put_in(0, "review.migrants_took_part", f"exercise of {document.review.exercise_date}")
    if number == 12:
        if document.evacuation.routes or document.evacuation.points:
            put_in(0, "evacuation", tuple(one.name for one in (*document.evacuation.routes, *document.evacuation.points)[:4]))
        for i, one in enumerate(community.groups):
            if one.group == "detained" and means(one.provision):
                put_in(2, f"community.groups[{i}]", one.provision)
    return out
