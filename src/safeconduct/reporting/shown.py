"""From cards to what the templates of reporting draw: links to the records, the level in words, tables of a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.crises.queries import CrisisCard, LevelCard
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.figures import Figure
from safeconduct.kernel.words import pick
from safeconduct.places.queries import AreaCard
from safeconduct.reporting import queries
from safeconduct.reporting.queries import ReportCard
from safeconduct.reporting.words import AGE_TAGS, AGES, BESIDE, DIFFICULTY, FUNCTIONS, MEANINGS, NEEDS, OUTCOMES, REASONS, SEX_TAGS, SEXES, STATES, VERSION
from safeconduct.standards import load
from safeconduct.web.drawn import Stage
from safeconduct.web.written import figure_text


def address(actor: Actor, verb: str, name: str, *args: Any, query: str = "") -> str:
    """The address of a page that the reader may open; empty where they may not or that room is not there."""
    if not actor.may(verb):
        return ""
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:
        return ""


def links(actor: Actor, crisis: UUID) -> dict[str, str]:
    """For each figure the page with the records behind it, where this reader may open it."""
    out = {"critical": address(actor, "cases.see_queue", "cases:queue"), "open_cases": address(actor, "cases.see_queue", "cases:queue")}
    out["present"] = address(actor, "places.see_places", "places:countries")
    behind = {key: f"?state={key}&record=on_file" for key in (*STATES, *OUTCOMES, "reached", "accounted", "moved_on")}
    behind |= {"on_file": "?state=any&record=on_file", "forward": "?state=any&record=provisional"}
    behind |= {"forward_needs": "?state=needs_assistance&record=provisional", "forward_other": "?state=not_in_need&record=provisional"}
    for key, query in behind.items():
        out[key] = address(actor, "checkins.see_accounting", "checkins:accounting", crisis, query=query)
    for key in REASONS:
        out[key] = address(actor, "checkins.see_accounting", "checkins:accounting", crisis, query=f"?reason={key}&record=on_file")
    out["not_yet"] = address(actor, "checkins.see_accounting", "checkins:accounting", crisis)
    return out


def crisis_name(card: CrisisCard) -> str:
    """The name of a crisis in the reader's language, else as it was given."""
    language = get_language() or "en"
    said = pick(card.names, [language, language.split("-")[0]])
    return said.text if said else card.name


def level_data(one: LevelCard | None, areas: Iterable[AreaCard]) -> dict[str, Any]:
    """A declaration as plain data: scheme, key, rank, reason, names of its places."""
    if one is None:
        return {}
    names = {area.path: area.name for area in areas}
    return {
        "scheme": one.scheme, "key": one.key, "rank": one.rank, "reason": one.reason, "evidence": list(one.evidence), "places": [names.get(path, path) for path in one.paths],
        "declared_at": one.declared_at.isoformat(),
    }  # fmt: skip


def level(data: dict[str, Any]) -> dict[str, Any] | None:
    """The same with the words of its scheme in the reader's language; None where no level was declared."""
    if not data:
        return None
    try:
        scheme = load.alert_scheme(data["scheme"])
        name, of, count = _(scheme.level(data["key"]).name), _(scheme.name), len(scheme.levels)
    except KeyError:
        name, of, count = data["key"], data["scheme"], data["rank"]
    return data | {"name": name, "scheme_name": of, "of": count}


def level_text(data: dict[str, Any]) -> str:
    """A level as one phrase, for paper."""
    told = level(data)
    if told is None:
        return _("No level has been declared yet.")
    where = _(" in %(places)s") % {"places": ", ".join(told["places"])} if told["places"] else ""
    return _("Level %(rank)s of %(of)s, %(name)s%(where)s. Reason: %(reason)s") % {"rank": told["rank"], "of": told["of"], "name": told["name"], "where": where, "reason": told["reason"]}


def answer_text(figures: dict[str, Figure]) -> str:
    """The answer in one sentence, for paper."""
    said = {key: str(figure_text(fig)) for key, fig in figures.items()}
    first = _("%(present)s people are estimated present. ") % said if "present" in said else ""
    return first + _(
        "%(accounted)s of %(on_file)s on file are accounted for, %(not_yet)s not yet. Apart from them, %(forward)s came forward. Critical requests open: %(critical)s."
    ) % said  # fmt: skip


def parts(report: ReportCard) -> list[tuple[Any, list[Stage]]]:
    """The report in parts of (question, stages): the funnel, outcomes, requests, others' totals, people by sex, age and need."""
    held = report.figures
    plain = lambda figs: [Stage(fig, bar=False) for fig in figs]  # noqa: E731
    out = [
        (_("How far are we?"), queries.stages(held)), (_("What became of people?"), plain(held[key] for key in OUTCOMES if key in held)),
        (_("Who asked for help?"), plain(held[key] for key in ("critical", "open_cases", "closed_cases") if key in held)),
    ]  # fmt: skip
    if report.sides:
        out.append((_("What do others count?"), plain(named(fig, fig.source) for _key, fig in report.sides)))
    if split := split_figures(report):
        out.append((_("Who are they?"), plain(split)))
    return out


def named(fig: Figure, more: str) -> Figure:
    """A figure with whose it is behind its label."""
    return replace(fig, label=f"{fig.label} ({more})")


def sides(report: ReportCard) -> list[dict[str, Any]]:
    """Each figure that more than one speaks of: ours and others', side by side, and whether they differ."""
    out = []
    for key in BESIDE:
        others = [fig for of, fig in report.sides if of == key]
        ours = report.figures.get(key)
        if not others:
            continue
        spans = [_span(fig) for fig in (*([ours] if ours and key != "present" else []), *others)]
        apart = max(low for low, _high in spans) > min(high for _low, high in spans)
        out.append({"label": MEANINGS[key].label, "ours": ours, "others": others, "apart": apart})
    return out


def _span(fig: Figure) -> tuple[int, int]:
    return (fig.low, fig.high) if fig.is_range else (fig.value, fig.value)


def table(held: dict[str, Any]) -> dict[str, Any] | None:
    """A breakdown with words: sex by age and by difficulty, functions, needs; None in a cell is withheld. Reports of before have no difficulties."""
    if not held or not held.get("rows"):
        return None
    ages = [AGES.get(key, key) for key in held["columns"]]
    rows = [
        {"label": SEXES.get(row["key"], row["key"]), "cells": list(zip(ages, row["cells"], strict=True)), "total": row["total"], "difficulty": row.get("difficulty")}
        for row in held["rows"]
    ]  # fmt: skip
    needs = [{"label": need_word(key), "known": key in NEEDS, "value": value} for key, value in held["needs"].items()]
    functions = [{"label": FUNCTIONS[key], "value": n, "rest": _rest(held, n)} for key, n in held.get("functions", {}).items() if key in FUNCTIONS]
    return {
        "columns": ages, "rows": rows, "totals": list(zip(ages, held["totals"], strict=True)), "people": held["people"], "needs": needs, "functions": functions,
        "difficulty": held.get("difficulty"), "means": DIFFICULTY,
    }  # fmt: skip


def _rest(held: dict[str, Any], n: int | None) -> int | None:
    """Of how many something is not known; None where one of the two numbers is withheld."""
    return None if n is None or held["people"] is None else held["people"] - n


def need_word(key: str) -> str:
    """What a rescuer must bring, in words: ours where they are translated, else the name that the standards give it."""
    return NEEDS.get(key) or next((one.name for one in load.special_needs() if one.key == key), key)


def split_figures(report: ReportCard) -> list[Figure]:
    """Sex, age, difficulty and need as figures; a withheld cell is a range from 0 to what its row leaves, or missing where its total is withheld too."""
    held = report.breakdown
    if not held or not held.get("rows"):
        return []
    meaning = _("People on file in the places of the crisis. Numbers under five, and those that would give them away, are withheld: they stand as a range up to what the totals leave.")
    out = []

    def put(label: str, value: int | None, most: int | None, hxl: str, more: str = "") -> None:
        values = {"value": value} if value is not None else {"low": 0, "high": most} if most is not None else None
        if values is not None:
            said = f"{meaning} {more}" if more else meaning
            out.append(Figure(label, **values, definition=said, source=_("the register"), as_of=report.as_of, version=VERSION, exercise=report.exercise, hxl=hxl))

    def spread(label: str, tags: str, told: list[int | None], total: int | None) -> None:
        """A difficulty on file and not known: two figures that add up to ``total``."""
        rest = None if total is None else total - sum(n or 0 for n in told)
        most = held["people"] if rest is None else rest
        put(_("%(who)s, with a difficulty on file") % {"who": label}, told[0], most, f"#affected{tags}+disabled", str(DIFFICULTY))
        put(_("%(who)s, difficulty not known") % {"who": label}, told[1], most, f"#affected{tags}+unknown_disability", str(DIFFICULTY))

    everybody = _("On file in the places of the crisis")
    put(everybody, held["people"], None, "#affected")
    if held.get("difficulty"):
        spread(everybody, "", held["difficulty"], held["people"])
    for row in held["rows"]:
        sex, tag = str(SEXES.get(row["key"], row["key"])), SEX_TAGS.get(row["key"], "+unknown_sex")
        rest = None if row["total"] is None else row["total"] - sum(n or 0 for n in row["cells"])
        put(sex, row["total"], held["people"], f"#affected{tag}")
        for age, n in zip(held["columns"], row["cells"], strict=True):
            put(f"{sex}, {AGES.get(age, age)}", n, rest if rest is not None else held["people"], f"#affected{tag}{AGE_TAGS.get(age, '+unknown_age')}")
        if row.get("difficulty"):
            spread(sex, tag, row["difficulty"], row["total"])
    for key, n in held.get("functions", {}).items():
        label = _("difficulty: %(function)s") % {"function": FUNCTIONS.get(key, key)}
        put(label, n, held["people"], f"#affected+disabled+{key}", str(DIFFICULTY))
        put(_("%(who)s, not known") % {"who": label}, _rest(held, n), held["people"], f"#affected+unknown_disability+{key}", str(DIFFICULTY))
    for key, n in held["needs"].items():
        put(_("needs: %(need)s") % {"need": need_word(key)}, n, held["people"], "#inneed")
    return out
