"""Text that an officer types about people, turned into arguments of verbs. Nothing is decided here."""

from safeconduct.people.forms.lists import Columns, Upload
from safeconduct.people.forms.records import Mend, Register, Search
from safeconduct.people.forms.verbs import FORMS, RELATIONS, ROLES, Disclose, Erase, Regime

__all__ = ["Columns", "Disclose", "Erase", "FORMS", "Mend", "RELATIONS", "ROLES", "Regime", "Register", "Search", "Upload"]
