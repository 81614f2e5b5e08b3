"""The parts of a page as template tags. Each takes a noun of `safeconduct.web.drawn` and draws one partial."""

from __future__ import annotations

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from safeconduct.kernel.figures import Figure
from safeconduct.kernel.verbs import VERBS
from safeconduct.web import charts, drawn, icons, languages, maps, mine, written
from safeconduct.web.tables import Page

register = template.Library()
PARTS = "web/parts/"

register.filter("number", written.number)
register.filter("moment", written.moment)
register.filter("day", written.day)
register.filter("clock", written.clock)
register.filter("own_name", languages.own_name)
register.filter("bcp47", languages.bcp47)
register.filter("direction", languages.direction)
register.filter("figure_text", written.figure_text)


@register.simple_tag
def bdi(value: object, lang: str = "", dir: str = "") -> SafeString:
    """Content that somebody typed or another system sent: isolated, and told from our own words by ``data-content``."""
    return wrap(value, lang=lang, dir=dir)


@register.filter(name="bdi")
def bdi_filter(value: object, lang: str = "") -> SafeString:
    """The same as a filter, with a language."""
    return wrap(value, lang=lang)


@register.filter
def moment_of(text: object) -> str:
    """A moment that another system wrote as ISO text; the text itself where it is none."""
    try:
        when = parse_datetime(str(text or ""))
    except ValueError:
        when = None
    return written.moment(when) if when is not None and when.tzinfo is not None else str(text or "")


@register.filter
def deed(name: str) -> SafeString:
    """What the programme says of a verb, in English and marked so: for who reads records of the programme."""
    verb = VERBS.get(name)
    return wrap(str(verb.text) if verb and verb.text else name, lang="en")


@register.filter
def code(value: object) -> SafeString:
    """A telephone number, a code or another thing that is read left to right in every language."""
    return wrap(value, dir="ltr")


def wrap(value: object, *, lang: str = "", dir: str = "") -> SafeString:
    """Content in ``<bdi data-content>``, with its language and direction where they are known; nothing for nothing."""
    if value in (None, ""):
        return mark_safe("")
    tagged = format_html(' lang="{}"', languages.bcp47(lang)) if lang else ""
    turned = format_html(' dir="{}"', dir) if dir else ""
    return format_html("<bdi data-content{}{}>{}</bdi>", tagged, turned, value)


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """One drawn icon as inline SVG, hidden from ears: the word stands beside it."""
    return icons.icon(name, size)


@register.simple_tag
def status(state: str, said: object) -> SafeString:
    """A status as colour, shape and word. ``state`` is one of ok, late, bad, doing, wait, off."""
    if state not in drawn.STATES:
        raise ValueError(f"{state!r} is no state; use one of {', '.join(drawn.STATES)}")
    return format_html('<span class="mark {}">{}</span>', state, said)


@register.simple_tag
def exercise_mark(figure: Figure) -> SafeString:
    """The word *exercise* beside a figure that is of no real person."""
    return format_html('<span class="is-drill">{}</span>', _("exercise")) if figure.exercise else mark_safe("")


@register.inclusion_tag(PARTS + "figure.html")
def figure(fig: Figure, big: bool = False) -> dict:
    """A number with its label, as-of, source and definition; a range as one thing."""
    return {"fig": fig, "big": big}


@register.simple_tag
def value(fig: Figure) -> SafeString:
    """Only the number or range of a figure, as a link to its records where it has any."""
    text = conditional_escape(written.figure_text(fig))
    mark = exercise_mark(fig)
    linked = format_html('<a href="{}">{}</a>', fig.url, text) if fig.url else text
    return format_html("{} {}", linked, mark) if mark else linked


@register.inclusion_tag(PARTS + "funnel.html")
def funnel(rows: list[drawn.Stage], outcomes: list[Figure] | None = None, source: object = "", as_of: object = None) -> dict:
    """The funnel: stages on one scale, parts drawn where they begin in the whole, outcomes as large numbers under it."""
    return {"bars": charts.funnel_bars(rows), "outcomes": outcomes or [], "source": source, "as_of": as_of, "figures": [row.figure for row in rows]}


@register.inclusion_tag(PARTS + "gantt.html")
def gantt(steps: list[drawn.Step], now: float, until: float = 72, content: bool = False) -> dict:
    """Plan against done on one time axis in hours, late steps first as they are given. ``content``: titles are data."""
    return charts.gantt_strips(steps, now=now, until=until) | {"content": content}


@register.inclusion_tag(PARTS + "map.html")
def map(picture: drawn.Map, width: int = 640, height: int = 359, name: str = "map") -> dict:
    """A map as inline SVG, with key, source, sentence for those who do not see it, and its table."""
    return maps.lay_out(picture, width, height) | {"name": name}


@register.inclusion_tag(PARTS + "log.html")
def log(entries: list[drawn.Line]) -> dict:
    """The last lines of a journal, newest first as they are given."""
    return {"entries": entries}


@register.inclusion_tag(PARTS + "rows.html", takes_context=True)
def rows(context: template.Context, page: Page) -> dict:
    """A table page: filters, bulk verbs, rows for keyboard and ear, pager, downloads, and what to do where it is empty."""
    return {"page": page, "csrf_token": context.get("csrf_token"), "request": context.get("request")}


@register.inclusion_tag(PARTS + "will.html", takes_context=True)
def what_will_happen(context: template.Context, will: drawn.Will, name: str = "will", dialog: bool = False) -> dict:
    """What a dangerous verb will do, in numbers, with the button that does it and one that keeps things as they are."""
    return {"will": will, "name": name, "dialog": dialog, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "work.html", takes_context=True)
def progress(context: template.Context, job: drawn.Work) -> dict:
    """Long work with its counts and a stop; it asks again by itself where script runs, by a link where not."""
    return {"job": job, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(PARTS + "empty.html")
def empty(title: object, text: object = "", url: str = "", verb: object = "") -> dict:
    """An empty state: that there is nothing, why, and what to do next."""
    return {"title": title, "text": text, "url": url, "verb": verb}


@register.simple_tag
def my_style() -> SafeString:
    """The migrant's style sheet inside the page; the policy names it by its hash (`mine.style_hash`)."""
    return mark_safe(f"<style>{mine.style()}</style>")


@register.filter
def percent(share: float) -> str:
    """A share of the width as SVG wants it, whatever the language."""
    return f"{share:.1f}%"


@register.filter
def pixel(place: float, more: float = 0) -> str:
    """A place in a picture in whole pixels, moved by ``more``, whatever the language."""
    return f"{place + more:.0f}"
