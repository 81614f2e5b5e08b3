"""Contingency plans that execute: the MICIC Guidelines as an operations system."""

__version__ = "0.1.0"
