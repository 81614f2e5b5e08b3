"""
The journal: audit log, outbox and feed in one.

An entry holds uids, codes, numbers and times, never a text or a name; people stand in it by a random subject key. Blocks are
sealed with an HMAC under a key that is not in the database; the last seal is also kept in the key folder, so that a tail
that was cut off is missed.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from safeconduct.access import keys
from safeconduct.access.models import Block, Entry, EntrySubject, Subject
from safeconduct.access.rows import built

CODE = re.compile(r"^[A-Za-z0-9_.:+~/-]{0,80}$")
PEOPLE = {"person", "people", "persons", "subject"}  # arguments that name people: they stand in it by their key
BATCH = 2000


def fact(value):
    """One fact in its canonical form; TypeError for anything that could hold a text."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str) and CODE.match(value):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [fact(v) for v in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, dict):
        return {str(k): fact(v) for k, v in value.items()}
    raise TypeError(f"{value!r} is no fact for the journal: only uids, codes, numbers and times")


def canonical(data) -> str:
    """The one text of a structure."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def subject_keys(person_uids: Iterable[UUID]) -> dict[UUID, int]:
    """The journal's random number for each of these people, made where it is new."""
    uids = list(dict.fromkeys(uid if isinstance(uid, UUID) else UUID(str(uid)) for uid in person_uids))
    known: dict[UUID, int] = {}
    for start in range(0, len(uids), 500):
        known.update(Subject.objects.filter(person_uid__in=uids[start : start + 500]).values_list("person_uid", "key"))
    fresh = [built(Subject, person_uid=uid, key=secrets.randbits(62)) for uid in uids if uid not in known]
    Subject.objects.bulk_create(fresh, batch_size=500)
    known.update({row.person_uid: row.key for row in fresh})
    return known


def forget_subject(person_uid: UUID) -> bool:
    """
    Delete the row that ties the journal's random number to a person; what is left of them there is of nobody.

    Only erasure may call it, in its transaction. False where the journal never knew the person.
    """
    return bool(Subject.objects.filter(person_uid=person_uid).delete()[0])


def write(*, uid, verb, actor, at, about: dict[str, list], facts: dict, label_id, crisis_uid, cause_uid) -> Entry:
    """Put one entry into the journal, in the transaction that is open."""
    people = [u for kind, uids in about.items() if kind in PEOPLE for u in uids]
    keyed = subject_keys(people) if people else {}
    subjects: list[tuple[str, int | None, UUID | None]] = []
    for kind, uids in about.items():
        for u in uids:
            u = u if isinstance(u, UUID) else UUID(str(u))
            subjects.append(("person", keyed[u], None) if kind in PEOPLE else (kind, None, u))
    recorded = timezone.now()
    text = canonical(
        {
            "uid": str(uid),
            "verb": verb,
            "by": [actor.kind, fact(actor.uid), actor.organisation_id, actor.unit_id],
            "space": actor.space,
            "label": label_id,
            "crisis": fact(crisis_uid),
            "cause": fact(cause_uid),
            "at": fact(at),
            "recorded": fact(recorded),
            "about": [[k, key, fact(u)] for k, key, u in subjects],
            "facts": fact(facts),
        }
    )
    entry = Entry.objects.create(
        uid=uid,
        verb=verb,
        actor_kind=actor.kind,
        actor_uid=actor.uid,
        organisation_id=actor.organisation_id,
        unit_id=actor.unit_id,
        space=actor.space,
        label_id=label_id,
        crisis_uid=crisis_uid,
        cause_uid=cause_uid,
        at=at,
        recorded_at=recorded,
        xid=_transaction_id(),
        text=text,
    )
    EntrySubject.objects.bulk_create([built(EntrySubject, entry_id=entry.id, kind=k, key=key, uid=u) for k, key, u in subjects], batch_size=200)
    return entry


def _transaction_id() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        else:
            # one writer at a time: the next entry's number orders transactions
            cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM access_entry")
        return cursor.fetchone()[0]


def _finished_below() -> int:
    """Every entry below this transaction number is finished: nothing can still appear there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        else:
            cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM access_entry")
        return cursor.fetchone()[0]


def _mac(before: str, rows: Iterable[tuple[int, str]]) -> tuple[str, int]:
    import hashlib
    import hmac

    mac = hmac.new(keys.ring().keys["journal"], before.encode(), hashlib.sha256)
    count = 0
    for _, text in rows:
        raw = text.encode()
        mac.update(len(raw).to_bytes(8, "big") + raw)
        count += 1
    return mac.hexdigest(), count


def _between(low: int, high: int):
    return Entry.objects.filter(xid__gte=low, xid__lt=high).order_by("xid", "id").values_list("id", "text").iterator(chunk_size=BATCH)


def seal(at: datetime, head_folder: Path | None = None) -> Block | None:
    """Seal all finished entries into one block; None where there is nothing new."""
    with transaction.atomic():
        last = Block.objects.order_by("-id").first()
        low, high = (last.upto if last else 0), _finished_below()
        if high <= low or not Entry.objects.filter(xid__gte=low, xid__lt=high).exists():
            return None
        digest, count = _mac(last.seal if last else "", _between(low, high))
        block = Block.objects.create(upto=high, entries=count, seal=digest, sealed_at=at)
    if head_folder is not None:
        keys.write_private(head_folder / "journal.head", f"{block.id} {block.seal}\n".encode())
    return block


@dataclass(frozen=True)
class Verdict:
    """What verification found: ``ok``, how many blocks and entries were checked, and the first fault in a sentence."""

    ok: bool
    blocks: int
    entries: int
    unsealed: int
    fault: str = ""
    head: str = ""


def verify(head: str | None = None, head_folder: Path | None = None) -> Verdict:
    """
    Check every block against the entries that stand in the database, and the end against the last seal known outside.

    Finds an entry that was changed, removed, inserted or swapped, a tail that was cut off, columns that differ from the
    digested text, and a chain that was made again without the key.
    """
    before, low, blocks, entries = "", 0, 0, 0
    for block in Block.objects.order_by("id"):
        digest, count = _mac(before, _between(low, block.upto))
        if digest != block.seal or count != block.entries:
            return Verdict(False, blocks, entries, 0, f"block {block.id} of {block.sealed_at:%Y-%m-%d %H:%M}: its {block.entries} entries are not as they were sealed")
        before, low, blocks, entries = block.seal, block.upto, blocks + 1, entries + count
    unsealed = Entry.objects.filter(xid__gte=low).count()
    fault = _columns_fault()
    if not fault and Entry.objects.count() != entries + unsealed:
        fault = "there are entries that stand in no block and not after the last one"
    if fault:
        return Verdict(False, blocks, entries, 0, fault)
    known = head
    if known is None and head_folder is not None and (head_folder / "journal.head").exists():
        known = (head_folder / "journal.head").read_text().split()[1]
    if known and not Block.objects.filter(seal=known).exists():
        return Verdict(False, blocks, entries, 0, "the last seal that was kept outside is not in the journal: its tail was cut off or it was made again")
    return Verdict(True, blocks, entries, unsealed, "", before)


def _columns_fault() -> str:
    """The columns beside the digested text must say the same as the text."""
    subjects: dict[int, list] = {}
    for entry_id, kind, key, uid in EntrySubject.objects.order_by("entry_id", "id").values_list("entry_id", "kind", "key", "uid").iterator(chunk_size=BATCH):
        subjects.setdefault(entry_id, []).append([kind, key, str(uid) if uid else None])
    for row in Entry.objects.order_by("id").iterator(chunk_size=BATCH):
        said = json.loads(row.text)
        same = (
            said["uid"] == str(row.uid)
            and said["verb"] == row.verb
            and said["by"] == [row.actor_kind, fact(row.actor_uid), row.organisation_id, row.unit_id]
            and said["space"] == row.space
            and said["label"] == row.label_id
            and said["crisis"] == fact(row.crisis_uid)
            and said["cause"] == fact(row.cause_uid)
            and said["at"] == fact(row.at)
            and said["recorded"] == fact(row.recorded_at)
            and said["about"] == subjects.get(row.id, [])
        )
        if not same:
            return f"entry {row.uid}: its columns do not say what was digested"
    return ""
