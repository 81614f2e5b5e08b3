"""
How well keys bring two attested spellings of one name together, and how often they join two names.

    python -m benchmarks.registrations.name_keys

Pairs are drawn by the counts of the attested list, of which 30 % of the distinct spellings are withheld from the engine.
jellyfish gives the peers (Soundex, Metaphone), if it is installed.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import JaroWinkler

from benchmarks.registrations import spellings, withheld
from safeconduct.engines.linkage.keys import attested, name_keys, table_without
from safeconduct.engines.linkage.keys.sound import skeleton

PAIRS = 20_000


def pairs(seed: int = 11) -> tuple[list, list]:
    """Pairs of different spellings of one name, and pairs of spellings of two names."""
    stream = np.random.default_rng(seed)
    names = [(list(seen), np.array(list(seen.values()), float)) for seen in spellings().values() if len(seen) > 1]
    weight = np.array([counts.sum() for _, counts in names])
    drawn = stream.choice(len(names), 6 * PAIRS, p=weight / weight.sum())
    same, other = [], []
    for at, beside in zip(drawn[::2], drawn[1::2], strict=True):
        options, counts = names[at]
        a, b = (options[one] for one in stream.choice(len(options), 2, p=counts / counts.sum()))
        if a != b and len(same) < PAIRS:
            same.append((a, b))
        if at != beside and len(other) < PAIRS:
            other.append((options[int(counts.argmax())], names[beside][0][int(names[beside][1].argmax())]))
    return same, other


def joined(told) -> dict[str, object]:
    """Ways to say whether two spellings are one name."""
    unseen = table_without(withheld())
    ways = {
        "Jaro-Winkler at least 0.88": lambda a, b: JaroWinkler.similarity(a, b) >= 0.88,
        "skeleton alone": lambda a, b: skeleton(a.replace(" ", "")) == skeleton(b.replace(" ", "")),
        "engine, 30 % of spellings withheld": lambda a, b: set(name_keys(a, unseen)) == set(name_keys(b, unseen)),
        "engine, whole list": lambda a, b: set(name_keys(a, attested())) == set(name_keys(b, attested())),
    }
    try:
        import jellyfish

        for name in ("soundex", "metaphone"):
            ways[f"jellyfish {name}"] = lambda a, b, code=getattr(jellyfish, name): code(a.replace(" ", "")) == code(b.replace(" ", ""))
    except ImportError:
        pass
    return {name: [float(np.mean([way(a, b) for a, b in pairs_])) for pairs_ in told] for name, way in ways.items()}


if __name__ == "__main__":
    print("| key | spellings of one name joined | two names joined |\n|---|---|---|")
    for name, (same, other) in joined(pairs()).items():
        print(f"| {name} | {same:.3f} | {other:.4f} |")
