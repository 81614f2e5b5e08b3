"""Every page names its verb, every verb is in a role, and role × verb is as it was written by hand."""

from __future__ import annotations

import csv

from django.urls import URLPattern, URLResolver, get_resolver

from safeconduct.access.actors import role_titles, roles
from safeconduct.kernel.verbs import VERBS
from tests.shared import ROOT


def pages(resolver=None, prefix=""):
    """Every page of the house: its address, its name, and what its gate says."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.name, getattr(entry.callback, "page", None)


def test_every_page_names_its_verb_or_why_it_is_open():
    wrong = [address for address, _name, page in pages() if page is None or not (page.verb or page.open_because)]
    assert not wrong, f"put @page(verb) or @open_page(reason) on the views of: {wrong}"


def test_every_page_s_verb_is_in_a_role():
    held = {verb for verbs in roles().values() for verb in verbs}
    wrong = sorted({page.verb for _a, _n, page in pages() if page and page.verb and page.verb not in held})
    assert not wrong, f"no role holds {wrong}: add them to src/safeconduct/access/roles/<room>.json"


def test_every_verb_of_a_role_exists():
    wrong = sorted({(role, verb) for role, verbs in roles().items() for verb in verbs if verb not in VERBS})
    assert not wrong, f"roles name verbs that are not in the register: {wrong}"


def test_every_role_has_a_title():
    assert set(roles()) <= set(role_titles())


def test_a_control_role_reads_no_help_data():
    for role, about in role_titles().items():
        if set(about["of"]) & {"border_immigration", "police", "labour_inspection"}:
            helping = sorted(v for v in roles().get(role, ()) if v in VERBS and VERBS[v].help_data)
            assert not helping, f"{role} is of a control unit and holds {helping}"


def test_role_by_verb_is_as_written_by_hand():
    with (ROOT / "tests" / "house" / "roles.csv").open(encoding="utf8", newline="") as file:
        written = {(row["role"], row["verb"]) for row in csv.DictReader(file)}
    held = {(role, verb) for role, verbs in roles().items() for verb in verbs}
    more, less = sorted(held - written), sorted(written - held)
    assert not more and not less, f"tests/house/roles.csv is written by hand. Not in it: {more}. No longer held: {less}"
