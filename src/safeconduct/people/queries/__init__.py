"""What the register shows: searches, cards, counts. Fixed numbers of statements, frozen cards out."""

from safeconduct.people.keys import contact_index
from safeconduct.people.queries.cards import PersonCard, by_contact, by_contacts, card, cards, contact_points, household_of, where_is
from safeconduct.people.queries.counting import Facts, facts_for_counts, near, positions, without_position
from safeconduct.people.queries.finding import Found, find, likely_same
from safeconduct.people.queries.importing import RunCard, columns_of, fields, header_of, import_run, import_runs, refused_rows
from safeconduct.people.telephones import read_telephone

__all__ = [
    "Facts", "Found", "PersonCard", "RunCard", "by_contact", "by_contacts", "card", "cards", "columns_of", "contact_index", "contact_points", "facts_for_counts", "fields", "find", "header_of", "household_of", "import_run",
    "import_runs", "likely_same", "near", "positions", "read_telephone", "refused_rows", "where_is", "without_position",
]  # fmt: skip
