"""One person: register, see, mend, history."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from safeconduct.access import queries as access
from safeconduct.access.pages import looked, page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from safeconduct.kernel.verbs import ask
from safeconduct.people import actions, forms, queries, rules
from safeconduct.people.views import words
from safeconduct.standards import load
from safeconduct.web.drawn import Map, Place

AROUND = 0.35  # degrees that a small map shows in each direction


@page("people.register_person", text="Put somebody on file", help_data=True)
def register(request):
    """Whom do we put on file? Who may be on file already is shown, and nobody is merged."""
    form = forms.Register(request.POST or None)
    same, status = [], 200
    if request.method == "POST" and form.is_valid():
        told = form.told(translation.get_language() or "en")
        try:
            rules.check_person(told)
            same = _likely(request, told)
            if not same or request.POST.get("anyway"):
                uid = new_uid()
                actions.register_person(request.whole_actor, person=uid, told=told, at=timezone.now())
                return redirect("people:person", uid)
            looked(request.whole_actor, "people.register_person", [one["card"].uid for one in same])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
        status = 422 if form.errors else 200
    elif request.method == "POST":
        status = 422
    return render(request, "people/register.html", {"form": form, "same": same, "asked": bool(same)}, status=status)


def _likely(request, told) -> list[dict]:
    """People on file who may be the one that is told of, with why."""
    try:
        found = queries.likely_same(request.actor, told)
    except rules.TooWide:
        return []
    return [{"card": one.person, "sure": round(one.probability * 100), "why": [words.reason(r) for r in one.reasons]} for one in found[:5]]


@page("people.see_person", text="See a person's record", help_data=True)
def person(request, uid):
    """Who is this, and how can we reach them?"""
    return render(request, "people/person.html", context_of(request, uid))


def context_of(request, uid, **bound) -> dict:
    """Everything that the card shows; ``bound`` forms replace empty ones."""
    card = queries.card(request.actor, uid)
    household = card.more["household"]
    seen = [card.uid, *(other.uid for other, _role in household), *(match.other.uid for match in card.more["matches"])]
    looked(request.whole_actor, "people.see_person", seen)
    whole, now = request.whole_actor, timezone.now()
    may = {verb: whole.may(f"people.{verb}") for verb in CARD_VERBS}
    small = {name: bound.get(name) or _fresh(name, card) for name in forms.FORMS}
    return {
        "card": card, "now": now, "may": may, "forms": small, "open_form": next(iter(bound), ""), "map": _map(card), "record": words.RECORDS.get(card.record, card.record),
        "status": words.STATUSES[card.status], "source": words.SOURCES.get(card.source, card.source), "sex": words.SEXES.get(card.sex, ""), "where": words.places([card.country]),
        "nationalities": words.places(card.nationalities), "former": words.places(card.more["former"]), "regime": words.regime(card.regime), "protected": rules.is_protected(card.regime),
        "needs": [words.name_of(n, load.special_needs()) for n in card.needs], "answer_by": words.ANSWERS.get(card.answer_by, ""),
        "documents": [{"row": d, "kind": words.KINDS.get(d.kind, d.kind), "state": words.DOCUMENTS.get(d.state, d.state), "of": words.places([d.country])} for d in card.more["documents"]],
        "stays": [{"row": s, "kind": words.STAYS.get(s.kind, s.kind), "country": words.places([s.country])} for s in card.more["stays"]],
        "consents": [_consent(c, now) for c in card.more["consents"]], "emergency": [{"row": e, "relation": forms.RELATIONS.get(e.relation, e.relation) if e.relation else ""} for e in card.more["emergency"]],
        "household": [{"card": other, "role": forms.ROLES.get(role, role)} for other, role in household],
        "position": card.more["position"], "position_source": words.SOURCES.get(card.more["position"]["source"], card.more["position"]["source"]) if card.more["position"] else "",
        "special": [words.name_of(k, load.special_facts()) for k in card.more["special"]] if card.more["special"] is not None else None,
        "stranded": _stranded(card.more["stranded"]), "matches": [_match(m, card) for m in card.more["matches"]],
        "regimes": [{"name": words.regime(r.regime), "since": r.since} for r in card.more["regimes"]],
        "chapters": [chapter for answer in ask("people.chapter", request.actor, card.uid) if answer for chapter in (answer if isinstance(answer, list) else [answer])],
        "erase_form": forms.Erase(), "may_disclose": rules.is_protected(card.regime) and whole.may("people.propose_disclosure") and actions.is_trained(whole),
    }  # fmt: skip


CARD_VERBS = (
    "update_person", "confirm", "add_contact", "mark_contact", "add_document", "add_stay", "join_household", "add_emergency_contact", "record_stranded", "lift_reason", "note_special", "come_under_regime", "agree", "withdraw",
    "revoke_code", "decide_match", "erase_person",
)  # fmt: skip


def _fresh(name, card):
    if name == "special" and card.more["special"]:
        return forms.FORMS[name](initial={"facts": list(card.more["special"])}, auto_id=f"id_{name}_%s")
    if name == "regime":
        return forms.FORMS[name](initial={"regime": card.regime}, auto_id=f"id_{name}_%s")
    return forms.FORMS[name](auto_id=f"id_{name}_%s")


def _map(card) -> Map | None:
    place = card.more["position"]
    if place is None:
        return None
    lon, lat = place["lon"], place["lat"]
    box = (lon - AROUND, max(lat - AROUND * 0.6, -90), lon + AROUND, min(lat + AROUND * 0.6, 90))
    return Map(_("Last known place"), _("A map of the surroundings with one mark where the person was last known to be."), box, places=[Place(lon, lat, "", note=_("last known place"))])


def _consent(row, now) -> dict:
    states = [r.split(":", 1)[1] for r in row.recipients if r.startswith("state:")]
    return {"row": row, "purpose": words.name_of(row.purpose, load.purposes()), "basis": words.name_of(row.basis, load.bases()), "states": words.places(states), "ends_soon": rules.ends_soon(row.valid_until, now)}


def _stranded(row) -> dict | None:
    if row is None:
        return None
    sides = []
    for side, title in words.SIDES:
        reasons = [
            {"key": one["reason"], "name": words.name_of(one["reason"], load.stranded_reasons()), "by": ", ".join(str(words.LIFTERS.get(w, w)) for w in one["who_can_lift"]), "lifted": bool(one["lifted_at"])}
            for one in getattr(row, side)
        ]
        if reasons:
            sides.append({"title": title, "reasons": reasons})
    return {"row": row, "sides": sides}


def _match(match, card) -> dict:
    return {"match": match, "other": match.other, "sure": round(match.probability * 100), "why": [words.reason(r) for r in match.reasons], "passes": match.came == card.uid}


@page("people.update_person", text="Mend a record", help_data=True)
def mend(request, uid):
    """What is told anew? Only what differs is written, and who changed which field stays in the history."""
    card = queries.card(request.actor, uid)
    looked(request.whole_actor, "people.update_person", [card.uid])
    shown = [n.get("full") or " ".join(filter(None, (n.get("given"), n.get("family")))) for n in card.names]
    pick = lambda values, place: values[place] if len(values) > place else ""  # noqa: E731
    initial = {
        "name": pick(shown, 0), "other_name": pick(shown, 1), "birth": card.birth, "sex": card.sex, "nationality": pick(card.nationalities, 0),
        "second_nationality": pick(card.nationalities, 1), "former": pick(card.more["former"], 0), "language": pick(card.languages, 0), "second_language": pick(card.languages, 1),
        "country": card.country, "needs": list(card.needs),
        "lists": {"names": list(card.names), "nationalities": card.nationalities, "languages": card.languages, "former": card.more["former"]},
    }  # fmt: skip
    form = forms.Mend(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.update_person(request.whole_actor, person=uid, changes=form.changes(), at=timezone.now())
            messages.success(request, _("Written.") if changed else _("Nothing differs; nothing was written."))
            return redirect("people:person", uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "people/mend.html", {"form": form, "card": card}, status=422 if form.errors else 200)


@page("people.see_person", help_data=True)
def history(request, uid):
    """Who changed what, and who looked?"""
    card = queries.card(request.actor, uid)
    looked(request.whole_actor, "people.see_person", [card.uid])
    lines = [line for one in (card.uid, *card.more["merged"]) for line in access.history_of(request.actor, one)]
    lines.sort(key=lambda line: line.recorded_at, reverse=True)
    context = {"card": card, "lines": lines[:200], "readers": access.readers_of(uid)[:100], "back": reverse("people:person", args=[uid])}
    return render(request, "people/history.html", context)
