"""
The checks of a plan, like a compiler's: each small, with a name, a severity, a source, and findings that say place, reason and remedy.

`run` is the door. No Django, no clock: the day is passed in. An error stands against approval; a warning and a note do not.
"""

from . import alerts, community, consistency, inclusion, means, moving, people, procedures, said, sheltering, standing
from .completeness import SECTIONS, completeness, sections_of
from .register import CHECKS, Check, Finding, of_faults, run

__all__ = ["CHECKS", "SECTIONS", "Check", "Finding", "completeness", "of_faults", "run", "sections_of"]
MODULES = (consistency, people, community, alerts, said, sheltering, moving, means, standing, inclusion, procedures)
