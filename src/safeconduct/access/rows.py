"""Rows of a model made by the thousand, without what Django does for one: no signals, no keyword checks, the same values."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.base import ModelState

_PLANS: dict[type, tuple[dict[str, Any], list[tuple[str, Any]]]] = {}


def built(model: type[models.Model], **values: Any) -> Any:
    """
    A new, unsaved row: ``model(**values)`` in a fifth of the time. A foreign key is given by its column (``person_id``).

    Raises ``TypeError`` for a name that is no column.
    """
    plan = _PLANS.get(model)
    if plan is None:
        plan = _PLANS[model] = _planned(model)
    plain, made = plan
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = ModelState()
    held.update(plain)
    for name, default in made:
        if name not in values:
            held[name] = default()
    held.update(values)
    if len(held) != len(plain) + len(made) + 1:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(set(values) - set(plain) - {name for name, _ in made}))}")
    return row


def _planned(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Defaults that every row may share, and those that are made anew for each."""
    plain: dict[str, Any] = {}
    made: list[tuple[str, Any]] = []
    for field in model._meta.concrete_fields:
        value = field.get_default()
        if field.has_default() and callable(field.default) or isinstance(value, (dict, list, set)):
            made.append((field.attname, field.get_default))
        else:
            plain[field.attname] = value
    return plain, made
