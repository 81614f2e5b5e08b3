"""An alert comes in: once, in any order of arrival, and the hazard that it tells of follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access.gate import action, concerns, note
from safeconduct.hazards import footprints, rules
from safeconduct.hazards.models import Alert, Feed, Hazard
from safeconduct.hazards.readers import Alert as Read
from safeconduct.hazards.readers import Reference
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import REALITY, Actor
from safeconduct.kernel.verbs import ask
from safeconduct.places import queries as places

VERSIONED = ("usgs", "gdacs", "shakemap", "geonet", "nhc", "tcm", "nsw")  # sources that say the same event again instead of an Update
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor")


@action("hazards.receive", facts=["digest"])
def receive(actor: Actor, *, alert: Read, digest: str, feed: UUID | None = None, warnings: list[str] | None = None, at: datetime) -> UUID:
    """
    Take one alert in, once, in any order of arrival, and say whether it may propose a message.

    The same alert again changes nothing. An Update or Cancel withdraws what it names, also when it came first; rooms that wrote
    because of a withdrawn alert hear of it through the slot ``hazards.withdrawn``. Who is inside is counted by a job afterwards.
    """
    row = held(actor, alert, digest)
    if row is not None:
        return row.uid
    row = _row(actor, alert, digest, feed, warnings or [], at)
    named = list(_named(actor.space, alert))
    versions = list(_versions(actor.space, alert, row.source))
    row.hazard = _hazard_for(actor, alert, row, [*named, *versions], at) if _makes_hazard(actor, alert) or named or versions else None
    newest = max((one.sent for one in versions), default=None)
    if newest is not None and newest > row.sent:
        row.withdrawn_at, row.proposes = at, False  # a newer telling of the same event was here first
    row.save()
    for earlier in named:
        if _withdraw(earlier, row, at):
            ask("hazards.withdrawn", earlier.uid, row.uid, at)
    for earlier in versions:
        if earlier.sent <= row.sent and _withdraw(earlier, row, at) and alert.msg_type == "Cancel":
            ask("hazards.withdrawn", earlier.uid, row.uid, at)
    if row.hazard is not None:
        refresh(row.hazard, at)
        concerns("hazard", row.hazard.uid)
        if row.proposes:
            enqueue("hazards.weigh", hazard=row.hazard.uid, space=actor.space)
    return row.uid


def held(actor: Actor, alert: Read, digest: str) -> Alert | None:
    """The same alert where it is on file; one that names no time is known by the digest of its file."""
    rows = Alert.objects.filter(space_id=actor.space, source=source_of(alert), sender=alert.sender[:200], identifier=alert.identifier[:300])
    return rows.filter(sent=alert.sent).first() if alert.sent else rows.filter(digest=digest).first()


def source_of(alert: Read) -> str:
    """cap, gdacs, usgs, shakemap …"""
    return (alert.form or alert.source or "cap").split(" ", 1)[0].lower()[:12]


def _row(actor: Actor, alert: Read, digest: str, feed: UUID | None, warnings: list[str], at: datetime) -> Alert:
    """The alert as it is kept, with what was made of it."""
    codes = {code for info in alert.infos for area in info.areas for code in area.geocodes}
    paths = places.by_geocodes(codes)
    shapes = places.shapes(paths.values())
    bands = footprints.bands_of(alert, {code: shapes[path] for code, path in paths.items() if path in shapes})
    proposes, why = rules.would_propose(alert, at, _known(actor.space, alert), exercise=actor.space != REALITY)
    if alert.sent is None:
        proposes, why = False, ("names no time of its own: it sharpens the hazard that it is joined to", *why)
    worst = min(alert.infos, key=lambda info: SEVERITIES.index(info.severity) if info.severity in SEVERITIES else 4, default=None)
    row = Alert(
        feed=Feed.objects.filter(uid=feed).first() if feed else None, space_id=actor.space, source=source_of(alert), identifier=alert.identifier[:300],
        sender=alert.sender[:200], sender_name=next((i.sender_name for i in alert.infos if i.sender_name), "")[:300], sent=alert.sent or at, status=alert.status,
        msg_type=alert.msg_type, references=[_plain(asdict(r)) for r in alert.references], kind=alert.kind, effective=alert.effective, onset=alert.onset,
        expires=alert.expires, incidents=alert.incidents[:400], estimated=any(area.estimate for area in alert.areas), current=alert.current is not False,
        infos=[_plain(asdict(i)) for i in alert.infos], areas=bands, warnings=warnings, proposes=proposes, why=list(why), received_at=at, digest=digest,
    )  # fmt: skip
    if worst is not None:
        row.severity, row.urgency, row.certainty = worst.severity, worst.urgency, worst.certainty
    by = rules.superseded_by(alert, _known(actor.space, alert))
    if by is not None:
        row.withdrawn_at = at
        row.withdrawn_by = Alert.objects.filter(space_id=actor.space, identifier=by.by).values_list("uid", flat=True).first()
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def _known(space: int, alert: Read) -> dict:
    """The Updates and Cancels on file that may name this alert: none is older than what it names by more than a day of wrong clocks."""
    rows = Alert.objects.filter(space_id=space, msg_type__in=["Update", "Cancel"]).exclude(references=[])
    if alert.sent:
        rows = rows.filter(sent__gte=alert.sent - timedelta(days=1))
    return rules.superseding([_as_read(row) for row in rows.only("identifier", "sender", "sent", "status", "msg_type", "references")])


def _as_read(row: Alert) -> Read:
    references = tuple(Reference(r["sender"], r["identifier"], datetime.fromisoformat(r["sent"]) if r.get("sent") else None) for r in row.references)
    return Read(identifier=row.identifier, sender=row.sender, sent=row.sent, status=row.status, msg_type=row.msg_type, references=references)


def _named(space: int, alert: Read) -> Iterator[Alert]:
    """The alerts on file that an Update or Cancel names."""
    for reference in rules.taken_back(alert):
        for row in Alert.objects.filter(space_id=space, identifier=reference.identifier, status=alert.status).select_related("hazard"):
            if reference.sender.casefold() in ("", row.sender.casefold()) or (reference.sent is not None and reference.sent == row.sent):
                yield row


def _versions(space: int, alert: Read, source: str) -> Iterator[Alert]:
    """Earlier or later tellings of the same event by a source that numbers its events."""
    names = set(alert.incidents.split())
    if source not in VERSIONED or not names:
        return
    for row in Alert.objects.filter(space_id=space, source=source).filter(rules_of(names)).select_related("hazard"):
        if names & set(row.incidents.split()):
            yield row


def rules_of(names: set[str]):
    """Rows that may share a name of the event (a name may stand inside another: the caller compares whole words)."""
    from django.db.models import Q

    some = Q()
    for name in sorted(names)[:20]:
        some |= Q(incidents__contains=name)
    return some


def _withdraw(earlier: Alert, by: Alert, at: datetime) -> bool:
    """Take an alert back; False where that was done before."""
    if earlier.withdrawn_at is not None:
        return False
    earlier.withdrawn_at, earlier.withdrawn_by, earlier.proposes = at, by.uid, False
    earlier.save(update_fields=["withdrawn_at", "withdrawn_by", "proposes"])
    note(withdrew=[str(earlier.uid)])
    return True


def _makes_hazard(actor: Actor, alert: Read) -> bool:
    """Only what is Actual threatens anybody in reality, only what is Exercise threatens inside an exercise."""
    return bool(alert.kind) and rules.is_of_this_space(alert.status, exercise=actor.space != REALITY) and alert.msg_type in ("Alert", "Update")


def _hazard_for(actor: Actor, alert: Read, row: Alert, earlier: list[Alert], at: datetime) -> Hazard | None:
    """The hazard that an alert tells of: that of the alerts it names, that of its ShakeMap or earthquake, else a new one."""
    known = next((one.hazard for one in earlier if one.hazard_id), None) or _of_the_same_event(actor.space, alert, row.source)
    if known is not None:
        if row.source != "shakemap" and not known.onset:
            known.name, known.names, known.onset = *_called(alert), alert.onset or alert.effective
        return known
    if not _makes_hazard(actor, alert):
        return None
    name, names = _called(alert)
    hazard = Hazard(
        space_id=actor.space, kind=alert.kind, name=name, names=names, onset=alert.onset or alert.effective, expires=alert.expires, bands=row.areas, first_at=at,
        changed_at=at, estimated=row.estimated, current=row.current,
    )  # fmt: skip
    set_box(hazard)
    hazard.save()
    return hazard


def _called(alert: Read) -> tuple[str, dict[str, str]]:
    """What a hazard is called, and what in which language."""
    first = alert.infos[0] if alert.infos else None
    name = (first.headline or first.event if first else "") or alert.kind
    return name[:200], {i.language: (i.headline or i.event)[:200] for i in alert.infos if i.headline or i.event}


def _of_the_same_event(space: int, alert: Read, source: str) -> Hazard | None:
    """The earthquake of a ShakeMap, or the ShakeMap that came before its earthquake."""
    names = set(alert.incidents.split())
    if alert.kind != "earthquake" or not names or source == "cap":
        return None
    rows = Alert.objects.filter(space_id=space, kind="earthquake").exclude(source="cap").exclude(hazard=None)
    rows = rows.exclude(source="shakemap") if source == "shakemap" else rows.filter(source="shakemap")
    return next((row.hazard for row in rows.filter(rules_of(names)).select_related("hazard") if names & set(row.incidents.split())), None)


def set_box(hazard: Hazard) -> None:
    """West, south, east, north of the footprint."""
    hazard.west, hazard.south, hazard.east, hazard.north = footprints.box(footprints.engine_bands(hazard.bands)) or (None, None, None, None)


def refresh(hazard: Hazard, at: datetime) -> None:
    """
    A hazard takes the best footprint of its alerts that stand, and the latest end; without one it is over.

    A ShakeMap leads, then what a source drew, then what we estimated; of equals the newest.
    """
    standing = list(hazard.alerts.filter(withdrawn_at=None).exclude(msg_type="Cancel"))
    drawn = [row for row in standing if row.areas]
    lead = max(drawn, key=lambda row: (row.source == "shakemap", not row.estimated, row.sent, row.id), default=None)
    telling = [row for row in standing if row.source != "shakemap"]
    hazard.current = any(row.current for row in (telling or standing))
    if lead is not None:
        hazard.bands, hazard.estimated = lead.areas, lead.estimated
        set_box(hazard)
    ends = [row.expires for row in telling if row.expires]
    hazard.expires = max(ends) if ends else None
    hazard.changed_at, hazard.counted_at = at, None
    hazard.save()
