"""``safeconduct journal verify``: 0 where every block stands as it was sealed, else 1 and the first fault."""

from safeconduct.config.commands import ready, say


def add(parser):
    parser.add_argument("what", choices=["verify", "seal"])
    parser.add_argument("--head", help="the last seal, as kept outside (a backup, a daily report)")
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    ready()
    from django.conf import settings
    from django.utils import timezone

    from safeconduct.access import journal

    if options.what == "seal":
        block = journal.seal(timezone.now(), settings.KEY_FOLDER)
        say(options, {"sealed": block.entries if block else 0, "head": block.seal if block else ""})
        return 0
    verdict = journal.verify(options.head, settings.KEY_FOLDER)
    record = {"ok": verdict.ok, "blocks": verdict.blocks, "entries": verdict.entries, "unsealed": verdict.unsealed, "fault": verdict.fault, "head": verdict.head}
    say(options, record, "The journal stands as it was sealed." if verdict.ok else f"The journal does NOT stand: {verdict.fault}")
    return 0 if verdict.ok else 1
