"""``safeconduct places import FILE``: admin areas with P-codes, or with ``--sites`` missions and other places. 1 where rows were refused."""

from __future__ import annotations

from pathlib import Path

from safeconduct.config.commands import complain, ready, say


def add(parser):
    parser.add_argument("what", choices=["import"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--country", default="", help="ISO 3166 code: where no column names it, and to take this country alone")
    parser.add_argument("--sites", action="store_true", help="missions, airports, crossings and other places with a door")
    parser.add_argument("--dry-run", action="store_true", help="count and write nothing")
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    if not options.file.is_file():
        complain(f"safeconduct places: no such file: {options.file}")
        return 2
    ready()
    from django.utils import timezone

    from safeconduct.access.actors import duty
    from safeconduct.places import actions, tables
    from safeconduct.standards import load

    if options.country:
        try:
            load.country(options.country.upper())
        except KeyError:
            complain(f"safeconduct places: --country {options.country}: no ISO 3166 code")
            return 2
    bring = actions.import_sites if options.sites else actions.import_areas
    try:
        report = bring(duty("set-up"), data=options.file.read_bytes(), name=options.file.name, country=options.country.upper(), dry=options.dry_run, at=timezone.now())
    except tables.NotATable as wrong:
        say(options, {"file": str(options.file), "outcome": "refused", "reason": str(wrong)}, f"{options.file}: {wrong}")
        return 1
    for one in report.refusals:
        say(options, {"row": one.row, "field": one.field, "reason": one.reason, "remedy": one.remedy}, f"row {one.row}, {one.field}: {one.reason}. {one.remedy}")
    counts = {"rows": report.rows, "created": report.created, "updated": report.updated, "unchanged": report.unchanged, "other_country": report.other, "refused": report.refused}
    say(options, {"file": str(options.file), **counts, "dry": options.dry_run}, f"{options.file}: " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items()))
    return 1 if report.refused else 0
