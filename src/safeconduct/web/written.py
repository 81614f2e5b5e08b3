"""How numbers, ranges, moments and codes are written in each language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as date_text
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.kernel.figures import Figure

# What stands between thousands. Latin digits everywhere: a number must be readable over a telephone by any two people.
GROUPS = {"fr": "\u202f", "ru": "\u00a0", "es": "\u00a0", "pt": "\u00a0"}
DAYS = {"zh": "Y年n月j日", "": "j M Y"}
WEEKDAYS = {"zh": "Y年n月j日 D", "": "D j M Y"}


def number(value: int | float | None) -> str:
    """A number with the thousands of the active language; an em dash where there is none."""
    if value is None or value == "":
        return "—"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.replace(",", _of_language(GROUPS, ","))


def span(low: int, high: int) -> SafeString:
    """A range as one thing that does not break over lines; in words where a dash would be read backwards."""
    return format_html('<span class="range">{}</span>', _("%(low)s–%(high)s") % {"low": number(low), "high": number(high)})


def figure_text(figure: Figure) -> SafeString | str:
    """The number of a figure, or its range; never a single number for what is known only as a range."""
    return span(figure.low, figure.high) if figure.is_range else number(figure.value)


def day(value: date | datetime | None) -> str:
    """A day with its year, in the order of the active language. Of a moment, the day in the active time zone."""
    if value is None:
        return "—"
    return date_text(_here(value), _of_language(DAYS))


def moment(value: datetime | None) -> str:
    """A moment with weekday and clock (24 h), in the active time zone."""
    if value is None:
        return "—"
    local = _here(value)
    return f"{date_text(local, _of_language(WEEKDAYS))}{_comma()} {local:%H:%M}"


def clock(value: datetime) -> str:
    """The hour and minute of a moment in the active time zone."""
    return f"{_here(value):%H:%M}"


def text_of(value: object) -> str:
    """Plain text of what a cell holds: lazy words in the active language, moments as ISO, lists with commas, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, (date, Promise)):
        return str(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(text_of(part) for part in value)
    return str(value)


def _here(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _comma() -> str:
    return {"ar": "،", "zh": ""}.get((get_language() or "en")[:2], ",")


def _of_language(table: dict[str, str], default: str | None = None) -> str:
    return table.get((get_language() or "en")[:2], table.get("", default) if default is None else default)
