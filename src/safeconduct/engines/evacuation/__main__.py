"""
``python -m safeconduct.engines.evacuation case.json``: plan an evacuation from the command line.

Exit status 0: a plan that the checker finds clean. 1: the checker found a violation. 2: the case cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .case import CaseError, plain, read_case
from .check import check
from .explain import explain
from .solve import MOVES, lift


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(prog="python -m safeconduct.engines.evacuation", description=__doc__.split("\n\n")[0])
    p.add_argument("case", help="a JSON case (see schema.json beside this module); - reads standard input")
    p.add_argument("--json", action="store_true", help="write the whole plan as JSON")
    p.add_argument("--seed", type=int, default=0, help="steers the search; the lottery has its own seed in the case")
    p.add_argument("--effort", choices=sorted(MOVES), default="usual")
    p.add_argument("--workers", type=int, default=1, help="processes; the plan does not depend on it")
    p.add_argument("--why", metavar="UNIT", help="say in one sentence why this unit does not travel, or not earlier")
    return p


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    try:
        text = sys.stdin.read() if args.case == "-" else Path(args.case).read_text(encoding="utf-8")
        case = read_case(json.loads(text))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        print(f"{args.case}: {problem}", file=sys.stderr)
        return 2
    except CaseError as problem:
        print(f"{args.case}: {problem}", file=sys.stderr)
        return 2
    plan = lift(case, seed=args.seed, effort=args.effort, workers=args.workers)
    wrong = check(case, plan)
    if args.why is not None:
        try:
            print(explain(case, plan, args.why))
        except KeyError:
            print(f"{args.why}: no unit of this case", file=sys.stderr)
            return 2
    elif args.json:
        print(json.dumps({**plain(plan), "violations": [str(v) for v in wrong]}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(summary(plan, wrong)))
    return 1 if wrong else 0


def summary(plan, wrong) -> list[str]:
    reasons: dict[str, int] = {}
    for row in plan.left:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    lines = [
        f"{plan.people - plan.people_left} of {plan.people} people on {len(plan.trips)} trips, cost {plan.cost:,.0f}",
        f"weighted time {plan.objective:,.0f}; no plan can be below {plan.bound:,.0f} ({plan.bound_kind}); gap {plan.gap:.2%} ({plan.first_pass / plan.bound - 1 if plan.bound else 0:.2%} before the second pass spent time to save cost); greedy dispatch {plan.greedy:,.0f}",
        f"the hard rules cost {plan.rule_price:,.0f} of it on these trips; {len(plan.passings)} passings",
    ]
    lines += [f"left: {n} units, {reason}" for reason, n in sorted(reasons.items())]
    return lines + [f"VIOLATION {v}" for v in wrong] + list(plan.notes)


if __name__ == "__main__":
    sys.exit(main())
