"""Templates and drafts: writing, approving, choosing an audience. Nothing leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.gate import action, in_crisis, note
from safeconduct.access.queries import organisation_name
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.messaging import queries, rules
from safeconduct.messaging.models import Message, Template
from safeconduct.messaging.shipped import SHIPPED, texts_of_correction, texts_of_shipped

STATES = ("source", "machine", "reviewed")


@action("messaging.write_template", about=["template"], facts=["key", "purpose"])
def write_template(actor: Actor, *, template: UUID, key: str, purpose: str, texts: Mapping[str, Mapping[str, Any]], at: datetime) -> UUID:
    """
    Write a template: a fresh draft, or the next version of one that was approved. A draft of that uid is written anew.

    ``texts`` is {language: {"text", "neutral", "state"}}. Refuses ``NotEmpty`` and ``UnknownPlace``.
    """
    cleaned = _cleaned(texts)
    row = Template.objects.filter(uid=template, organisation_id=actor.organisation_id).first()
    if row is not None:
        if row.state != "draft":
            raise rules.AlreadyDecided(state=row.state)
        row.texts, row.purpose, row.written_by = cleaned, purpose, actor.uid
        row.save()
        return row.uid
    newest = Template.objects.filter(organisation_id=actor.organisation_id, key=key).order_by("-version").values_list("version", flat=True).first() or 0
    Template.objects.create(
        uid=template, organisation_id=actor.organisation_id, key=key, version=newest + 1, purpose=purpose, texts=cleaned, written_by=actor.uid, made_at=at
    )
    note(version=newest + 1)
    return template


def _cleaned(texts: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    out = {}
    for language, entry in texts.items():
        rules.check_text(entry.get("text", ""))
        rules.check_text(entry.get("neutral", ""), empty_ok=True)
        state = entry.get("state", "source")
        out[language] = {"text": entry["text"], "neutral": entry.get("neutral", ""), "state": state if state in STATES else "machine"}
    return out


@action("messaging.approve_template", about=["template"])
def approve_template(actor: Actor, *, template: UUID, at: datetime) -> UUID:
    """Approve a template that somebody else wrote; the version before is superseded. Refuses ``OwnText``."""
    row = Template.objects.select_for_update().filter(uid=template, organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotFound()
    if row.written_by is not None and row.written_by == actor.uid:
        raise rules.OwnText()
    if row.state != "draft":
        raise rules.AlreadyDecided(state=row.state)
    if not row.texts:
        raise rules.NoText()
    Template.objects.filter(organisation_id=row.organisation_id, key=row.key, state="approved").update(state="superseded")
    row.state, row.approved_by, row.approved_at = "approved", actor.uid, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    return row.uid


@action("messaging.review_text", about=["template"], facts=["language"])
def review_text(actor: Actor, *, template: UUID, language: str, at: datetime) -> UUID:
    """Somebody who reads the language has read this text and answers for it; the words themselves do not change."""
    row = Template.objects.select_for_update().filter(uid=template, organisation_id=actor.organisation_id).first()
    if row is None or language not in row.texts:
        raise NotFound()
    row.texts[language] |= {"state": "reviewed", "reviewed_by": str(actor.uid), "reviewed_at": at.isoformat()}
    row.save(update_fields=["texts"])
    return row.uid


@action("messaging.load_shipped")
def load_shipped(actor: Actor, *, at: datetime) -> int:
    """Put the templates of the product in place; the same again changes nothing, changed words become the next version."""
    made = 0
    for key, purpose in SHIPPED.items():
        texts = texts_of_shipped(key)
        held = Template.objects.filter(organisation=None, key=key, state="approved").first()
        if held is not None and held.texts == texts:
            continue
        if held is not None:
            held.state = "superseded"
            held.save(update_fields=["state"])
        version = held.version + 1 if held else 1
        Template.objects.create(
            uid=new_uid(), organisation=None, key=key, version=version, purpose=purpose, texts=texts, state="approved", approved_at=at, made_at=at
        )
        made += 1
    note(made=made)
    return made


@action("messaging.draft_message", about=["message", "crisis", "hazard", "alert"], facts=["purpose"])
def draft_message(
    actor: Actor, *, message: UUID, audience: Mapping[str, Any], purpose: str = "", template: UUID | str | None = None, texts: Mapping[str, Mapping] | None = None,
    channels: list[str] | None = None, crisis: UUID | None = None, hazard: UUID | None = None, alert: UUID | None = None, campaign: UUID | None = None,
    authority: Mapping[str, str] | None = None, expires_at: datetime | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    Draft one thing to be said to an audience, from an approved template (its uid or key) or from texts.

    ``authority`` is the issuing authority's {"name", "time", "instruction", "language"}; where it is not given the room that
    holds the alert is asked. Refuses ``NotApproved``, ``UnknownChannel`` and what a text may not be.
    """
    base = None
    if template:
        base = queries.approved(actor, template)
        if base.state != "approved":
            raise rules.NotApproved()
    for channel in channels or ():
        if channel not in rules.CHANNELS:
            raise rules.UnknownChannel(channel=channel)
    if authority is None and (alert or hazard):
        authority = next((found for found in ask("messaging.authority", actor, alert=alert, hazard=hazard) if found), None)
    authority = dict(authority or {})
    values = {"office": organisation_name(actor.organisation_id), "authority": authority.get("name", ""), "when": authority.get("time", "")[:16].replace("T", " ")}
    values["instruction"] = authority.get("instruction", "")
    chosen = _cleaned(texts) if texts else dict(base.texts) if base else {}
    Message.objects.create(
        uid=message, space_id=actor.space, organisation_id=actor.organisation_id, crisis_uid=crisis, hazard_uid=hazard, alert_uid=alert, campaign_uid=campaign,
        template=base, purpose=purpose or (base.purpose if base else "inform"), texts={k: _said(v, values) for k, v in chosen.items()}, audience=plain(audience),
        authority=authority, channels=list(channels or rules.CHANNELS), written_by=actor.uid, expires_at=expires_at, made_at=at,
    )  # fmt: skip
    in_crisis(crisis)
    return message


def _said(entry: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """One language's texts with what is the same for everybody filled in; a neutral text never names an office."""
    return dict(entry) | {"text": rules.filled(entry.get("text", ""), values), "neutral": rules.filled(entry.get("neutral", ""), values)}


def plain(audience: Mapping[str, Any]) -> dict[str, Any]:
    """The conditions of an audience as they are kept: uids as text."""
    return {k: [str(x) if isinstance(x, UUID) else x for x in v] if isinstance(v, (list, tuple)) else str(v) if isinstance(v, UUID) else v for k, v in audience.items()}


@action("messaging.write_text", about=["message"], facts=["language"])
def write_text(actor: Actor, *, message: UUID, language: str, text: str, neutral: str = "", machine: bool = False, at: datetime) -> UUID:
    """Write the text of a draft in one language. An empty text takes the language away. Refuses ``AlreadyDecided``."""
    row = queries.row_of(actor, message, lock=True)
    if not rules.LIFE.may(row.state, "write"):
        raise rules.AlreadyDecided(state=row.state)
    texts = {k: v for k, v in row.texts.items() if k != language}
    if text.strip():
        texts |= _cleaned({language: {"text": text, "neutral": neutral, "state": "machine" if machine else "source"}})
    row.texts = texts
    row.save(update_fields=["texts"])
    in_crisis(row.crisis_uid)
    return row.uid


@action("messaging.draft_correction", about=["message", "of"])
def draft_correction(actor: Actor, *, message: UUID, of: UUID, texts: Mapping[str, Mapping] | None = None, at: datetime) -> UUID:
    """
    Draft what those must hear to whom a message went: that it is withdrawn, or the texts given. Once for each message.

    Called by the room of hazards when an alert is updated or cancelled, and by an officer. It leaves only when it is released.
    """
    was = queries.row_of(actor, of, lock=True)
    held = Message.objects.filter(corrects=was, state__in=["draft", "waiting"]).values_list("uid", flat=True).first()
    if held is not None:
        return held
    when = (was.released_at or was.made_at).strftime("%Y-%m-%d %H:%M UTC")
    Message.objects.create(
        uid=message, space_id=was.space_id, organisation_id=was.organisation_id, crisis_uid=was.crisis_uid, hazard_uid=was.hazard_uid, alert_uid=was.alert_uid,
        purpose="correct", texts=_cleaned(texts) if texts else texts_of_correction(when), audience={"reached_by": str(was.uid)}, channels=was.channels,
        corrects=was, written_by=actor.uid, made_at=at,
    )  # fmt: skip
    in_crisis(was.crisis_uid)
    return message
