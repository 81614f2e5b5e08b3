"""
``safeconduct plans check FILE`` says what a plan lacks; ``plans simulate FILE`` what would happen; ``plans schema`` prints the JSON Schema; ``plans convert FILE`` writes YAML as JSON or back;
``plans bring FILE`` says what each block of a Word document or PDF may become; ``plans review FILE`` walks it through the points of inclusion.

Check exits 1 only where an error stands; 2 where there is no such file. An example is judged on the day its facts are of, everything else today or ``--at``.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from safeconduct.config.commands import complain, say


def add(parser):
    parts = parser.add_subparsers(dest="what", required=True)
    check = parts.add_parser("check", help="what it lacks, one line a finding")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--at", help="judge on this day (2026-11-30)")
    check.add_argument("--json", action="store_true")
    trial = parts.add_parser("simulate", help="what happens when it is carried out, many times over")
    trial.add_argument("file", type=Path)
    trial.add_argument("--scenario", default="", help="the key of a scenario (default: the first that moves people)")
    trial.add_argument("--people", type=int, help="exactly so many people are there (default: the scenario's range)")
    trial.add_argument("--runs", type=int, default=1000)
    trial.add_argument("--seed", type=int, default=1)
    trial.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores); the answer is the same")
    trial.add_argument("--what-if", action="store_true", help="also what one more or one less would change")
    trial.add_argument("--json", action="store_true")
    shape = parts.add_parser("schema", help="the JSON Schema of plans")
    shape.add_argument("--json", action="store_true")
    convert = parts.add_parser("convert", help="YAML to JSON, JSON to YAML, without loss")
    convert.add_argument("file", type=Path)
    convert.add_argument("--to", choices=["yaml", "json"], help="default: the other one")
    convert.add_argument("--out", type=Path, help="default: standard output")
    convert.add_argument("--json", action="store_true", help="faults as JSON, one a line")
    bring = parts.add_parser("bring", help="a Word document or PDF: what each block may become, one line a block")
    bring.add_argument("file", type=Path)
    bring.add_argument("--kind", choices=["consular", "host", "sop"], help="default: as the document says")
    bring.add_argument("--decisions", type=Path, help="JSON: what a person decided, by block")
    bring.add_argument("--least", type=float, default=0.0, help="take only proposals at least so sure (0-1); the rest goes into the list")
    bring.add_argument("--out", type=Path, help="write the draft here, every proposal taken as it stands unless decided otherwise")
    bring.add_argument("--json", action="store_true")
    sensitive = parts.add_parser("review", help="the migrant-sensitivity review: twelve points, met where, missing, proposed wording")
    sensitive.add_argument("file", type=Path)
    sensitive.add_argument("--accept", type=int, action="append", default=[], metavar="POINT", help="take the proposed wording of this point (may be given again)")
    sensitive.add_argument("--by", default="", help="who accepts")
    sensitive.add_argument("--out", type=Path, help="write the changed document here")
    sensitive.add_argument("--json", action="store_true")


def run(options) -> int:
    return {"check": check, "simulate": trial, "schema": shape, "convert": convert, "bring": bring, "review": sensitive}[options.what](options)


def check(options) -> int:
    """One finding a line; with several files each line names its file."""
    from safeconduct.plans import checks, document

    try:
        on = date.fromisoformat(options.at) if options.at else datetime.now(UTC).date()
    except ValueError:
        complain(f"safeconduct plans: --at {options.at}: write a day, as 2026-11-30")
        return 2
    lost = [path for path in options.files if not path.is_file()]
    if lost:
        complain(f"safeconduct plans: no such file: {lost[0]}")
        return 2
    errors = 0
    for path in options.files:
        named = {"file": str(path)} if len(options.files) > 1 else {}
        try:
            held = document.read_file(path)
        except document.Unreadable as wrong:
            found, summary = checks.of_faults(wrong.faults), "it cannot be read"
        else:
            found = checks.run(held, on)
            summary = f"{checks.completeness(held) * 100:.0f} of 100 complete" if held.kind != "sop" else f"{len(held.steps)} steps"
        for one in found:
            say(options, {**named, **one.line()}, f"{one.severity:7} {one.place}\n        {one.reason}\n        → {one.remedy}  [{one.check}]")
        counts = {severity: sum(one.severity == severity for one in found) for severity in ("error", "warning", "note")}
        complain(f"{path}: {', '.join(f'{n} {name}' + ('' if n == 1 else 's') for name, n in counts.items())}; {summary}")
        errors += counts["error"]
    return 1 if errors else 0


def trial(options) -> int:
    """One object with the whole answer, or sentences; 2 where the plan cannot be read or has nothing to simulate."""
    from safeconduct.engines import simulation
    from safeconduct.engines.simulation.case import as_json
    from safeconduct.plans import checks, document, simulated

    if not options.file.is_file():
        complain(f"safeconduct plans: no such file: {options.file}")
        return 2
    try:
        held = document.read_file(options.file)
        built = simulated.build(held, options.scenario, options.people, options.seed)
        answer = simulation.simulate(built.case, options.runs, options.seed, workers=options.workers)
        table = None
        if options.what_if:
            table = simulation.what_if(built.case, simulated.changes(held, built.case), min(options.runs, 200), options.seed, workers=options.workers)
    except document.Unreadable as wrong:
        for one in checks.of_faults(wrong.faults):
            say(options, one.line(), f"{one.place}: {one.reason} {one.remedy}")
        return 2
    except (simulated.CannotSimulate, simulation.SimulationError) as wrong:
        complain(f"safeconduct plans: {options.file}: {wrong}")
        return 2
    words = simulation.explain(answer, table)
    found = {"plan": document.digest(held), "scenario": built.scenario, **as_json(answer, table), "sentences": words}
    say(options, found, "\n".join([built.case.name, "", *words, *(f"Taken: {note}" for note in built.notes)]))
    complain(f"{answer.version}, seed {answer.seed}, {answer.runs} runs, plan {document.digest(held)[:16]}, input {answer.digest_in[:16]}, answer {answer.digest[:16]}")
    return 0


def shape(_options) -> int:
    """The schema, as docs/plan-schema.json."""
    from safeconduct.plans.document.schema import to_text

    sys.stdout.write(to_text())
    return 0


def convert(options) -> int:
    """The other form of the same document; the digest on standard error is that of both."""
    from safeconduct.plans import checks, document

    if not options.file.is_file():
        complain(f"safeconduct plans: no such file: {options.file}")
        return 2
    try:
        held = document.read_file(options.file)
    except document.Unreadable as wrong:
        for one in checks.of_faults(wrong.faults):
            say(options, one.line(), f"{one.place}: {one.reason} {one.remedy}")
        return 1
    to = options.to or ("yaml" if options.file.suffix == ".json" else "json")
    text = document.to_yaml(held) if to == "yaml" else document.to_json(held)
    if options.out:
        options.out.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    complain(f"sha-256 {document.digest(held)}")
    return 0


def bring(options) -> int:
    """One line a block; with ``--out`` the draft, and then one line for each block that stays unstructured. 1 for a file that cannot be brought."""
    import json

    from safeconduct.plans import bringing, document

    lost = [path for path in (options.file, options.decisions) if path and not path.is_file()]
    if lost:
        complain(f"safeconduct plans: no such file: {lost[0]}")
        return 2
    try:
        proposal = bringing.propose(bringing.read(options.file.read_bytes(), options.file.name), options.kind or "")
        held = json.loads(options.decisions.read_text("utf-8")) if options.decisions else {}
        brought = bringing.confirm(proposal, bringing.decisions_of({"rest": "accept", "least": options.least, **held})) if options.out else None
    except bringing.Unreadable as wrong:
        say(options, {"file": options.file.name, "outcome": "refused", "code": wrong.why.code, "reason": str(wrong)}, str(wrong))
        return 1
    except (ValueError, TypeError, AttributeError) as wrong:
        complain(f"safeconduct plans: {options.decisions}: no decisions: {wrong}")
        return 2
    if brought is None:
        for block, placing in zip(proposal.source.blocks, proposal.placings, strict=True):
            line = bringing.line_of(block, placing)
            to = f"{placing.goes} {placing.section} {placing.rows.list if placing.rows else placing.field}".strip()
            say(options, line, f"{block.id} {block.kind}: {block.words()[:70]!r}\n        → {to} ({placing.sure:.0%}). {placing.why}")
    else:
        for one in brought.unstructured:
            say(options, {"block": one.block, "kind": one.kind, "text": one.text, "why": str(one.why)}, f"{one.block} {one.kind}: {one.text[:70]!r}\n        {one.why}")
        options.out.write_text(document.to_yaml(brought.document), "utf-8")
    counts = (brought or proposal).counts()
    complain(f"{options.file}: {proposal.kind} '{proposal.title}'; {', '.join(f'{n} {name}' for name, n in counts.items())}" + "".join(f"\n{note}" for note in proposal.source.notes))
    return 0


def sensitive(options) -> int:
    """One line a point; the score on standard error, before and after where a wording was accepted."""
    from safeconduct.plans import bringing, checks, document
    from safeconduct.plans.bringing import sensitivity

    if not options.file.is_file():
        complain(f"safeconduct plans: no such file: {options.file}")
        return 2
    try:
        if options.file.suffix.lower() in (".yaml", ".yml", ".json"):
            held = document.read_file(options.file)
        else:
            held = bringing.confirm(bringing.propose(bringing.read(options.file.read_bytes(), options.file.name)), bringing.ACCEPT_ALL).document
    except document.Unreadable as wrong:
        for one in checks.of_faults(wrong.faults):
            say(options, one.line(), f"{one.place}: {one.reason} {one.remedy}")
        return 1
    except bringing.Unreadable as wrong:
        say(options, {"file": options.file.name, "outcome": "refused", "code": wrong.why.code, "reason": str(wrong)}, str(wrong))
        return 1
    before = found = sensitivity.review(held)
    try:
        for item in options.accept:
            held = sensitivity.accept(held, item, by=options.by)
    except ValueError as wrong:
        complain(f"safeconduct plans: {wrong}; say with --by who accepts")
        return 2
    if options.accept:
        found = sensitivity.review(held)
    if options.out:
        options.out.write_text(document.to_yaml(held), "utf-8")
    for one in found.data()["points"]:
        where = "; ".join(f"{e['place']}: {e['sentence']}" for e in one["evidence"])
        below = where if one["state"] == "met" else one["reason"] or f"→ {one['wording']}  [our proposal]"
        say(options, one, f"{one['item']:2} {one['state']}: {one['text']}\n        {below}")
    shown = ["none" if one is None else f"{one:.2f}" for one in (before.score, found.score)]
    complain(f"{options.file}: {' → '.join(dict.fromkeys(shown))} ({sensitivity.DEFINITION['is']}; our proposal)")
    return 0
