"""Passphrases of the field installation and of backups: asked at the terminal, never an argument, never a file."""

from __future__ import annotations

import getpass
import os
import sys


def ask_passphrase(why: str = "Passphrase of this installation", *, twice: bool = False, variable: str = "SAFECONDUCT_PASSPHRASE") -> str:
    """The passphrase from the terminal (or from the environment, for programmes that call us). Ends with 2 where there is none."""
    held = os.environ.get(variable)
    if held:
        return held
    if not sys.stdin.isatty():
        print(f"safeconduct: no terminal to ask for the passphrase; set {variable}", file=sys.stderr)
        raise SystemExit(2)
    first = getpass.getpass(f"{why}: ")
    if twice and getpass.getpass("Once more: ") != first:
        print("safeconduct: the two do not agree", file=sys.stderr)
        raise SystemExit(2)
    if len(first) < 12:
        print("safeconduct: at least twelve characters", file=sys.stderr)
        raise SystemExit(2)
    return first
