"""How many citizens of Utopia are thought to be in each area, on file or not: a range, as an estimate would give it."""

from safeconduct.config.demo.generate import SHARE_QUAKE, SHARE_STORM, SHARE_UTOPIA, spread, vocabulary


def presence(n, now):
    """
    One estimate for each area of the two demo areas, for a demo of n people on file.

    Each: area (code), path, nationality ("UTO"), low, best, high (people), source, method, month ("2026-10": the
    month before `now`). Best is what the register would hold there divided by the share thought to
    register (72 %); low and high are that with 90 % and 52 %. Figures of a story, not statistics.
    """
    month = f"{now.year}-{now.month - 1:02}" if now.month > 1 else f"{now.year - 1}-12"
    places, out = vocabulary()["place"], []
    for share, (rows, weights) in zip((SHARE_QUAKE, SHARE_STORM), spread()[:2], strict=True):
        for row, weight in zip(rows.tolist(), weights, strict=True):
            here = n * share * SHARE_UTOPIA * weight / sum(weights) / 1_000_000
            range_ = {"low": round(here / 0.90), "best": round(here / 0.72), "high": round(here / 0.52)}
            facts = {"area": places[row]["code"], "path": places[row]["path"], "nationality": "UTO"} | range_
            out.append(facts | {"source": "Register of the embassy ÷ coverage, demonstration", "method": "register_coverage", "month": month})
    return out
