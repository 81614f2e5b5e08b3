"""The form of an audience, filled with what there is to choose from, and read back into conditions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import read_code
from safeconduct.kernel.words import pick
from safeconduct.messaging import forms, queries
from safeconduct.people.queries import choosing
from safeconduct.places import queries as places
from safeconduct.standards import load


def choices(actor: Actor, at: datetime, templates: list, asked: Mapping[str, Any]) -> dict[str, list]:
    """
    What each field offers. What a kept audience asks for and is no longer offered stays, said as what it is: an audience never
    grows because a hazard is over.
    """
    language = get_language() or "en"
    states = sorted(((one.alpha3, one.name(language)) for one in load.countries() if one.alpha3 and not one.is_territory), key=lambda pair: pair[1])
    out = {
        "inside": queries.hazard_choices(actor, at), "crisis": [(str(card.uid), _name_of(card, language)) for card in crises.crises(actor, status="open")],
        "path": [(one.path, f"{'– ' * one.level}{one.name}") for one in places.areas() if one.level <= 2], "around": [(str(site.uid), site.name) for site in places.sites()],
        "languages": [(one.code, one.name) for one in load.languages()], "nationality": states, "needs": [(one.key, _(one.name)) for one in load.special_needs()], "template": templates,
    }  # fmt: skip
    gone = {"inside": _("a hazard that is over"), "crisis": _("a crisis that is over"), "path": asked.get("path", "")}
    for name, said in gone.items():
        if asked.get(name) and asked[name] not in {key for key, _name in out[name]}:
            out[name] = [*out[name], (asked[name], said)]
    return out


def _name_of(card: crises.CrisisCard, language: str) -> str:
    said = pick(card.names, [language, language.split("-")[0]])
    return said.text if said else card.name


def initial(actor: Actor, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a kept audience."""
    near = asked.get("near") or {}
    return {name: asked[name] for name in ("inside", "crisis", "path", "languages", "nationality", "needs") if asked.get(name)} | {
        "km": near.get("km"), "around": near.get("site", ""), "point": f"{near['lat']}, {near['lon']}" if near and not near.get("site") else "",
        "codes": "\n".join(choosing.codes_of(actor, [UUID(one) for one in asked.get("people", ())])),
    }  # fmt: skip


def read(actor: Actor, form: forms.Choose) -> dict[str, Any] | None:
    """The conditions that a valid form asks; None where a code answers to nobody whom the actor may see: that is said in the form."""
    lines = [line for line in form.cleaned_data["codes"].replace(",", "\n").splitlines() if line.strip()]
    found = choosing.by_codes(actor, [code for code in map(read_code, lines) if code])
    unknown = sum(read_code(line) not in found for line in lines)
    if unknown:
        form.add_error("codes", ngettext("%(n)s code answers to nobody.", "%(n)s codes answer to nobody.", unknown) % {"n": unknown})
        return None
    return form.asked(site_at=_site_at, people=sorted(set(found.values())))


def _site_at(uid: str) -> tuple[float, float]:
    card = places.site(UUID(uid))
    return card.lon, card.lat
