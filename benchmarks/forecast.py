"""
Score the forecast engine beside its peers on folders of real flows, leaving each conflict out of what was tuned.

    python benchmarks/forecast.py [FOLDER] [--tune] [--quick] [--json FILE]

FOLDER holds one folder a conflict (locations, routes, conflicts, closures, camp_observations, camp_daily, ...). The
error is the averaged relative difference at t+30 and t+90: the sum over places of |forecast - counted| over the people
counted, mean over origins, every 10 days from day 15, while nothing later than t is given. An origin at which nobody is
counted yet is left out for every method alike. Conflicts that the engine was tuned on are scored with a tuning refitted
without them; others with the tuning that is shipped.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

if __package__ in (None, ""):
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]

from benchmarks.flows import WAYS, Flow, flows, last_counts, peers, relative_difference
from safeconduct.engines.forecast import fan, tuned
from safeconduct.engines.forecast.alarm import CHANCES_LENT, surprises, unusual
from safeconduct.engines.forecast.counts import series
from safeconduct.engines.forecast.ensemble import ensemble
from safeconduct.engines.forecast.experts import Tuning
from safeconduct.engines.forecast.model import VERSION, Case, Conflict, Count, Place, Route
from safeconduct.engines.forecast.movement import walk
from safeconduct.engines.forecast.reach import PRIORS, Reach
from safeconduct.engines.forecast.solve import Look, interval_of, project

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "flows"
HORIZONS = (30, 90)
TUNED_ON = ("burundi2015", "mali2012", "mali2017_adm1", "nigeria2016", "nigeria2022_adm2", "syria2013", "ukraine2022", "venezuela2022")
TUNED_WAYS = ("strict", "published")
OURS = "safeconduct"


def score(flow: Flow, way: str, horizon: int, tuning: Tuning, first: int = 15, step: int = 10, keep_errors: bool = False) -> dict:
    """Mean error by method with nothing known (``level``) and with the total known (``share``), hits of the fans, own errors."""
    case = flow.input(way)
    reach = Reach(case)
    rows: dict[str, list] = {"level": [], "share": [], "hits": [], "share hits": [], "width": []}
    errors: dict[str, list] = {"place": [], "split": [], "total": []}
    for then in range(first, flow.days - horizon, step):
        known = case.until(then)
        history = series(known)
        if last_counts(history).sum() <= 0:
            continue
        truth = flow.truth(way, history, then + horizon, then)
        total = float(truth.sum())
        if total <= 0:
            continue
        look = Look(known, history, reach, then, horizon, tuning)
        people, low, high = interval_of(look, None)
        split_, low_s, high_s = interval_of(look, total)
        both = {OURS: (people, split_)} | peers(history, reach, then, then + horizon, total)
        rows["level"].append({k: relative_difference(v[0], truth) for k, v in both.items()})
        rows["share"].append({k: relative_difference(v[1], truth) for k, v in both.items()})
        judged = (truth > 0) | (people > 0)
        rows["hits"].extend(((low <= truth) & (truth <= high))[judged])
        rows["share hits"].extend(((low_s <= truth) & (truth <= high_s))[judged])
        rows["width"].append(float((high - low).sum() / total))
        if keep_errors:
            errors["place"].extend(((truth - people) / fan.scale(people, people.sum(), look.unrest[-1]))[judged])
            errors["split"].extend(((truth - split_) / fan.scale(split_, total, look.unrest[-1]))[judged])
            errors["total"].append(float((total - people.sum()) / fan.scale(people.sum(), people.sum(), look.unrest[-1])))
    mean = {kind: {k: float(np.mean([r[k] for r in rows[kind]])) for k in rows[kind][0]} for kind in ("level", "share")} if rows["level"] else {}
    return {**mean, "origins": len(rows["level"]), "hits": rows["hits"], "share hits": rows["share hits"], "width": rows["width"], "errors": errors}


def candidates() -> dict[str, Tuning]:
    """The few settings that tuning may choose between. The weight of `level` is held at .3: less scores better on average, and risks more."""
    plain = Tuning()
    out = {}
    for level, learn, carry in product((0.3,), (1.0, 2.0), (0.0, 0.25, 0.5)):
        rest = sum(w for k, w in plain.many.items() if k != "level")
        many = {k: level if k == "level" else w * (1 - level) / rest for k, w in plain.many.items()}
        out[f"level {level}, learn {learn:g}, carry {carry}"] = replace(plain, many=many, learn_many=learn, learn_where=learn, carry=carry)
    return out


def worth(scores: dict, names: list[str]) -> float:
    """What tuning minimises over ``names``: our error over persistence, mean of both horizons, both questions and two ways."""
    total = 0.0
    for way, horizon, kind in product(TUNED_WAYS, HORIZONS, ("level", "share")):
        ours = np.mean([scores[n, horizon, way][kind][OURS] for n in names])
        total += float(ours / np.mean([scores[n, horizon, way][kind]["persistence"] for n in names]))
    return total / (4 * len(TUNED_WAYS))


def tune(all_flows: list[Flow]) -> dict[str, Tuning]:
    """A tuning for each conflict from the others, and under ``""`` one from all."""
    names = [f.name for f in all_flows]
    table = {}
    for label, setting in candidates().items():
        table[label] = {(f.name, h, way): score(f, way, h, setting) for f in all_flows for h in HORIZONS for way in TUNED_WAYS}
    out = {}
    shipped: dict[str, dict] = {}
    for left_out in [*names, ""]:
        rest = [n for n in names if n != left_out]
        label = min(table, key=lambda k: worth(table[k], rest))
        setting = candidates()[label]
        if label not in shipped:
            shipped[label] = {(f.name, h): score(f, "strict", h, setting, keep_errors=True) for f in all_flows for h in HORIZONS}
        fans = {(what, h): quantiles([shipped[label][n, h]["errors"][what] for n in rest]) for what in ("place", "split", "total") for h in HORIZONS}
        fans |= {("cold", h): quantiles([cold_errors(f, h, setting) for f in all_flows if f.name != left_out]) for h in HORIZONS}
        fans["surprise", 1] = surprise_table([f for f in all_flows if f.name != left_out])
        out[left_out] = replace(setting, fans=fans)
        print(f"tuned without {left_out or 'none'}: {label}", file=sys.stderr)
    return out


def cold_errors(flow: Flow, horizon: int, setting: Tuning) -> list[float]:
    """Errors of the split where nobody is counted yet and only the total is given, every 30 days."""
    empty = replace(flow.case, counts=(), recounts=())
    reach = Reach(empty)
    out: list[float] = []
    for then in range(15, flow.days - horizon, 30):
        truth = flow.daily[then + horizon]
        if truth.sum() > 0:
            look = Look(empty.until(then), series(empty), reach, then, horizon, setting)
            people, _, _ = interval_of(look, float(truth.sum()))
            out.extend((truth - people) / fan.scale(people, truth.sum(), look.unrest[-1]))
    return out


def cold_table(all_flows: list[Flow]) -> None:
    """Before the first count, the total given: by the roads, by distance, evenly, and as the engine blends them."""
    for horizon in HORIZONS:
        rows: dict[str, list[float]] = {}
        for flow in all_flows:
            empty = replace(flow.case, counts=(), recounts=())
            reach = Reach(empty)
            each: dict[str, list[float]] = {}
            for then in range(15, flow.days - horizon, 10):
                truth = flow.daily[then + horizon]
                if truth.sum() <= 0:
                    continue
                shares = dict(zip(PRIORS, reach.shares(then), strict=True))
                shares[OURS] = sum(w * shares[k] for k, w in tuned.TUNED.cold.items())
                for name, share in shares.items():
                    each.setdefault(name, []).append(relative_difference(share * truth.sum(), truth))
            for name, errors in each.items():
                rows.setdefault(name, []).append(float(np.mean(errors)))
        print(f"before the first count, total given, {horizon} days: " + ", ".join(f"{k} {np.mean(v):.3f}" for k, v in rows.items()))


def quantiles(groups: list[list[float]], chances=fan.QUANTILES) -> tuple[float, ...]:
    """Quantiles of errors in which each conflict weighs the same."""
    groups = [g for g in groups if len(g)]
    values = np.concatenate([np.asarray(g, float) for g in groups])
    weights = np.concatenate([np.full(len(g), 1 / len(g)) for g in groups])
    order = np.argsort(values, kind="stable")
    reached = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return tuple(round(float(v), 4) for v in np.interp(chances, reached, values[order]))


def surprise_table(some: list[Flow]) -> tuple[float, ...]:
    """The sizes that surprises of these conflicts reach with the chances of the alarm's table."""
    groups = []
    for flow in some:
        total = last_counts(flow.whole).sum()
        groups.append([abs(r[1]) for s in flow.whole for r in surprises(s, total) if r[0] < flow.days])
    return quantiles(groups, tuple(1 - c for c in CHANCES_LENT))


def write_tuning(setting: Tuning, path: Path) -> None:
    """Put the tuning into the engine's source."""
    words = {k: json.dumps(v) for k, v in {"many": {k: round(v, 4) for k, v in setting.many.items()}, "where": setting.where, "cold": setting.cold}.items()}
    numbers = {k: getattr(setting, k) for k in ("learn_many", "learn_where", "memory", "carry", "own")}
    fans = "".join(f'        ("{what}", {h}): {v},\n' for (what, h), v in setting.fans.items())
    path.write_text(
        '"""The numbers tuned on eight past crises; written by benchmarks/forecast.py --tune."""\n\nfrom .experts import Tuning\n\n# fmt: off\nTUNED = Tuning(\n'
        + "".join(f"    {k}={v},\n" for k, v in (words | numbers).items())
        + f"    fans={{\n{fans}    }},\n)\n"
    )


def report(all_flows: list[Flow], tunings: dict[str, Tuning], ways: list[str]) -> dict:
    """Print the tables and return every figure."""
    out: dict = {}
    for way in ways:
        print(f"\n## {way}: {WAYS[way]}\n")
        scores = {(f.name, h): score(f, way, h, tunings.get(f.name, tuned.TUNED)) for f in all_flows for h in HORIZONS}
        scores = {k: v for k, v in scores.items() if v["origins"]}
        for kind, title in (("level", "nothing known after t"), ("share", "total known")):
            print_table(scores, kind, title)
        fans(scores)
        out[way] = {f"{n} {h}": {k: v for k, v in s.items() if k in ("level", "share", "origins")} for (n, h), s in scores.items()}
        verdicts(scores)
    return out


def print_table(scores: dict, kind: str, title: str) -> None:
    for horizon in HORIZONS:
        names = [n for n, h in scores if h == horizon]
        methods = list(scores[names[0], horizon][kind])
        means = {m: float(np.mean([scores[n, horizon][kind][m] for n in names])) for m in methods}
        print(f"### {title}, {horizon} days\n\n| method | mean | x persistence | " + " | ".join(names) + " |\n|---|---|---|" + "---|" * len(names))
        for m in methods:
            cells = " | ".join(f"{scores[n, horizon][kind][m]:.3f}" for n in names)
            print(f"| {m} | {means[m]:.3f} | {means[m] / means['persistence']:.3f} | {cells} |")
        print()


def fans(scores: dict) -> None:
    for horizon in HORIZONS:
        some = {n: s for (n, h), s in scores.items() if h == horizon}
        for hits, what in (("hits", "nothing known"), ("share hits", "total known")):
            each = {n: float(np.mean(s[hits])) for n, s in some.items()}
            pooled = float(np.mean(np.concatenate([s[hits] for s in some.values()])))
            width = float(np.mean([np.mean(s["width"]) for s in some.values()]))
            print(
                f"80 % fan at {horizon} days, {what}: holds {pooled:.1%} of counts pooled, {np.mean(list(each.values())):.1%} mean of conflicts"
                + (f"; mean width {width:.2f} of the total" if hits == "hits" else "")
                + " ("
                + ", ".join(f"{n} {v:.0%}" for n, v in each.items())
                + ")"
            )


def verdicts(scores: dict) -> None:
    """The promises of the engine, kept or not."""
    for horizon in HORIZONS:
        names = [n for n, h in scores if h == horizon]
        ours, peer = ({n: scores[n, horizon]["level"][m] for n in names} for m in (OURS, "persistence"))
        above = [n for n in names if ours[n] > max(1.05 * peer[n], peer[n] + 0.01)]
        gain = 1 - np.mean(list(ours.values())) / np.mean(list(peer.values()))
        share = 1 - np.mean([scores[n, horizon]["share"][OURS] for n in names]) / np.mean([scores[n, horizon]["share"]["persistence"] for n in names])
        goal = {30: 0.10, 90: 0.15}[horizon]
        kept = "kept" if gain >= 0.05 and not above else "NOT kept"
        print(
            f"{horizon} days, nothing known: {gain:.1%} below level persistence; above it by more than 5 % and .01 in: {', '.join(above) or 'none'} ({kept}: >= 5 %, none)"
        )
        print(f"{horizon} days, total known: {share:.1%} below share persistence ({'kept' if share >= goal else 'NOT kept'}: >= {goal:.0%})")


def alarm_rate(all_flows: list[Flow], tunings: dict[str, Tuning], rate: float = 0.02) -> None:
    """How often the alarm was raised, looking again each time a count came in."""
    for flow in all_flows:
        raised = looked = 0
        for day in sorted({c.day for c in flow.case.counts if 30 <= c.day < flow.days})[::3]:
            watch = unusual(flow.case, day, rate=rate, fresh=0, tuning=tunings.get(flow.name, tuned.TUNED))
            raised, looked = raised + len(watch.alarms), looked + watch.places
        print(f"alarm at a stated rate of {rate:.0%}: {flow.name} {raised} of {looked} counts" + (f" ({raised / looked:.1%})" if looked else ""))


def wide_case(places: int = 60, seed: int = 7) -> Case:
    """A made network of ``places`` for timing: a ring with chords, a third of them camps."""
    draw = np.random.default_rng(seed)
    nodes = tuple(Place(f"p{i}", "camp" if i % 3 == 2 else "town", float(draw.integers(1_000, 500_000)), "A") for i in range(places))
    routes = tuple(Route(f"p{i}", f"p{(i + k) % places}", float(draw.integers(20, 400))) for i in range(places) for k in (1, 7))
    counts = tuple(Count(p.name, d, float(100 * d + 50)) for p in nodes if p.kind == "camp" for d in range(0, 61, 10))
    return Case(nodes, routes, tuple(Conflict(f"p{i}", i) for i in range(0, 30, 3)), counts=counts)


def timings(all_flows: list[Flow]) -> None:
    """Wall and processor seconds, best of five (once for the ensemble)."""

    def run(flow: Flow) -> None:
        for _ in walk(flow.case, np.full(flow.days, 100.0)):
            pass

    def clocked(work, repeat=5) -> tuple[float, float]:
        best = (1e9, 1e9)
        for _ in range(repeat):
            a, b = time.perf_counter(), time.process_time()
            work()
            best = min(best, (time.perf_counter() - a, time.process_time() - b))
        return best

    spent = {f.name: clocked(lambda f=f: run(f)) for f in all_flows}
    for name, (wall, cpu) in spent.items():
        print(f"time: movement model, {name}, every day from first to last: {wall:.3f} s wall, {cpu:.3f} s cpu")
    print(f"time: movement model, all {len(spent)}: {sum(w for w, _ in spent.values()):.2f} s wall, {sum(c for _, c in spent.values()):.2f} s cpu")
    one = all_flows[0]
    wall, cpu = clocked(lambda: project(one.case, 200))
    print(f"time: one forecast, 2 horizons, {one.name} day 200: {wall:.3f} s wall, {cpu:.3f} s cpu")
    wall, cpu = clocked(lambda: ensemble(wide_case(), 60, 365, members=1000, seed=1), 1)
    print(f"time: ensemble, 1,000 members x 365 days x 60 places: {wall:.1f} s wall, {cpu:.1f} s cpu")


def machine() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return f"{VERSION}; Python {platform.python_version()}, numpy {np.__version__}; {model or platform.processor()}, {os.cpu_count()} cores, load {load:.1f}"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ask.add_argument("folder", type=Path, nargs="?", help="one folder a conflict; default: the folder of real input beside the repository")
    ask.add_argument("--tune", action="store_true", help="tune on these conflicts and write the numbers into the engine")
    ask.add_argument("--shipped", action="store_true", help="score with the shipped tuning also where it has seen the conflict")
    ask.add_argument("--quick", action="store_true", help="only the strict way, no timings")
    ask.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    ask.add_argument("--json", type=Path, help="write every figure there")
    given = ask.parse_args()
    found = flows(given.folder or BESIDE)
    if not found and given.folder is None:
        print("forecast: left out, the folder of real input is not beside this repository")
        return 0
    if not found:
        print(f"{given.folder}: no folder with a camp_observations.csv", file=sys.stderr)
        return 2
    print(f"# Forecast benchmark\n\n{machine()}")
    mine = [f for f in found if f.name in TUNED_ON]
    tunings = tune(mine) if given.tune or (len(mine) > 2 and not given.shipped) else {}
    if given.tune:
        write_tuning(tunings[""], Path(tuned.__file__))
    figures = report(found, tunings, ["strict"] if given.quick else given.ways)
    if not given.quick:
        cold_table(found)
        alarm_rate(found, tunings)
        timings(found)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
