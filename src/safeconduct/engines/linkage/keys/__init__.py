"""
Name keys: what stays equal when one name is written in another spelling, order or script.

``name_keys`` gives the keys of a person's names as short words, ``hashed_keys`` the keyed hashes of a whole record that
a room keeps in a table, ``search_keys`` those of a few words typed in a search box. ``document_form`` and ``phone_form``
are the forms in which documents and telephones are compared.
"""

from .hashed import document_form, hashed_keys, phone_form, search_keys
from .person import Part, name_keys, parts
from .table import NameTable, attested, table_without

__all__ = ["NameTable", "Part", "attested", "document_form", "hashed_keys", "name_keys", "parts", "phone_form", "search_keys", "table_without"]
