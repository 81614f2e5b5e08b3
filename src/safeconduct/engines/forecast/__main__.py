"""
A case in, a forecast out, on the command line.

    python -m safeconduct.engines.forecast case.json [--json] [--day N]
    python -m safeconduct.engines.forecast --schema

Exit 0: done; 2: wrong use, and the sentence on standard error names the field.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .alarm import unusual
from .backtest import backtest
from .ensemble import ensemble
from .explain import explain
from .model import ForecastError
from .reading import read_case, whole
from .schema import ANSWER, CASE
from .solve import project

LARGEST_FILE = 200_000_000


def answer(source: Any) -> dict:
    """Everything the engine can say about one case, as plain JSON values. Raises `ForecastError` naming the field."""
    case = read_case(source)
    day = case.last_day if source.get("day") is None else whole(source["day"], "day", -100_000, 100_000)
    horizons = source.get("horizons", [30, 90])
    if not isinstance(horizons, list):
        raise ForecastError("horizons", "must be a list of whole numbers of days")
    horizons = [whole(h, f"horizons[{i}]", 1, 730) for i, h in enumerate(horizons)]
    seed = whole(source.get("seed", 0), "seed", 0, 2**63)
    rate = source.get("alarm_rate", 0.02)
    if isinstance(rate, bool) or not isinstance(rate, int | float):
        raise ForecastError("alarm_rate", f"must be a number, not {rate!r}")
    forecast = project(case, day, horizons, totals_given=_totals(source.get("totals")), seed=seed)
    tested = backtest(case, day, horizons)
    watch = unusual(case, day, rate=rate)
    out = asdict(forecast)
    out["back_test"] = asdict(tested)
    out["alarm"] = asdict(watch)
    if source.get("members") is not None:
        many = ensemble(case, day, max(horizons), members=whole(source["members"], "members", 1, 10_000), seed=seed)
        out["ensemble"] = {
            **{k: v for k, v in asdict(many).items() if k not in ("people", "on_the_road")},
            "people": {h: many.people[h - 1].tolist() for h in horizons},
            "on_the_road": {h: many.on_the_road[h - 1].tolist() for h in horizons},
        }
    out["sentences"] = [*explain(forecast), tested.verdict, watch.sentence, *(a.sentence for a in watch.alarms)]
    return out


def _totals(given: Any) -> dict[int, float]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise ForecastError("totals", "must be an object from days ahead to people")
    out = {}
    for key, value in given.items():
        horizon = whole(key, f"totals.{key}", 1, 730)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ForecastError(f"totals.{key}", f"must be a number of people, not {value!r}")
        out[horizon] = float(value)
    return out


def main(given: list[str] | None = None) -> int:
    ask = argparse.ArgumentParser(prog="python -m safeconduct.engines.forecast", description="Forecast arrivals by place, with a fan and a back-test.")
    ask.add_argument("case", nargs="?", help="a JSON file, or - for standard input")
    ask.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    ask.add_argument("--day", type=int, help="forecast from this day, using nothing later")
    ask.add_argument("--schema", action="store_true", help="print the shape of case and answer")
    wish = ask.parse_args(given)
    if wish.schema:
        print(json.dumps({"case": CASE, "answer": ANSWER}, indent=1))
        return 0
    if wish.case is None:
        ask.print_usage(sys.stderr)
        return 2
    try:
        source = _load(wish.case)
        if wish.day is not None and isinstance(source, dict):
            source["day"] = wish.day
        found = answer(source)
    except ForecastError as error:
        print(str(error), file=sys.stderr)
        return 2
    print(json.dumps(found) if wish.json else "\n".join(found["sentences"]))
    return 0


def _load(name: str) -> Any:
    try:
        if name != "-" and Path(name).stat().st_size > LARGEST_FILE:
            raise ForecastError("case", f"is larger than {LARGEST_FILE // 1_000_000} MB")
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise ForecastError("case", f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ForecastError("case", f"is not JSON: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
