"""What can be chosen: countries, languages, regimes, purposes, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.standards import load


def countries() -> list[tuple[str, str]]:
    """Countries and territories by name."""
    language = get_language() or "en"
    return [("", "—"), *sorted(((one.alpha3, one.name(language)) for one in load.countries() if one.alpha3), key=lambda pair: pair[1])]


def nationalities() -> list[tuple[str, str]]:
    """States whose nationality somebody may hold, by name."""
    language = get_language() or "en"
    return [("", "—"), *sorted(((one.alpha3, one.name(language)) for one in load.countries() if one.alpha3 and not one.is_territory), key=lambda pair: pair[1])]


def languages() -> list[tuple[str, str]]:
    """Languages by their own names."""
    return [("", "—"), *((one.code, one.name) for one in load.languages())]


def named(cards) -> list[tuple[str, str]]:
    """Entries of a list of the standards, translated."""
    return [(one.key, _(one.name)) for one in cards]


def country_name(code: str) -> str:
    """The name of a country in the language of the page; the code where it is not known."""
    try:
        return load.country(code).name(get_language() or "en") if code else ""
    except KeyError:
        return code
