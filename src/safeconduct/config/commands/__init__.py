"""The commands, one a file: ``add(parser)`` and ``run(options) -> exit code``."""

from __future__ import annotations

import json
import sys
from typing import Any


def ready() -> None:
    """Start Django for a command."""
    import django

    django.setup()


def say(options, record: dict[str, Any], sentence: str = "") -> None:
    """One JSON object a line with ``--json``; else a sentence for people."""
    if getattr(options, "json", False):
        print(json.dumps(record, ensure_ascii=False, default=str), flush=True)
    else:
        print(sentence or "  ".join(f"{k}: {v}" for k, v in record.items()), flush=True)


def complain(sentence: str) -> None:
    """Something for people, on standard error."""
    print(sentence, file=sys.stderr, flush=True)
