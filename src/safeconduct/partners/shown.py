"""From cards to what the templates of partners draw."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.access import queries as access
from safeconduct.partners import queries, rules, words
from safeconduct.places import queries as places
from safeconduct.standards import load
from safeconduct.web.drawn import Map, Place
from safeconduct.web.languages import own_name
from safeconduct.web.written import day

MANY_AREAS = 300


def areas() -> list[tuple[str, str]]:
    """Areas to choose from, by path: countries and regions, and the parts of those where they are few."""
    held = [one for one in places.areas() if one.level <= 2]
    if len(held) > MANY_AREAS:
        held = [one for one in held if one.level <= 1]
    return [(one.path, f"{'– ' * one.level}{one.name}") for one in held]


def area_names(paths) -> dict[str, str]:
    """Names of areas by path; a path that is not on file is its own name."""
    countries = sorted({path.split("/")[0] for path in paths if path})
    return {one.path: one.name for country in countries for one in places.areas(country)}


def organisations() -> list[tuple[str, str]]:
    """Organisations of the house to choose from."""
    return [(str(one.uid), one.name) for one in access.organisations()]


def tongues(codes) -> str:
    """Languages by their own names."""
    return ", ".join(own_name(code) for code in codes)


def tongue_choices() -> list[tuple[str, str]]:
    """Languages to choose from."""
    return [(one.code, own_name(one.code)) for one in load.languages()]


def days_ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something was, in days."""
    if moment is None:
        return _("never")
    days = max((now - moment).days, 0)
    return _("today") if days == 0 else ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def relied(standing: str, moment: datetime | None, how: str, now: datetime, limit: int) -> tuple[str, str]:
    """Mark and words for how far something can be relied on."""
    when = days_ago(moment, now)
    if standing == "ended":
        return "off", _("in post no more")
    if standing == "never":
        return "bad", _("answered no test") if limit == rules.CONTACT_DAYS else _("verified by nobody")
    said = f"{when}, {words.TESTED.get(how, how)}"
    if standing == "stale":
        return "late", _("%(when)s: longer than %(limit)s days") % {"when": said, "limit": limit}
    return "ok", said


def contact(card: queries.ContactCard, now: datetime, names: dict[str, str]) -> dict[str, Any]:
    """A contact with its words."""
    mark, said = relied(card.standing, card.verified_at, card.verified_how, now, rules.CONTACT_DAYS)
    return {
        "card": card, "url": reverse("partners:contact", args=[card.uid]), "function": words.FUNCTIONS.get(card.function, card.function), "kind": words.CONTACT_KINDS.get(card.kind, card.kind),
        "place": names.get(card.path, card.path), "mark": mark, "said": said, "languages": tongues(card.languages), "first": card.channels[0] if card.channels else None,
        "ways": [(words.CHANNELS.get(kind, kind), value, kind) for kind, value in card.channels],
    }  # fmt: skip


def service(card: queries.ServiceCard, now: datetime, names: dict[str, str]) -> dict[str, Any]:
    """A service with its words."""
    mark, said = relied(card.standing, card.verified_at, card.verified_how, now, rules.SERVICE_DAYS)
    hours = "" if card.open_now is None or card.status == "shut" else (_("within its hours") if card.open_now else _("outside its hours now"))
    return {
        "card": card, "url": reverse("partners:service", args=[card.uid]), "kind": words.SERVICES.get(card.kind, card.kind), "place": names.get(card.path, card.path),
        "status": words.MARKS[card.status], "status_said": words.STATUSES[card.status], "now": hours, "mark": mark, "said": said, "languages": tongues(card.languages),
        "eligibility": [words.ELIGIBILITY[one] for one in card.eligibility if one in words.ELIGIBILITY], "accessible": [words.ACCESSIBLE[one] for one in card.accessibility if one in words.ACCESSIBLE],
        "firewall": words.FIREWALL[card.firewall], "broken": card.firewall == "broken", "hours": hours_in_words(card.hours),
    }  # fmt: skip


def hours_in_words(text: str) -> list[tuple[str, str]]:
    """Opening hours day by day: (weekdays, hours), days with the same hours together."""
    week = rules.read_hours(text)
    if week is None:
        return []
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    out: list[tuple[list[str], tuple]] = []
    for name, spans in zip(names, week, strict=True):
        if out and out[-1][1] == spans:
            out[-1][0].append(name)
        else:
            out.append(([name], spans))
    return [(held[0] if len(held) == 1 else _("%(first)s to %(last)s") % {"first": held[0], "last": held[-1]}, _spans(spans)) for held, spans in out]


def _spans(spans: tuple[tuple[int, int], ...]) -> str:
    if not spans:
        return _("closed")
    if spans == ((0, 1440),):
        return _("day and night")
    return ", ".join(_("%(begin)s to %(end)s") % {"begin": _clock(begin), "end": _clock(end)} for begin, end in spans)


def _clock(minute: int) -> str:
    return "24:00" if minute == 1440 else f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def picture(rows: list[dict[str, Any]]) -> Map | None:
    """Services with a point on a map; those of a secret place never stand on it."""
    held = [one for one in rows if one["card"].lon is not None]
    if not held:
        return None
    west, east = min(one["card"].lon for one in held), max(one["card"].lon for one in held)
    south, north = min(one["card"].lat for one in held), max(one["card"].lat for one in held)
    rim = max((east - west) * 0.25, (north - south) * 0.25, 0.1)
    pins = [
        Place(one["card"].lon, one["card"].lat, one["card"].name, "shut" if one["card"].status == "shut" else "pin", one["now"], one["kind"], one["status"], one["status_said"], one["url"])
        for one in held[:80]
    ]  # fmt: skip
    about = _("%(count)s services with a point on the map. All stand in the list below.") % {"count": len(held)}
    return Map(_("Map of services"), about, (west - rim, south - rim, east + rim, north + rim), (), (), pins, (), _("Coasts and borders: Natural Earth; they say nothing of the status of a territory."))


TERMS = {"draft": "wait", "later": "doing", "in_force": "ok", "soon": "late", "lapsed": "bad", "ended": "off"}


def term(card: queries.AgreementCard) -> tuple[str, str]:
    """Mark and words for how an agreement stands."""
    state, left = card.term.state, card.term.days
    said = {
        "draft": _("draft: nobody has signed it"), "later": _("from %(day)s") % {"day": day(card.valid_from)}, "in_force": _("in force"), "ended": _("ended"),
        "lapsed": ngettext("ran out %(n)s day ago", "ran out %(n)s days ago", -(left or 0)) % {"n": -(left or 0)},
        "soon": ngettext("lapses in %(n)s day", "lapses in %(n)s days", left or 0) % {"n": left or 0},
    }  # fmt: skip
    return TERMS[state], said[state]


def agreement(card: queries.AgreementCard, names: dict[str, str]) -> dict[str, Any]:
    """An agreement with its words."""
    mark, said = term(card)
    purposes = {one.key: _(one.name) for one in load.purposes()}
    kinds = {one.key: _(one.name) for one in load.organisation_kinds()}
    clauses = [
        {
            "card": one, "kind": kinds.get(one.recipient_kind, ""), "classes": [words.CLASSES.get(key, key) for key in one.classes], "purpose": purposes.get(one.purpose, one.purpose),
            "conditions": [words.CONDITIONS.get(key, key) for key in one.conditions],
        }
        for one in card.clauses
    ]  # fmt: skip
    return {
        "card": card, "url": reverse("partners:agreement", args=[card.uid]), "kind": words.AGREEMENTS.get(card.kind, card.kind), "functions": [words.AGREED.get(one, one) for one in card.functions],
        "places": [names.get(one, one) for one in card.paths], "mark": mark, "said": said, "clauses": clauses,
    }  # fmt: skip


def gaps(cards: list[queries.WatchCard], now: datetime, names: dict[str, str], days: int = 7) -> list[dict[str, Any]]:
    """For every function at a place that anybody was put on call for: when nobody is, in the next days."""
    until = now + timedelta(days=days)
    held: dict[tuple[str, str, str], list] = {}
    for one in cards:
        held.setdefault((one.path, one.function, one.zone), []).append((one.from_at, one.to_at))
    return [
        {"function": words.FUNCTIONS.get(function, function), "place": names.get(path, path), "zone": zone, "from": begin, "to": end, "now": begin == now, "last": end == until}
        for (path, function, zone), spans in held.items()
        for begin, end in rules.gaps(spans, now, until)
    ]  # fmt: skip


def refusal(refused: Any) -> str:
    """A refusal in words: what a clause lacks is named, not coded."""
    facts = refused.facts
    shown = {}
    if "classes" in facts:
        shown["classes"] = ", ".join(str(words.CLASSES.get(one, one)) for one in facts["classes"])
    if "purpose" in facts:
        shown["purpose"] = next((_(one.name) for one in load.purposes() if one.key == facts["purpose"]), facts["purpose"])
    return refused.sentence(**shown)


def uid_of(text: str | None) -> UUID | None:
    """A uid that was chosen; None for none."""
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
