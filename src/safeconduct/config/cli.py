"""
The ``safeconduct`` command.

Exit codes: 0 done, 1 findings or refused rows, 2 wrong use. With ``--json`` one JSON object a line goes to standard output
and nothing else; everything for people goes to standard error.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys

# command: (module, what it does). A module has add(parser) and run(options) -> exit code; heavy imports happen inside run.
COMMANDS = {
    "serve": ("safeconduct.config.commands.serve", "start the server"),
    "demo": ("safeconduct.config.commands.demo", "make the demonstration world"),
    "doctor": ("safeconduct.config.commands.doctor", "say what this machine has and what is wrong"),
    "backup": ("safeconduct.config.commands.backup", "write a sealed backup"),
    "restore": ("safeconduct.config.commands.restore", "bring a backup back, less what was erased since"),
    "journal": ("safeconduct.config.commands.journal", "verify the journal"),
    "post": ("safeconduct.config.commands.post", "close a post"),
    "access": ("safeconduct.config.commands.access", "make an administrator: the first, and a second one"),
    "hazards": ("safeconduct.config.commands.hazards", "read hazard files"),
    "people": ("safeconduct.config.commands.people", "import people"),
    "places": ("safeconduct.config.commands.places", "import areas"),
    "plans": ("safeconduct.config.commands.plans", "check plans, convert them, print their schema"),
    "jobs": ("safeconduct.config.commands.jobs", "run what is due"),
    "manage": ("safeconduct.config.commands.manage", "Django's own commands"),
}


class Parser(argparse.ArgumentParser):
    """Wrong use ends with 2, in one sentence."""

    def error(self, message: str):
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("-h", "--help"):
        print("usage: safeconduct COMMAND …\n", file=sys.stderr)
        for name, (_, text) in COMMANDS.items():
            print(f"  {name:10} {text}", file=sys.stderr)
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        print(f"safeconduct: there is no command {arguments[0]!r}; try --help", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.config.settings")
    if arguments[0] == "manage":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["safeconduct manage", *arguments[1:]])
        return 0
    try:
        module = importlib.import_module(COMMANDS[arguments[0]][0])
    except ModuleNotFoundError as missing:
        if missing.name != COMMANDS[arguments[0]][0]:
            raise
        print(f"safeconduct: {arguments[0]} is not in this build", file=sys.stderr)
        return 2
    parser = Parser(prog=f"safeconduct {arguments[0]}", description=COMMANDS[arguments[0]][1])
    module.add(parser)
    try:
        options = parser.parse_args(arguments[1:])
    except SystemExit as leaving:
        return int(leaving.code or 0)
    from safeconduct.access.keys import NoKey

    try:
        return module.run(options) or 0
    except NoKey as fault:
        print(f"safeconduct: {fault}. Give it in SAFECONDUCT_PASSPHRASE.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
