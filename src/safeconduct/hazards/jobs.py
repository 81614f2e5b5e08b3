"""What hazards do by themselves: look at feeds and the drop folder, count who is inside, let triggers ask for a judgement."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from safeconduct.access import actors, labels
from safeconduct.access.models import Label, Organisation
from safeconduct.hazards import actions, fetching, queries, rules
from safeconduct.hazards.kinds import data
from safeconduct.hazards.models import Count, Feed, Hazard, Receipt
from safeconduct.jobs.runner import every, job
from safeconduct.kernel.actors import REALITY, Actor
from safeconduct.kernel.ids import new_uid

MOST_LINKS = 40  # fetched of one index in one turn; the rest follow in the next
LASTS = timedelta(hours=72)  # a hazard whose alerts name no end
SETTLED = 2.0  # seconds that a dropped file must lie untouched before it is read


# -- feeds ---------------------------------------------------------------------------------------------------------------------


@every(20, "hazards.poll")
def poll(progress, at=None):
    """Look at every active feed that is due. The network is waited for outside of every transaction."""
    now = at or timezone.now()
    for feed in Feed.objects.filter(active=True).exclude(url="").order_by(F("looked_at").asc(nulls_first=True)):
        if feed.looked_at is None or feed.looked_at + timedelta(seconds=feed.every_seconds) <= now:
            look_at(feed, now)


def look_at(feed: Feed, now: datetime) -> None:
    """One turn of one feed: what came is taken in, how it went is written beside its address."""
    actor = replace(actors.gateway(), space=feed.space_id)
    try:
        answer = fetching.fetch(feed.url, etag=feed.etag, modified=feed.modified)
        digest = hashlib.sha256(answer.body).hexdigest() if answer.body is not None else feed.digest
        said, whole = "", True
        if answer.body is not None and (digest != feed.digest or feed.last_error):
            taken = actions.take_in(actor, name=feed.url, data=answer.body, feed=feed.uid, at=now)
            said = taken.reason if taken.outcome == "refused" else ""
            failed, whole = _follow(actor, feed, taken.links, now)
            said = said or failed
    except fetching.NotFetched as wrong:
        Feed.objects.filter(id=feed.id).update(looked_at=now, last_error_at=now, last_error=str(wrong)[:200])
        return
    values = {"looked_at": now, "etag": answer.etag if whole else "", "modified": answer.modified if whole else "", "digest": digest if whole else ""}
    values |= {"last_error_at": now, "last_error": said[:200]} if said else {"last_ok_at": now, "last_error": ""}
    Feed.objects.filter(id=feed.id).update(**values)


def _follow(actor: Actor, feed: Feed, links, now: datetime) -> tuple[str, bool]:
    """Fetch what an index points to and we have not read yet, newest first; the first fault, and whether nothing is left."""
    wanted = {link.href[:500]: link for link in links}
    known = {}
    hrefs = list(wanted)
    for start in range(0, len(hrefs), 500):
        rows = Receipt.objects.filter(feed=feed, name__in=hrefs[start : start + 500]).exclude(outcome="failed")
        known |= dict(rows.order_by("received_at").values_list("name", "received_at"))
    news = [link for href, link in wanted.items() if href not in known or (link.updated and link.updated > known[href])]
    news.sort(key=lambda link: link.updated.timestamp() if link.updated else 0.0, reverse=True)
    fault = ""
    for link in news[:MOST_LINKS]:
        try:
            answer = fetching.fetch(link.href, seconds=15.0)
            actions.take_in(actor, name=link.href, data=answer.body or b"", feed=feed.uid, at=now)
        except fetching.NotFetched as wrong:
            fault = fault or f"{link.href}: {wrong}"
    return fault, len(news) <= MOST_LINKS and not fault


# -- the drop folder -------------------------------------------------------------------------------------------------------------


@every(10, "hazards.drop")
def read_drop_folder(progress, at=None):
    """Read what was laid into the drop folder, move it to ``read``, keep a receipt. A file still being written waits."""
    now = at or timezone.now()
    folder = actions.drop_folder()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    done = folder / "read"
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file() or path.name.startswith(".") or path.suffix in (".part", ".tmp"):
            continue
        if timezone.now().timestamp() - path.stat().st_mtime < SETTLED:
            continue
        body = path.read_bytes() if path.stat().st_size <= actions.MOST_BYTES else b"\0" * (actions.MOST_BYTES + 1)
        actions.take_in(actors.gateway(), name=path.name, data=body, at=now)
        done.mkdir(exist_ok=True)
        path.replace(done / f"{now:%Y%m%dT%H%M%S}-{path.name}")


# -- who is inside, and what that triggers ---------------------------------------------------------------------------------------


@job("hazards.weigh", tries=3)
def weigh(progress, hazard: str, space: int = REALITY, at=None):
    """Count who is inside one hazard, label by label, and let the trigger rules ask each owner for a judgement."""
    now = at or timezone.now()
    row = Hazard.objects.filter(uid=UUID(str(hazard)), space_id=space).first()
    if row is None:
        return
    counts = count(row, now)
    assess(row, counts, now)


@every(60, "hazards.watch")
def watch(progress, at=None):
    """End what has run out; count anew what changed, and every two minutes what may propose a message, for people move."""
    now = at or timezone.now()
    for space in Hazard.objects.filter(current=True).values_list("space_id", flat=True).distinct():
        last = now - LASTS
        past = Hazard.objects.filter(space_id=space, current=True).filter(Q(expires__lt=now) | Q(expires=None, changed_at__lt=last))
        uids = list(past.values_list("uid", flat=True)[:200])
        if uids:
            actions.end_past(_weighing(space), hazards=uids, at=now)
    open_ = Hazard.objects.filter(current=True)
    due = open_.filter(Q(counted_at=None) | Q(counted_at__lt=now - timedelta(minutes=30)) | Q(counted_at__lt=now - timedelta(minutes=2), alerts__proposes=True))
    for at_, (uid, space) in enumerate(due.distinct().values_list("uid", "space_id")[:200], 1):
        weigh(progress, str(uid), space, now)
        progress.step(at_)


def _weighing(space: int, organisation: Organisation | None = None, seen: frozenset[int] = frozenset()) -> Actor:
    """The job of weighing: it sees the labels that it is given and no others."""
    return Actor(kind="job", duty="hazards.weigh", space=space, organisation_id=organisation.id if organisation else None, state=organisation.state if organisation else "", labels=seen)


def count(row: Hazard, now: datetime) -> dict[int, tuple[int, int]]:
    """Certain and possible people inside by label, kept beside the hazard so that a list shows each reader only what their labels show."""
    every_label = list(Label.objects.filter(space_id=row.space_id).values_list("id", flat=True))
    pairs = queries.counts_of([_weighing(row.space_id, seen=frozenset([label])) for label in every_label], row.uid, now)
    counts = {label: pair for label, pair in zip(every_label, pairs, strict=True) if pair[1]}
    with transaction.atomic():
        Count.objects.filter(hazard=row).delete()
        Count.objects.bulk_create(Count(hazard=row, label_id=label, certain=sure, possible=may, counted_at=now) for label, (sure, may) in counts.items())
        Hazard.objects.filter(id=row.id).update(counted_at=now)
    return counts


def assess(row: Hazard, counts: dict[int, tuple[int, int]], now: datetime) -> list[UUID]:
    """Open the assessments that the rules ask for, for each organisation that answers for people inside, from its own visible count alone."""
    facts = rules.facts_of(queries.standing(row.uid))
    opened = []
    owners = Organisation.objects.filter(id__in=Label.objects.filter(id__in=counts).values("owner_id"))
    for owner in owners:
        mine = labels.visible(space=row.space_id, organisation=owner.id, state=owner.state, functions=(), not_firewalled=False, user_id=None, at=now)
        own = mine & set(Label.objects.filter(id__in=counts, owner=owner).values_list("id", flat=True))
        sure, may = (sum(counts[label][part] for label in own) for part in (0, 1))
        if not may:
            continue
        for trigger in rules.evaluate(data("triggers.json"), {**facts, "nationals_inside": may}):
            if trigger.fired:
                actor = _weighing(row.space_id, owner)
                opened.append(
                    actions.open_assessment(
                        actor, assessment=new_uid(), organisation=owner.id, rule=trigger.rule_id, reasons=list(trigger.reasons), due_hours=trigger.due_hours,
                        hazard=row.uid, inside=(sure, may), at=now,
                    )
                )  # fmt: skip
    return opened
