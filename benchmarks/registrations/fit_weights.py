"""
Learn the weights that ship with the engine, for registers too small to learn from, and write them.

    python -m benchmarks.registrations.fit_weights

Learnt on ``mixed`` registrations (seven naming customs, households, twins). Documents and places are not in them: what is
held of those stays as it stands. Names listed are those that many people of the attested list bear.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from benchmarks.registrations import mixed, spellings
from safeconduct.engines.linkage import Register, link
from safeconduct.engines.linkage.keys import attested
from safeconduct.engines.linkage.weights import default

OUT = Path(__file__).resolve().parents[2] / "src/safeconduct/engines/linkage/data/weights.json"
_LISTED = 1e-4


def main():
    made = mixed(60_000, seed=11)
    learnt = json.loads(link(Register(ids=range(len(made)), **made.columns), seed=1).weights.as_json())
    held = json.loads(default().as_json())
    for kind in ("m", "r", "n", "u"):
        learnt[kind] = {**held[kind], **learnt[kind]}
    share = _shares()
    learnt |= {"share": {key: float(f"{part:.3g}") for key, part in share.items() if part >= _LISTED}, "values": {}, "met": {}, "cap": held["cap"]}
    learnt |= {"rare": 2e-5, "chance": float(f"{sum(part**2 for part in share.values()):.3g}"), "prior": 1e-5, "kin": 1e-5, "namesakes": 1e-5}
    OUT.write_text(json.dumps(learnt, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(OUT.stat().st_size, "bytes,", len(learnt["share"]), "common names")


def _shares() -> dict[str, float]:
    """The share of people in the attested list whose name has each key."""
    table, count = attested(), Counter()
    for name, seen in spellings().items():
        count[table.key(name)] += sum(seen.values())
    total = count.total()
    return {key: people / total for key, people in count.most_common()}


if __name__ == "__main__":
    main()
