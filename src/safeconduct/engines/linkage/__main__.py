"""
Linkage on the command line: a register, or one new record against candidates, from a JSON case.

    python -m safeconduct.engines.linkage case.json [--json]

The case is described in ``case_schema.json`` beside this file; three worked ones stand in ``cases``. Exit code 2 and one
line that names the field when the case is not of that form.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .case import answer
from .model import BadInput


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m safeconduct.engines.linkage", description=__doc__.splitlines()[1])
    parser.add_argument("case", help="a JSON file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    asked = parser.parse_args(arguments)
    try:
        text = sys.stdin.read() if asked.case == "-" else Path(asked.case).read_text(encoding="utf-8")
        told = answer(json.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        return _refuse(f"case: {error}")
    except json.JSONDecodeError as error:
        return _refuse(f"case: not JSON, line {error.lineno}: {error.msg}")
    except BadInput as error:
        return _refuse(str(error))
    print(json.dumps(told, ensure_ascii=False, indent=1) if asked.json else in_words(told))
    return 0


def in_words(told: dict) -> str:
    """The answer for a reader."""
    lines = [f"{pair['probability']:6.1%}  {pair['left']} and {pair['right']}: {'; '.join(pair['reasons'])}" for pair in told["pairs"]]
    compared = (
        f"{told['records']} records, {told['compared']} pairs compared, {len(told['pairs'])} of them at least {told['least']:.0%} likely to be one person."
    )
    return "\n".join([*lines, compared, "A person decides: nothing is merged by this."])


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
