"""Organisations, functions of units, regimes, bases, purposes, retention."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ..cards import Basis, Entry, OrganisationKind, Purpose, Regime, RetentionRule, UnitFunction
from .reading import cards_of, find


@cache
def organisation_kinds() -> tuple[OrganisationKind, ...]:
    """The kinds of organisation."""
    return cards_of(OrganisationKind, "organisations", "kinds")


@cache
def actor_codes() -> tuple[Entry, ...]:
    """OS, HS, TS, PS, IO, CS, MG."""
    return cards_of(Entry, "organisations", "actors")


@cache
def unit_functions() -> tuple[UnitFunction, ...]:
    """The functions that a unit may have."""
    return cards_of(UnitFunction, "organisations", "functions")


def unit_function(key: str) -> UnitFunction:
    """The unit function of that key."""
    return find(unit_functions(), key, "unit function")


def incompatible(functions: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs (help, control) among these functions that one unit may not hold together; empty where the unit is lawful. [D]"""
    held = [unit_function(key) for key in dict.fromkeys(functions)]
    return tuple((one.key, two.key) for one in held if not one.is_control for two in held if two.is_control)


@cache
def regimes() -> tuple[Regime, ...]:
    """The protection regimes, the most open first."""
    return cards_of(Regime, "regimes", "regimes")


def regime(key: str) -> Regime:
    """The regime of that key."""
    return find(regimes(), key, "regime")


def strictest(keys: Iterable[str]) -> Regime:
    """The most closed of these regimes; of none, ``unknown``: what is not known is protected."""
    found = [regime(key) for key in keys] or [regime("unknown")]
    return max(found, key=lambda one: (one.level, one.protected))


@cache
def bases() -> tuple[Basis, ...]:
    """The legal bases."""
    return cards_of(Basis, "bases", "bases")


@cache
def purposes() -> tuple[Purpose, ...]:
    """The purposes."""
    return cards_of(Purpose, "purposes", "purposes")


@cache
def retention() -> tuple[RetentionRule, ...]:
    """The rules of retention."""
    return cards_of(RetentionRule, "retention", "rules")


def retention_rule(key: str) -> RetentionRule:
    """The rule of retention of that key."""
    return find(retention(), key, "retention rule")
