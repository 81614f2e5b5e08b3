"""
Keep the catalogues of the operations room.

    python tools/words.py update          read the words of the sources into every language's .po
    python tools/words.py compile         make the .mo beside each .po
    python tools/words.py fill FILE.json  put machine-made texts into the empty entries: {language: {our word: text, or its plural forms}}
    python tools/words.py pseudo          make the pseudo-language xx beside the others, for looking at pages; it is never kept
    python tools/words.py report [--json] what is missing, machine-made or broken in each language; exit 1 when anything is missing

Each entry of a translation carries one mark in its comment: ``# reviewed: NAME, DATE`` or ``# machine``. An entry without a
mark is taken as machine-made. In the pseudo-language every letter of ours stands in ⟦ ⟧.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from safeconduct.web import words  # noqa: E402


def main(argv: list[str] | None = None) -> int:
    """Run one of the commands; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["update", "fill", "compile", "pseudo", "report"])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a language on standard output")
    asked = parser.parse_args(argv)
    source, locale = ROOT / "src" / "safeconduct", ROOT / "src" / "safeconduct" / "locale"
    if asked.command == "update":
        words.update(source, locale)
    if asked.command == "fill":
        print(f"{words.fill(json.loads(asked.file.read_text(encoding='utf-8')), locale)} texts filled in", file=sys.stderr)
    if asked.command != "report":
        words.compile_all(locale)
    if asked.command == "pseudo":
        words.compile_pseudo(words.extract(source), locale)
    if asked.command == "compile":
        return 0
    states = words.report(locale, words.extract(source))
    for state in states:
        if asked.json:
            print(json.dumps(state, ensure_ascii=False))
        else:
            print(f"{state['language']:8} {state['done']} of {state['words']} words, {state['machine']} machine-made, {len(state['missing'])} missing, {len(state['broken'])} broken")
            for text in (state["missing"] + state["broken"])[:20]:
                print(f"         {' '.join(text.split())[:110]}")
    return 1 if asked.command == "report" and any(state["missing"] or state["broken"] for state in states) else 0


if __name__ == "__main__":
    sys.exit(main())
