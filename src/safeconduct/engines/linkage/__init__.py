"""
Linkage: which records may be one person, how likely, and why, across spellings and scripts. It never merges anybody.

Two uses of one model: ``link`` over a whole register, and ``score`` for a new record against the candidates that share a
key of ``hashed_keys``. A person decides.
"""

from .keys import hashed_keys, name_keys, search_keys
from .model import VERSION, BadInput, Name, Record, Register, Score
from .solve import Links, link, score, score_many
from .weights import Weights

__all__ = [
    "VERSION",
    "BadInput",
    "Links",
    "Name",
    "Record",
    "Register",
    "Score",
    "Weights",
    "hashed_keys",
    "link",
    "name_keys",
    "score",
    "score_many",
    "search_keys",
]
