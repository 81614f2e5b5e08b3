"""How a form of this room becomes a verb: valid, called, or come back with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from safeconduct.kernel.refusals import NotAllowed, NotFound, Refusal
from safeconduct.partners import shown


def done(form: forms.Form, call: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether the verb was done with what the form holds; a refusal stands on the form."""
    if not form.is_valid():
        return False
    try:
        call(dict(form.cleaned_data))
    except (NotFound, NotAllowed):
        raise
    except Refusal as refused:
        form.add_error(None, shown.refusal(refused))
        return False
    return True


def choices(request, *names: str) -> dict[str, Any]:
    """What forms of this room choose from: organisations, areas, tongues, contacts of the own organisation."""
    from safeconduct.partners import queries

    found: dict[str, Any] = {}
    if "organisations" in names:
        found["organisations"] = shown.organisations()
    if "areas" in names:
        found["areas"] = shown.areas()
    if "tongues" in names:
        found["tongues"] = shown.tongue_choices()
    if "contacts" in names:
        found["contacts"] = [(str(one.uid), f"{one.name}, {one.organisation}") for one in queries.contacts(request.whole_actor, timezone.now()) if one.mine]
    return found
