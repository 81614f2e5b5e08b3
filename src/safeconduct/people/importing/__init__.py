"""Reading somebody's spreadsheet: what kind of file it is, which column is what, and each row as a person or a remedy. No writes."""

from safeconduct.people.importing.columns import FIELDS, header_digest, propose
from safeconduct.people.importing.rows import Bad, Reader, Told
from safeconduct.people.importing.tables import BadFile, Table, open_table

__all__ = ["Bad", "BadFile", "FIELDS", "Reader", "Table", "Told", "header_digest", "open_table", "propose"]
