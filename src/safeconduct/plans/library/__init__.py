"""
Ready plans and procedures as data, in our own words: real places, invented posts, numbers that nobody has.

Each is an example: its answers, tests and reviews are invented and are of the day in `as_of`. Opening one as a draft clears them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from safeconduct.plans.document import read_text


def names() -> list[str]:
    """The names of all ready documents."""
    return sorted(one.name.removesuffix(".yaml") for one in files(__package__).iterdir() if one.name.endswith(".yaml"))


def text(name: str) -> str:
    """The YAML of one."""
    if name not in names():
        raise KeyError(f"there is no ready plan {name}; there are {', '.join(names())}")
    return files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")


@cache
def ready(name: str) -> Any:
    """The document of that name; refuses with KeyError."""
    return read_text(text(name), f"{name}.yaml")
