"""Parts of pages that hazards draw for the rooms above too."""

from __future__ import annotations

from django import template

from safeconduct.hazards import queries, shown

register = template.Library()


@register.inclusion_tag("hazards/areas.html")
def areas_hit(held: queries.ByArea, list_url: str = "") -> dict:
    """The areas of a hazard with who is inside; each row leads to the people behind it where ``list_url`` is given."""
    return {"areas": shown.areas(held, list_url)}
