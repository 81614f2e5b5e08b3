"""
``safeconduct post close``: leave a post so that nothing readable stays behind.

In one guided run: a last sealed hand-over to the ministry's key, the list of what was printed and where it is, then
destruction of keys and files, with a certificate. ``--now`` destroys first. ``post key`` makes the ministry's pair of keys,
``post open`` opens a hand-over there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from safeconduct.config.commands import complain, ready, say


def add(parser):
    parts = parser.add_subparsers(dest="what", required=True)
    close = parts.add_parser("close", help="hand over, then destroy")
    close.add_argument("--to", type=Path, help="the ministry's public key (PEM)")
    close.add_argument("--handover", type=Path, help="where to write the sealed hand-over")
    close.add_argument("--certificate", type=Path, default=Path("certificate-of-destruction.txt"))
    close.add_argument("--now", action="store_true", help="destroy first, without a hand-over")
    close.add_argument("--yes", action="store_true", help="do not ask")
    close.add_argument("--json", action="store_true")
    key = parts.add_parser("key", help="make the ministry's keys")
    key.add_argument("folder", type=Path)
    key.add_argument("--json", action="store_true")
    unseal = parts.add_parser("open", help="open a hand-over at the ministry")
    unseal.add_argument("file", type=Path)
    unseal.add_argument("--key", type=Path, required=True)
    unseal.add_argument("--out", type=Path, required=True)
    unseal.add_argument("--json", action="store_true")


def run(options) -> int:
    return {"close": close, "key": make_keys, "open": open_handover}[options.what](options)


def make_keys(options) -> int:
    """The ministry's pair: the private part stays there."""
    from safeconduct.access.keys import write_private
    from safeconduct.access.sealing import new_pair

    private, public = new_pair()
    write_private(options.folder / "ministry-private.pem", private)
    (options.folder / "ministry-public.pem").write_bytes(public)
    say(options, {"private": str(options.folder / "ministry-private.pem"), "public": str(options.folder / "ministry-public.pem")})
    return 0


def open_handover(options) -> int:
    """Unpack a hand-over into lines of JSON, with its digest."""
    from safeconduct.access.keys import NoKey
    from safeconduct.access.sealing import Broken, opened
    from safeconduct.config.commands.restore import unpacked

    digest, size = hashlib.sha256(), 0
    try:
        with options.file.open("rb") as source, options.out.open("wb") as out:
            options.out.chmod(0o600)
            for piece in unpacked(opened(source, private_pem=options.key.read_bytes())):
                digest.update(piece)
                size += len(piece)
                out.write(piece)
    except (NoKey, Broken, OSError) as fault:
        complain(f"safeconduct: {options.file}: {fault}")
        return 1
    say(options, {"sha256": digest.hexdigest(), "bytes": size})
    return 0


def close(options) -> int:
    """The guided run."""
    started = time.monotonic()
    data = Path(os.environ.get("SAFECONDUCT_DATA", "data")).resolve()
    if not options.now and (options.to is None or options.handover is None):
        complain("safeconduct: a hand-over needs --to (the ministry's public key) and --handover (a file); or destroy without one by --now")
        return 2
    if fault := _would_not_last(options, data):
        complain(f"safeconduct: {fault}")
        return 2
    if not options.yes and not _agreed(options, data):
        complain("Nothing was changed.")
        return 1
    record: dict = {"begun": datetime.now(UTC).isoformat(timespec="seconds"), "data_folder": data.name, "handover": None}
    if not options.now:
        try:
            record |= _hand_over(options)
        except Exception as fault:
            complain(f"safeconduct: the hand-over failed ({type(fault).__name__}); nothing was destroyed")
            return 1
    record |= destroy(data)
    record["ended"] = datetime.now(UTC).isoformat(timespec="seconds")
    record["seconds"] = round(time.monotonic() - started, 1)
    options.certificate.write_text(certificate(record), encoding="utf8")
    say(options, record, f"Done in {record['seconds']} s: {record['files_destroyed']} files destroyed. Certificate: {options.certificate}")
    for where in record["links_left"]:
        complain(f"safeconduct: {where} was a link: what it leads to still stands. Destroy it by hand and write that on the certificate.")
    return 1 if record["links_left"] else 0


def _would_not_last(options, data: Path) -> str:
    """Why hand-over or certificate would be destroyed with the rest, or something would outlast it; empty where all is well."""
    folders = (data, _key_folder(data).resolve())
    for name, path in (("--handover", options.handover), ("--certificate", options.certificate)):
        if path is not None and any(path.resolve().is_relative_to(folder) for folder in folders):
            return f"{name} {path} lies in a folder that is destroyed; name a file outside of it"
    links = [] if options.now else [path for path in (*data.rglob("*"), _key_folder(data), *_key_folder(data).rglob("*")) if path.is_symlink()]
    return f"{links[0]} is a link: what it leads to would outlast the destruction; put the folder itself there, or take the link away" if links else ""


def _key_folder(data: Path) -> Path:
    return Path(os.environ.get("SAFECONDUCT_KEYS") or data / "keys")


def _agreed(options, data: Path) -> bool:
    if not sys.stdin.isatty():
        complain("safeconduct: no terminal to ask; add --yes")
        return False
    complain(f"This destroys the keys and everything in {data}. It can not be undone.")
    return input("Type CLOSE to go on: ").strip() == "CLOSE"


def _hand_over(options) -> dict:
    """Everything, as it stands, sealed for the ministry; and the papers that are out."""
    ready()
    from django.conf import settings
    from django.utils import timezone

    from safeconduct.access import journal
    from safeconduct.access.models import Printed
    from safeconduct.access.sealing import Sealer
    from safeconduct.config import dump
    from safeconduct.config.handover import clear_lines

    sealed = journal.seal(timezone.now(), settings.KEY_FOLDER)
    verdict = journal.verify(head_folder=settings.KEY_FOLDER)
    digest, lines = hashlib.sha256(), 0
    beside = options.handover.with_suffix(options.handover.suffix + ".new")
    with beside.open("wb") as out, dump.one_moment():
        sealer = Sealer.for_public_key(out, options.to.read_bytes())
        with gzip.GzipFile(fileobj=sealer, mode="wb", compresslevel=3, mtime=0) as packed:
            for some in _batches(clear_lines(dump.records(settings.FILE_FOLDER, verdict.head))):
                block = b"".join(some)
                digest.update(block)
                packed.write(block)
                lines += len(some)
        sealer.close()
        out.flush()
        os.fsync(out.fileno())
    beside.replace(options.handover)
    papers = [
        {"number": p.number, "kind": p.kind, "people": p.people, "destroy_by": p.destroy_by.date().isoformat(), "place": p.place}
        for p in Printed.objects.filter(destroyed_at=None).order_by("printed_at")
    ]
    from django.db import connections

    connections.close_all()
    return {
        "handover": options.handover.name, "handover_sha256": digest.hexdigest(), "lines": lines, "journal_head": verdict.head, "journal_ok": verdict.ok,
        "last_block": sealed.id if sealed else None, "papers_out": papers,
    }  # fmt: skip


def _batches(lines: Iterable[bytes], size: int = 500) -> Iterator[list[bytes]]:
    """Lines in batches: what is done to each piece (digest, compression, sealing) is done once a batch."""
    rest = iter(lines)
    while some := list(islice(rest, size)):
        yield some


def destroy(data: Path) -> dict:
    """Keys first, then the database, its write-ahead log, files, outbox, caches, backups beside it. What a link leads to is left, and named."""
    from safeconduct.access import keys

    keys.forget_ring()
    key_folder = _key_folder(data)
    links = sorted({str(path) for path in (*data.rglob("*"), key_folder, *key_folder.rglob("*")) if path.is_symlink()})
    gone = 0
    for path in sorted(key_folder.rglob("*")) if key_folder.exists() else []:
        gone += _overwrite(path)
    shutil.rmtree(key_folder, ignore_errors=True)
    if os.environ.get("SAFECONDUCT_DATABASE_URL", "").startswith("postgres"):
        _drop_database()
    for path in sorted(data.rglob("*")) if data.exists() else []:
        gone += _overwrite(path)
    shutil.rmtree(data, ignore_errors=True)
    return {"keys_destroyed": not key_folder.exists(), "data_destroyed": not data.exists() and not links, "files_destroyed": gone, "links_left": links}


def _overwrite(path: Path) -> int:
    """Write over a file once, then remove it. On flash disks the keys are what counts: they go first."""
    if path.is_symlink() or not path.is_file():
        return 0
    size = path.stat().st_size
    with path.open("r+b") as file:
        for _start in range(0, size, 1 << 20):
            file.write(secrets.token_bytes(min(1 << 20, size - _start)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    return 1


def _drop_database() -> None:
    import psycopg
    from django.conf import settings

    chosen = settings.DATABASES["default"]
    where = {"host": chosen["HOST"] or None, "port": chosen["PORT"] or None, "user": chosen["USER"] or None, "password": chosen["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as link:
        link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [chosen["NAME"]])
        link.execute(f'DROP DATABASE IF EXISTS "{chosen["NAME"]}"')


def certificate(record: dict) -> str:
    """The certificate of destruction: what, when, with which digests. No name of anybody is in it."""
    lines = [
        "CERTIFICATE OF DESTRUCTION",
        "",
        f"Begun {record['begun']}, ended {record['ended']}.",
        f"Keys destroyed: {'yes' if record['keys_destroyed'] else 'NO'}. Data folder destroyed: {'yes' if record['data_destroyed'] else 'NO'}. Files: {record['files_destroyed']}.",
    ]
    lines += [f"Left, because a link led there, to be destroyed by hand: {where}" for where in record["links_left"]]
    if record["handover"]:
        lines += [
            f"Handed over before: {record['handover']}, {record['lines']} lines, SHA-256 of the contents {record['handover_sha256']}.",
            f"Journal stood as sealed: {'yes' if record['journal_ok'] else 'NO'}; last seal {record['journal_head']}.",
            "",
            f"Papers that are still out ({len(record['papers_out'])}): they must be brought back or destroyed by hand.",
            *[f"  {p['number']}  {p['kind']}, {p['people']} people, destroy by {p['destroy_by']}, {p['place'] or 'place not known'}" for p in record["papers_out"]],
        ]
    else:
        lines += ["Nothing was handed over: destruction came first."]
    lines += ["", "Done by: ____________________   Witness: ____________________", "", json.dumps(record, ensure_ascii=False)]
    return "\n".join(lines) + "\n"
