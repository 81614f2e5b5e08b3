"""Icons: the room's from lucide, the migrant's few drawn by us so that a page needs no second request."""

from __future__ import annotations

from functools import cache

import lucide
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# 24 × 24, drawn with a line of 2. A letter m after the name: it points, so it is turned round in right-to-left pages.
OURS = {
    "safe": '<path d="M4 13l5 5L20 6"/>',
    "alarm": '<path d="M12 3l10 18H2zM12 10v5M12 18v.3"/>',
    "others": '<circle cx="8" cy="8" r="3.5"/><path d="M2 20c0-4 3-6 6-6s6 2 6 6M16 5a3.5 3.5 0 010 6.5M18 14.5c2.5.8 4 2.8 4 5.5"/>',
    "health": '<path d="M12 5v14M5 12h14"/>',
    "water": '<path d="M12 3c4 5 6 8 6 11a6 6 0 01-12 0c0-3 2-6 6-11z"/>',
    "shield": '<path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z"/>',
    "child": '<circle cx="12" cy="6" r="3"/><path d="M8 21v-6l-2-1 2-4h8l2 4-2 1v6"/>',
    "look": '<circle cx="10" cy="10" r="6"/><path d="M15 15l6 6"/>',
    "paper": '<path d="M6 3h9l4 4v14H6zM9 12h7M9 16h7"/>',
    "leave": '<path d="M4 12h14M13 6l6 6-6 6"/>',
    "other": '<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>',
    "call": '<path d="M5 3h4l2 5-3 2c1 3 3 5 6 6l2-3 5 2v4c-9 2-18-7-16-16z"/>',
    "write": '<path d="M3 5h18v12H9l-6 4z"/>',
    "home": '<path d="M4 11l8-7 8 7v10h-6v-6h-4v6H4z"/>',
    "ask": '<path d="M8 8a4 4 0 118 1c0 3-4 3-4 6M12 19v.3"/>',
}
POINTS = frozenset({"leave"})


def icon(name: str, size: int = 20) -> SafeString:
    """An icon of ours or of lucide; raises where there is none of that name."""
    if name in OURS:
        turned = mark_safe(' class="m"') if name in POINTS else ""
        return format_html('<svg viewBox="0 0 24 24" aria-hidden="true"{}>{}</svg>', turned, mark_safe(OURS[name]))
    return _lucide(name, size)


@cache
def _lucide(name: str, size: int) -> SafeString:
    # The package has its renderer for templates only in a private name, shared by its Django and Jinja tags.
    return mark_safe(lucide._render_icon(name, size, **{"aria-hidden": "true"}))
