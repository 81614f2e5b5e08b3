"""
The door of the standards: everything that is read from the data files, as frozen cards, read once.

Every function refuses with ``UnknownEntry`` (a KeyError with a sentence) what does not exist, and with ``BrokenData`` (a ValueError that names the
file and the entry) what is written wrongly in a file. Codes are matched without regard to case and with ``_`` for ``-``.
"""

from .contact import answer_ways, channels, contact_owners, safety_questions, special_facts, special_needs, stranded_reasons
from .duties import (
    actor_codes,
    bases,
    incompatible,
    organisation_kinds,
    purposes,
    regime,
    regimes,
    retention,
    retention_rule,
    strictest,
    unit_function,
    unit_functions,
)
from .guides import alert_scheme, alert_schemes, guideline, guidelines, mcof, phases, practices, principles, triage
from .lands import countries, country, hubs, hubs_of, mrz, mrz_codes, withdrawn_codes
from .reading import MARKS, BrokenData, UnknownEntry, raw
from .shown import texts
from .tongues import catalogue_languages, fallback, language, languages, lingua_franca, un_languages
from .words import say, sentence, sentences

__all__ = [
    "BrokenData",
    "MARKS",
    "UnknownEntry",
    "actor_codes",
    "alert_scheme",
    "alert_schemes",
    "answer_ways",
    "bases",
    "catalogue_languages",
    "channels",
    "contact_owners",
    "countries",
    "country",
    "fallback",
    "guideline",
    "guidelines",
    "hubs",
    "hubs_of",
    "incompatible",
    "language",
    "languages",
    "lingua_franca",
    "mcof",
    "mrz",
    "mrz_codes",
    "organisation_kinds",
    "phases",
    "practices",
    "principles",
    "purposes",
    "raw",
    "regime",
    "regimes",
    "retention",
    "retention_rule",
    "safety_questions",
    "say",
    "sentence",
    "sentences",
    "special_facts",
    "special_needs",
    "stranded_reasons",
    "strictest",
    "texts",
    "triage",
    "un_languages",
    "unit_function",
    "unit_functions",
    "withdrawn_codes",
]
