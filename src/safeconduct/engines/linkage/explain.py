"""Why two records may be one person, in sentences without a name in them, so that they can be translated and shown to anybody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .compare import DATE_LEVELS, NAME_LEVELS, OTHER_LEVELS

FIELD_REASONS = {
    "sex": ("sex differs", "same sex"),
    "nationality": ("nationality differs", "same nationality"),
    "phone": ("telephone differs", "telephone nearly the same", "same telephone"),
    "document": ("document number differs", "document number nearly the same", "same document number"),
    "place": ("place differs", "place nearly the same", "same place"),
}
REASONS = (*NAME_LEVELS, *OTHER_LEVELS, *DATE_LEVELS, *(text for texts in FIELD_REASONS.values() for text in texts))
"""Every sentence that can be given, apart from those about extra fields: the list for a translator."""

_WORTH_SAYING = 0.5


def sentence(name: str, level: int, levels: Sequence[str]) -> str:
    """What is said of one field at one level."""
    if name in FIELD_REASONS:
        return FIELD_REASONS[name][level]
    if name in ("names", "other names", "born"):
        return levels[level]
    return f"{name} {levels[level]}" if levels[level] != "the same" else f"same {name}"


def reasons(levels: np.ndarray, bits: np.ndarray, named: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The sentences for one pair, the weightiest first; what hardly counts either way is left out."""
    order = sorted(range(len(named)), key=lambda at: (-abs(float(bits[at])), at))
    worth = (at for at in order if levels[at] >= 0 and abs(float(bits[at])) >= _WORTH_SAYING)
    return tuple(sentence(named[at][0], int(levels[at]), named[at][1]) for at in worth)
