"""A hand-over holds sealed values opened: the ministry has its own keys, and ours are destroyed."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from django.apps import apps

from safeconduct.access.fields import SealedField, unseal
from safeconduct.config.dump import line


def clear_lines(records: Iterable[dict | list]) -> Iterator[bytes]:
    """The lines of a dump's records with every sealed value opened, marked ``{"s": value}``. Subject keys and name keys are left as they are."""
    plans: list[tuple[str, int, list[tuple[int, str, SealedField]]]] = []
    for data in records:
        if isinstance(data, list):
            table, uid_at, sealed = plans[data[0]]
            for at, column, field in sealed:
                if data[at] is not None:
                    data[at] = Opened(s=field.opened(unseal(f"{table}.{column}.{data[uid_at]}", bytes(data[at]))))
        elif "tables" in data:
            plans = [_plan(label, names) for label, names in data["tables"]]
        elif "file" in data:
            data["content"] = base64.b64encode(_file(data)).decode()
        yield line(data)


class Opened(dict):
    """An opened value; unlike a structure of the database it is written as it is."""


def _plan(label: str, names: list[str]):
    model = apps.get_model(label)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    uid_at = names.index("uid") + 1 if "uid" in names else 0
    return model._meta.db_table, uid_at, [(names.index(n) + 1, fields[n].column, fields[n]) for n in names if isinstance(fields[n], SealedField)]


def _file(data) -> bytes:
    """The plain content of a stored file."""
    from safeconduct.access import files

    return files.opened_content(data["file"], base64.b64decode(data["content"]))
