"""How alike two records are, field by field, as small whole numbers: the levels that weights are learnt for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from .columns import Codes, Columns
from .names import SLOTS

NAME_LEVELS = (
    "no name alike",
    "one name alike",
    "only one name is shared",
    "only the family name is shared",
    "both names alike",
    "one name is shared, the other alike",
    "two names are shared, in other places",
    "names are spellings of one name",
    "same names in another order",
    "same names",
    "a single name, a spelling of one of the other's names",
    "a single name, one of the other's names",
    "two names are shared, but first names differ",
)
(NONE, ALIKE, ONE, FAMILY_ONE, BOTH_ALIKE, ONE_AND_ALIKE, TWO_ELSEWHERE, BOTH_KEYS, SAME_MOVED, SAME, SINGLE_KEY, SINGLE_SAME, NOT_FIRST) = range(13)
NAMES_USED = np.array([0, 0, 1, 1, 0, 1, 2, 2, 2, 2, 1, 1, 2, 0], np.int8)
"""How many shared names each name level rests on; the last place stands for level -1."""
NAMES_MET = NAMES_USED + (np.arange(len(NAMES_USED)) == ONE_AND_ALIKE)
"""The same, with a name that is only alike counted beside the one that is shared."""
OTHER_LEVELS = ("no further name shared", "a further name is shared")
DATE_LEVELS = (
    "dates of birth differ",
    "same year of birth",
    "two digits of the date differ",
    "same year, and one date is only a year or 1 January",
    "one digit of the date differs, or the year by one",
    "day and month swapped",
    "same date of birth",
)
(DIFFERS, YEAR, TWO_DIGITS, YEAR_ONLY, ONE_DIGIT, SWAPPED, SAME_DATE) = range(7)
CODE_LEVELS = ("differs", "nearly the same", "the same")

NULL = -1
_CHUNK = 65_536
_ALIKE = 0.85


def level_names(columns: Columns) -> list[tuple[str, tuple[str, ...]]]:
    """The compared fields in order, each with the words for its levels."""
    rest = [(codes.field.name, CODE_LEVELS if codes.field.near else (CODE_LEVELS[0], CODE_LEVELS[2])) for codes in columns.codes]
    return [("names", NAME_LEVELS), ("other names", OTHER_LEVELS), ("born", DATE_LEVELS), *rest]


def compare(columns: Columns, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Levels (pairs, fields) as int8, -1 where one side says nothing; and the keys (pairs, 2) of the two rarest names shared, -1 for none.

    Which side is left and which is right makes no difference to either.
    """
    fields = 3 + len(columns.codes)
    levels = np.empty((len(left), fields), np.int8)
    shared = np.empty((len(left), 2), np.int32)
    rarity = key_order(columns)
    for start in range(0, len(left), _CHUNK):
        cut = slice(start, start + _CHUNK)
        i, j = left[cut], right[cut]
        levels[cut, 0], levels[cut, 1], shared[cut] = _best_names(columns, i, j, rarity)
        levels[cut, 2] = date_levels(columns, i, j)
        for at, codes in enumerate(columns.codes):
            levels[cut, 3 + at] = code_levels(codes, i, j)
    return levels, shared


def key_rarity(columns: Columns) -> np.ndarray:
    """How many words of the register have each key; the fewer, the more a shared one tells."""
    used = columns.names[columns.names >= 0]
    return np.bincount(columns.words.key[used], minlength=len(columns.words.keys) or 1)


def key_order(columns: Columns) -> np.ndarray:
    """The keys from the rarest to the commonest; the letters decide between two that are as rare, never a row's place."""
    order = np.lexsort((np.array(columns.words.keys or [""]), key_rarity(columns)))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place


# -- names ------------------------------------------------------------------------------------------------------------


def _best_names(columns: Columns, i: np.ndarray, j: np.ndarray, rarity: np.ndarray):
    """Levels of the names; where a person goes by several, of the two that are most alike."""
    names, others, shared = name_levels(columns, i, j, rarity)
    if columns.spare:
        has = np.zeros(columns.rows, bool)
        has[list(columns.spare)] = True
        for at in np.flatnonzero(has[i] | has[j]):
            mine = [i[at], *columns.spare.get(int(i[at]), ())]
            theirs = [j[at], *columns.spare.get(int(j[at]), ())]
            a, b = (grid.ravel() for grid in np.meshgrid(mine, theirs))
            more = name_levels(columns, a, b, rarity)
            rare = -np.append(rarity, len(rarity))[more[2]]
            best = int(np.lexsort((rare[:, 1], rare[:, 0], more[1], _STRENGTH[more[0]]))[-1])
            names[at], others[at], shared[at] = more[0][best], more[1][best], more[2][best]
    return names, others, shared


_STRENGTH = np.array([1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 3.5, 4.5, 5, 0])
"""Order of the name levels, for choosing among several names of one person; the last stands for -1."""


def name_levels(columns: Columns, i: np.ndarray, j: np.ndarray, rarity: np.ndarray):
    """Level of the two main names, level of the further names, and the two rarest keys shared."""
    met = _met(columns, i, j, rarity)
    a, b = columns.names[:, i], columns.names[:, j]
    fewest = np.minimum(columns.counts[i], columns.counts[j])
    level = np.zeros(len(i), np.int8)
    level[met.number >= 1] = ONE
    level[met.family] = FAMILY_ONE
    level[met.number >= 2] = np.where(met.exactly >= 2, SAME_MOVED, TWO_ELSEWHERE)[met.number >= 2]
    both = met.first & met.family
    level[both] = np.where(met.straight == 2, SAME, BOTH_KEYS)[both]
    level[met.apart & (met.number >= 2)] = NOT_FIRST
    _alike(columns, a, b, met.number, level)
    single = (fewest == 1) & (met.number >= 1)
    level[single] = np.where(met.exactly[single] >= 1, SINGLE_SAME, SINGLE_KEY)
    level[fewest == 0] = NULL
    other = (met.number > NAMES_USED[level]).astype(np.int8)
    other[(fewest < 3) & (other == 0)] = NULL
    return level, other, met.shared


@dataclass(slots=True)
class _Met:
    """
    Which names of pairs are one. ``number`` of names shared and how many of them ``exactly``; ``first`` and ``family``
    whether those two are shared in their places, ``straight`` how many of these exactly; ``apart`` where neither first name
    is found anywhere in the other; ``shared`` the two rarest keys.
    """

    number: np.ndarray
    exactly: np.ndarray
    first: np.ndarray
    family: np.ndarray
    straight: np.ndarray
    apart: np.ndarray
    shared: np.ndarray


_ORDER = [(p, p) for p in range(SLOTS)] + [pair for p in range(SLOTS) for q in range(p + 1, SLOTS) for pair in ((p, q), (q, p))]
"""Places compared, in an order that is the same from both sides, so that it makes no difference which record is the left one."""


def _met(columns: Columns, i: np.ndarray, j: np.ndarray, rarity: np.ndarray) -> _Met:
    """Two words are one name if they share a key and are not known to be two names (Hassan, Hussein); each word is used once."""
    words, size = columns.words, len(i)
    key_a, key_b = np.append(words.key, -1), np.append(words.key, -2)
    exact = np.where(words.known, words.exact, -1)
    a, b = [columns.names[p][i] for p in range(SLOTS)], [columns.names[p][j] for p in range(SLOTS)]
    sound_a, sound_b = [key_a[word] for word in a], [key_b[word] for word in b]
    hit, taken = np.zeros((SLOTS, size), bool), np.zeros((SLOTS, size), bool)
    exactly, straight = np.zeros(size, np.int8), np.zeros(size, np.int8)
    placed = np.zeros((2, size), bool)
    for p, q in _ORDER:
        rows = np.flatnonzero(sound_a[p] == sound_b[q])
        if p != q and len(rows):
            rows = rows[~(hit[p][rows] | taken[q][rows])]
        if not len(rows):
            continue
        x, y = exact[a[p][rows]], exact[b[q][rows]]
        one = (x == y) | (x < 0) | (y < 0)
        same = words.exact[a[p][rows]] == words.exact[b[q][rows]]
        rows, same = rows[one], same[one]
        hit[p][rows] = True
        taken[q][rows] = True
        exactly[rows] += same
        if p == q < 2:
            straight[rows] += same
            placed[p][rows] = True
    apart = ~hit[0] & ~taken[0] & (a[0] >= 0) & (b[0] >= 0)
    return _Met(hit.sum(0, dtype=np.int8), exactly, placed[0], placed[1], straight, apart, _rarest(hit, sound_a, rarity))


def _rarest(hit: np.ndarray, keys: list[np.ndarray], rarity: np.ndarray) -> np.ndarray:
    """The two rarest of the keys that were hit, (pairs, 2), -1 for none."""
    size = hit.shape[1]
    often = np.append(rarity, np.iinfo(np.int64).max)
    shared = np.full((size, 2), -1, np.int32)
    best, second = np.full(size, often[-1]), np.full(size, often[-1])
    for p in range(SLOTS):
        rows = np.flatnonzero(hit[p])
        key, count = keys[p][rows], often[keys[p][rows]]
        wins = count < best[rows]
        moved = rows[wins]
        second[moved], shared[moved, 1] = best[moved], shared[moved, 0]
        best[moved], shared[moved, 0] = count[wins], key[wins]
        next_ = ~wins & (count < second[rows])
        second[rows[next_]], shared[rows[next_], 1] = count[next_], key[next_]
    return shared


def _alike(columns: Columns, a: np.ndarray, b: np.ndarray, number: np.ndarray, level: np.ndarray) -> None:
    """Raise the level of pairs whose first and family names only sound alike, straight or crosswise."""
    apart = np.flatnonzero(level == NOT_FIRST)
    level[apart[_likeness(columns, a[0][apart], b[0][apart]) >= _ALIKE]] = ONE_AND_ALIKE
    open_ = np.flatnonzero((level <= FAMILY_ONE) & (a[0] >= 0) & (b[0] >= 0))
    if not len(open_):
        return
    first = _likeness(columns, a[0][open_], b[0][open_])
    last = _likeness(columns, a[1][open_], b[1][open_])
    cross_a = _likeness(columns, a[0][open_], b[1][open_])
    cross_b = _likeness(columns, a[1][open_], b[0][open_])
    some = (first >= _ALIKE) | (last >= _ALIKE) | (cross_a >= _ALIKE) | (cross_b >= _ALIKE)
    two = ((first >= _ALIKE) & (last >= _ALIKE)) | ((cross_a >= _ALIKE) & (cross_b >= _ALIKE))
    has_key = number[open_] >= 1
    raised = np.where(two & has_key, ONE_AND_ALIKE, np.where(two, BOTH_ALIKE, np.where(some & ~has_key, ALIKE, level[open_])))
    level[open_] = np.maximum(level[open_], raised)


def _likeness(columns: Columns, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Jaro-Winkler of the letters of words, 1 for one key unless they are known to be two names, 0 where a word is missing or it cannot reach the bound."""
    words = columns.words
    out = np.zeros(len(a), np.float32)
    if not len(a):
        return out
    there = (a >= 0) & (b >= 0)
    two = words.known[a] & words.known[b] & (words.exact[a] != words.exact[b])
    same = there & (words.key[a] == words.key[b]) & ~two
    out[same] = 1
    rows = np.flatnonzero(there & ~same)
    rows = rows[_may_be_alike(words, a[rows], b[rows])]
    if len(rows):
        size, latin = len(words.latin), words.latin
        low, high = np.minimum(a[rows], b[rows]).astype(np.int64), np.maximum(a[rows], b[rows])
        pairs, back = np.unique(low * size + high, return_inverse=True)
        measured = process.cpdist(latin[pairs // size], latin[pairs % size], scorer=JaroWinkler.similarity, dtype=np.float32, workers=1)
        out[rows] = measured[back]
    return out


def _may_be_alike(words, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """
    Whether Jaro-Winkler can reach the bound at all, from lengths and the letters that only one side has.

    With m letters in common Jaro is at most (m/|a| + m/|b| + 1)/3, and the prefix lifts J to at most 0.6 J + 0.4.
    """
    long_a, long_b = words.long[a], words.long[b]
    only_a = np.bitwise_count(words.letters[a] & ~words.letters[b])
    only_b = np.bitwise_count(words.letters[b] & ~words.letters[a])
    common = np.minimum(long_a - only_a, long_b - only_b).astype(np.float32)
    need = 3 * (_ALIKE - 0.4) / 0.6 - 1 - 1e-3
    return common / np.maximum(long_a, 1) + common / np.maximum(long_b, 1) >= need


# -- dates and codes --------------------------------------------------------------------------------------------------


def date_levels(columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Level of the dates of birth; only a year against a full date is like 1 January of that year."""
    a, b = columns.dates[i], columns.dates[j]
    known = np.minimum(columns.known[i], columns.known[j])
    apart = a ^ b
    nibbles = apart | (apart >> np.uint32(2))
    nibbles |= nibbles >> np.uint32(1)
    off = np.bitwise_count(nibbles & np.uint32(0x11111111))
    year = apart < 0x10000
    same_day = (apart & np.uint32(0xFFFF)) == 0
    beside = same_day & (np.abs(columns.years[i] - columns.years[j]) == 1)
    vague = columns.vague[i] | columns.vague[j]
    level = np.zeros(len(i), np.int8)
    level[off == 2] = TWO_DIGITS
    level[year & (level == DIFFERS)] = YEAR
    level[(off == 1) | beside] = ONE_DIGIT
    level[~year & columns.vague[i] & columns.vague[j] & (level == ONE_DIGIT)] = TWO_DIGITS
    level[year & vague] = YEAR_ONLY
    level[year & (columns.turned[i] == b)] = SWAPPED
    level[(off == 0) & (known == 2)] = SAME_DATE
    level[(off == 0) & (known == 1)] = YEAR_ONLY
    level[known == 0] = NULL
    return level


def code_levels(codes: Codes, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """0 differs, 1 nearly the same (where the field allows it), last the same; the best over several values of one row."""
    a, b = codes.ids[i], codes.ids[j]
    width = codes.ids.shape[1]
    same = np.zeros(len(i), bool)
    for p in range(width):
        for q in range(width):
            same |= (a[:, p] == b[:, q]) & (a[:, p] >= 0)
    level = np.zeros(len(i), np.int8)
    if codes.field.near:
        rows = np.flatnonzero(~same & (a[:, 0] >= 0) & (b[:, 0] >= 0))
        level[rows] = _near(codes, a[rows, 0], b[rows, 0])
    level[same] = 2 if codes.field.near else 1
    level[(a[:, 0] < 0) | (b[:, 0] < 0)] = NULL
    return level


def _near(codes: Codes, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Texts that sound alike, or codes with one sign in eight wrong or two neighbours changed."""
    if not len(a):
        return np.zeros(0, np.int8)
    if codes.field.kind == "text":
        alike = process.cpdist(codes.short[a], codes.short[b], scorer=JaroWinkler.similarity, dtype=np.float32, workers=1) > _ALIKE
    else:
        alike = process.cpdist(codes.short[a], codes.short[b], scorer=OSA.normalized_similarity, dtype=np.float32, workers=1) > 0.72
    return alike.astype(np.int8)
