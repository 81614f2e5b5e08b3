"""A forecast in sentences: what is expected, how sure it is, and why the engine thinks so."""

from __future__ import annotations

from .model import Forecast, HorizonForecast, PlaceForecast

MANY = {"level": "the last counts staying as they are", "trend": "the recent trend, slowing down"}
WHERE = {
    "stock": "newcomers going where people already are",
    "inflow": "newcomers going where people went in the last two months",
    "roads": "the movement model on the roads, corrected by what was seen",
    "reach": "the distance of each place from the fighting",
    "even": "newcomers spreading evenly over the open places",
}


def explain(forecast: Forecast) -> list[str]:
    """One sentence for the whole of each horizon, one for why, one for each place; numbers as in the forecast."""
    out = []
    for h in forecast.horizons:
        out.append(whole(h))
        out.append(why(h))
        out.extend(place_sentence(p, h) for p in h.places)
    return out


def whole(h: HorizonForecast) -> str:
    """What is expected in all."""
    if h.total_given:
        return f"Day {h.day}: the total of {h.total:,} was given; only its split over {len(h.places)} places is forecast."
    return (
        f"Day {h.day}: about {h.total:,} people in all, in four of five such forecasts between {h.total_low80:,} and {h.total_high80:,}; "
        f"{h.arrivals:,} more than at the last counts."
    )


def why(h: HorizonForecast) -> str:
    """Which experts were believed most, in words."""
    many: dict[str, float] = {}
    for name, weight in h.methods.items():
        if name.startswith("many "):
            kind = "level" if name == "many level" else "trend"
            many[kind] = many.get(kind, 0.0) + weight
    where = {name[6:]: weight for name, weight in h.methods.items() if name.startswith("where ")}
    place = max(where, key=lambda k: where[k])
    parts = [f"where: most of all {WHERE[place]} ({100 * where[place]:.0f} %)"]
    if not h.total_given:
        parts.insert(0, "how many: " + ", ".join(f"{MANY[k]} ({100 * w:.0f} %)" for k, w in sorted(many.items(), key=lambda i: -i[1])))
    return f"Believed for {h.horizon} days ahead: " + "; ".join(parts) + "."


def place_sentence(p: PlaceForecast, h: HorizonForecast) -> str:
    """What is expected at one place, with its fan and the age of its last count."""
    if p.last_counted is None:
        counted = "never counted yet"
    else:
        counted = f"{p.now:,} counted {h.day - h.horizon - p.last_counted} days before the forecast"
    return f"{p.place}: {p.best:,} on day {h.day}, between {p.low80:,} and {p.high80:,} in four of five cases ({counted})."
