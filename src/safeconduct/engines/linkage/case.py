"""A case in plain dictionaries, as it comes from JSON, into records, and the answer back."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .model import VERSION, BadInput, Name, Record
from .solve import digest, link, score_many

_RECORD = {"id", "names", "born", "sex", "nationalities", "phones", "documents", "place", "extra"}
_NAME = ("given", "middle", "family", "full")
_CASE = {"records", "new", "seed", "least", "among", "note"}
MOST_RECORDS = 2_000_000


def answer(case: Mapping) -> dict:
    """
    Link the ``records`` of a case, or score its ``new`` record against them.

    Returns version, digest of the input, number of records and of pairs compared, and the pairs with probability and
    reasons, the most probable first. Raises ``BadInput`` with one sentence that names the field.
    """
    if not isinstance(case, Mapping):
        raise BadInput("case: an object with records is needed")
    _known(case, _CASE, "case")
    if not isinstance(case.get("records"), list):
        raise BadInput("records: a list is needed")
    if len(case["records"]) > MOST_RECORDS:
        raise BadInput(f"records: at most {MOST_RECORDS} in one case")
    records = [_record(told, f"records[{at}]") for at, told in enumerate(case["records"])]
    least, seed = _number(case, "least", 0.5, 0, 1), int(_number(case, "seed", 0, 0, 2**63))
    new = _record(case["new"], "new") if case.get("new") is not None else None
    among = case.get("among")
    if new is not None:
        scores = score_many(new, records, among=None if among is None else int(_number(case, "among", 1, 1, 10**10)))
        found = [(new.id, record.id, *score) for record, score in zip(records, scores, strict=True) if score.probability >= least]
        found.sort(key=lambda pair: -pair[2])
        compared = len(records)
    else:
        links = link(records, seed=seed, least=least)
        found = [
            (records[i].id, records[j].id, float(p), links.why(at)) for at, (i, j, p) in enumerate(zip(links.left, links.right, links.probability, strict=True))
        ]
        compared = links.compared
    pairs = [{"left": left, "right": right, "probability": round(chance, 6), "reasons": list(reasons)} for left, right, chance, reasons in found]
    return {"version": VERSION, "digest": digest(records, new), "records": len(records), "compared": compared, "least": least, "pairs": pairs}


def _record(told: object, where: str) -> Record:
    if not isinstance(told, Mapping):
        raise BadInput(f"{where}: an object is needed")
    _known(told, _RECORD, where)
    number = told.get("id", "")
    if isinstance(number, bool) or not isinstance(number, (str, int)):
        raise BadInput(f"{where}.id: text or a whole number is needed")
    names = told.get("names", [])
    names = [names] if isinstance(names, (str, Mapping)) else names
    if not isinstance(names, list):
        raise BadInput(f"{where}.names: a list of names is needed")
    extra = told.get("extra", {})
    if not isinstance(extra, Mapping):
        raise BadInput(f"{where}.extra: an object is needed")
    return Record(
        id=number,
        names=tuple(_name(name, f"{where}.names[{at}]") for at, name in enumerate(names)),
        born=_born(told, where),
        sex=_text(told, "sex", where),
        nationalities=_texts(told, "nationalities", where),
        phones=_texts(told, "phones", where),
        documents=_texts(told, "documents", where),
        place=_text(told, "place", where),
        extra={str(key): _text(extra, key, f"{where}.extra") for key in extra},
    )


def _name(told: object, where: str) -> Name:
    if isinstance(told, str):
        return Name(full=told)
    if not isinstance(told, Mapping):
        raise BadInput(f"{where}: text or an object with given, middle, family or full is needed")
    _known(told, set(_NAME), where)
    return Name(**{part: _text(told, part, where) for part in _NAME})


def _born(told: Mapping, where: str) -> str:
    """A date of the form YYYY, YYYY-MM or YYYY-MM-DD, or nothing."""
    born = _text(told, "born", where)
    parts = born.split("-") if born else []
    good = len(parts) <= 3 and all(part.isascii() and part.isdigit() for part in parts) and [len(part) for part in parts] == [4, 2, 2][: len(parts)]
    if not good or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12) or (len(parts) > 2 and not 1 <= int(parts[2]) <= 31):
        raise BadInput(f"{where}.born: YYYY, YYYY-MM or YYYY-MM-DD is needed, not {born!r}")
    return born


def _text(told: Mapping, name: str, where: str) -> str:
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{where}.{name}: text is needed, not {value!r}")
    return value


def _texts(told: Mapping, name: str, where: str) -> tuple[str, ...]:
    value = told.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"{where}.{name}: a list of texts is needed")
    return tuple(value)


def _number(told: Mapping, name: str, otherwise: float, low: float, high: float) -> float:
    value = told.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or not low <= value < high:
        raise BadInput(f"{name}: a number from {low} to below {high} is needed, not {value!r}")
    return value


def _known(told: Mapping, names: set[str], where: str) -> None:
    for name in told:
        if name not in names:
            raise BadInput(f"{where}.{name}: no such field; there are {', '.join(sorted(names))}")
