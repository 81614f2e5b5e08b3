"""The keyed hashes under which a person is found: spellings, scripts, dates, telephones, documents."""

from __future__ import annotations

from safeconduct.access.keys import blind_index, ring
from safeconduct.engines.linkage import Name, Record, hashed_keys, name_keys, search_keys
from safeconduct.people.rules import NewPerson


def record_of(told: NewPerson) -> Record:
    """What linkage compares."""
    return Record(
        names=tuple(Name(given=n.get("given", ""), middle=n.get("middle", ""), family=n.get("family", ""), full=n.get("full", "")) for n in told.names),
        born=told.birth.lstrip("~"),
        sex=told.sex,
        nationalities=told.nationalities,
        phones=tuple(c["value"] for c in told.contacts if c["kind"] == "phone"),
        documents=tuple(d["number"] for d in told.documents if d.get("number")),
    )


def keys_of(told: NewPerson) -> list[int]:
    """The keys to store for a person."""
    return hashed_keys(record_of(told), ring().keys["names"])


def keys_to_ask(told: NewPerson) -> list[int]:
    """The keys under which somebody else's record of the same person would stand."""
    return hashed_keys(record_of(told), ring().keys["names"], query=True)


def keys_of_what_is_theirs(told: NewPerson) -> list[int]:
    """The keys of telephones and documents alone. They do not know the label of the row that they were made from."""
    record = record_of(told)
    return hashed_keys(Record(phones=record.phones, documents=record.documents), ring().keys["names"])


def keys_of_words(text: str, born: str = "") -> list[int]:
    """The keys of a few words typed in a search box."""
    return search_keys(text, ring().keys["names"], born=born)


def key_of_phone(number: str) -> list[int]:
    """The key of a telephone."""
    return hashed_keys(Record(phones=(number,)), ring().keys["names"])


def contact_index(kind: str, value: str) -> str:
    """The blind index under which an address is found again."""
    return blind_index("people.contact", f"{kind}:{value.strip().lower()}")


def sounds(names) -> list[str]:
    """The sound keys of the names of a person, in any script: equal keys may be spellings of one name."""
    return name_keys([Name(given=n.get("given", ""), middle=n.get("middle", ""), family=n.get("family", ""), full=n.get("full", "")) for n in names])
