"""The version of this engine's answers."""

VERSION = "1.0.0"
"""Stored with every result. It changes whenever an answer may change."""
