"""``safeconduct people import FILE``: bring a list of people. 0 where every row was taken, 1 where rows were refused, 2 for a file that is no table."""

from __future__ import annotations

from pathlib import Path

from safeconduct.config.commands import complain, ready, say


def add(parser):
    parser.add_argument("what", choices=["import"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--map", action="append", default=[], metavar="THEIRS=OURS", help="name a column (may be given again); the rest is proposed")
    parser.add_argument("--dry", action="store_true", help="for trial: count, write nobody")
    parser.add_argument("--organisation", help="uid of the organisation that answers for the records; needed where there are several")
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    ready()
    from django.utils import timezone

    from safeconduct.access.actors import duty
    from safeconduct.access.queries import organisation_ids
    from safeconduct.kernel.ids import new_uid
    from safeconduct.kernel.refusals import Refusal
    from safeconduct.people import actions, queries

    owners = organisation_ids(options.organisation)
    if len(owners) != 1:
        complain("say with --organisation which organisation answers for the records")
        return 2
    if not options.file.is_file():
        complain(f"there is no file {options.file}")
        return 2
    actor, uid = duty("people.import", organisation_id=owners[0]), new_uid()
    try:
        content = options.file.read_bytes()
        actions.import_people(actor, run=uid, content=content, name=options.file.name, size=len(content), at=timezone.now())
        columns = {**queries.columns_of(actor, uid).proposed, **dict(pair.rsplit("=", 1) for pair in options.map if "=" in pair)}
        actions.start_import(actor, run=uid, columns=columns, dry=options.dry, queue=False, at=timezone.now())
        counts = actions.read_through(actor, uid, at=timezone.now)
    except Refusal as refusal:
        say(options, {"file": options.file.name, "outcome": "refused", "reason": refusal.sentence()}, refusal.sentence())
        return 2
    for row in queries.refused_rows(actor, uid):
        say(options, {"row": row.number, "field": row.field, "remedy": str(row.remedy)}, f"row {row.number}, {row.field}: {row.remedy}")
    actions.end_import(actor, run=uid, state="done", at=timezone.now())
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    say(options, {"file": options.file.name, "outcome": "done", "dry": options.dry, **counts}, f"{options.file.name}: {said}{' (for trial: nobody was written)' if options.dry else ''}")
    return 1 if counts["refused"] else 0
