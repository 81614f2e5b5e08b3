"""Two small tags of the migrant's pages."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def key(held: dict, name: str) -> str:
    """The sentence of that name."""
    return held[name]


@register.filter
def numbers(sentence: str, rows: list[dict]) -> SafeString:
    """A sentence with the numbers to dial put in as links that can be pressed, each isolated from the writing direction."""
    links = []
    for row in rows:
        before, _mark, after = row["words"].partition("\x00")
        links.append(format_html('{}<a href="tel:{}"><bdi data-content dir="ltr">{}</bdi></a>{}', before, row["number"], row["number"], after))
    joined = format_html_join(" · ", "{}", ((link,) for link in links))
    before, _mark, after = sentence.partition("\x00")
    return mark_safe(f"{conditional_escape(before)}{joined}{conditional_escape(after)}")
