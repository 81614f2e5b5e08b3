"""The English texts of the data that the operations room shows, so that its catalogues can be complete."""

from __future__ import annotations

from functools import cache

from .contact import answer_ways, channels, contact_owners, safety_questions, special_facts, special_needs, stranded_reasons
from .duties import actor_codes, bases, organisation_kinds, purposes, regimes, retention, unit_functions
from .guides import alert_schemes, guidelines, mcof, phases, practices, principles, triage
from .lands import hubs


@cache
def texts() -> tuple[str, ...]:
    """
    Every English text of the data files that goes through gettext, sorted, once each.

    Names of countries and languages are not among them: those carry their own translations. The migrant's sentences are another catalogue.
    """
    lists = [
        answer_ways(), channels(), contact_owners(), safety_questions(), special_facts(), special_needs(), stranded_reasons(),
        actor_codes(), bases(), organisation_kinds(), purposes(), regimes(), retention(), unit_functions(), phases(), hubs(), mcof(), alert_schemes(),
        triage().classes, triage().factors, triage().rules,
        practices().crisis_types, practices().crisis_phases, practices().stakeholder_types, practices().practice_types,
    ]  # fmt: skip
    found = {one.name for cards in lists for one in cards}
    found |= {one.title for one in (*principles(), *guidelines())}
    found |= {one.do for one in triage().classes}
    found |= {text for sector in mcof() for cell in sector.activities.values() for text in cell}
    for scheme in alert_schemes():
        found.add(scheme.audience)
        for level in scheme.levels:
            found |= {level.name, *level.text.values()}
    return tuple(sorted(found))
