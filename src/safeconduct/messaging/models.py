"""Templates, messages, deliveries, what came in."""

from django.db import models
from django.db.models import Q

from safeconduct.access.fields import SealedField
from safeconduct.access.scope import Scoped
from safeconduct.kernel.ids import new_uid


class Template(models.Model):
    """A text in versions and languages; published versions never change."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, null=True)  # null: ships with the product
    key = models.CharField(max_length=60)
    version = models.IntegerField(default=1)
    purpose = models.CharField(max_length=20)  # warn, instruct, inform, ask_status, assemble, correct, all_clear
    texts = models.JSONField(default=dict)  # language: {"text", "neutral", "state": reviewed|machine|source, "reviewed_by", "reviewed_at"}
    state = models.CharField(max_length=10, default="draft")  # draft, approved, superseded
    written_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key", "version"], name="template_version")]


class Message(models.Model):
    """One thing said to an audience: drafted, previewed in numbers, released, perhaps corrected."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    crisis_uid = models.UUIDField(null=True, db_index=True)
    hazard_uid = models.UUIDField(null=True, db_index=True)
    alert_uid = models.UUIDField(null=True)
    campaign_uid = models.UUIDField(null=True)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True)
    purpose = models.CharField(max_length=20)
    texts = models.JSONField(default=dict)  # language: {"text", "neutral", "state"}
    audience = models.JSONField(default=dict)  # conditions that hold together, as queries.audience.resolve reads them
    authority = models.JSONField(default=dict)  # {"name", "time", "instruction", "language"} of the issuing authority
    differs_because = models.TextField(blank=True)
    channels = models.JSONField(default=list)  # order: sms, email, call_list
    state = models.CharField(max_length=12, default="draft")  # draft, waiting, sending, sent, withdrawn, cancelled
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    numbers = models.JSONField(default=dict)  # the preview as it was shown at release
    written_by = models.UUIDField(null=True)
    released_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    machine_accepted_by = models.UUIDField(null=True)  # who answered for machine text
    agrees = models.BooleanField(default=False)  # our advice says the same as the authority's instruction
    unit_uid = models.UUIDField(null=True)  # the unit in which it was released: it is delivered with that unit's sight
    proposed_by = models.UUIDField(null=True)
    proposal_uid = models.UUIDField(null=True, db_index=True)
    filled_at = models.DateTimeField(null=True)  # every delivery row is made
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "released_at"], name="message_state")]


class Audience(models.Model):
    """A choice of people under a name: the conditions, never the people; who is in it is asked anew each time, with the eyes of whoever asks."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    asked = models.JSONField(default=dict)  # as Message.audience; uids where it is a list
    written_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "space", "name"], name="audience_name")]
        ordering = ["name"]


class Delivery(Scoped):
    """One text to one person by one channel. The truth about what left and what arrived."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.IntegerField(default=0)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")  # null: a duty telephone
    contact_uid = models.UUIDField(null=True)
    via = models.UUIDField(null=True, db_index=True)  # the delivery that went to the same telephone: this person was reached by it
    address = SealedField()  # as used; index beside it
    index = models.CharField(max_length=32, blank=True, db_index=True)
    channel = models.CharField(max_length=12)  # sms, email, call_list, file, sink
    language = models.CharField(max_length=12)
    fell_back = models.BooleanField(default=False)
    neutral = models.BooleanField(default=False)
    machine = models.BooleanField(default=False)  # the text was translated by a machine and an officer answered for it
    text = SealedField()
    parts = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=12, default="waiting")  # waiting, handed_over, delivered, failed, expired, withdrawn; on a call list delivered means: spoken to
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True, db_index=True)
    fault = models.CharField(max_length=60, blank=True)
    moved_on = models.BooleanField(default=False)  # it failed, and the next channel was tried
    reply = models.BooleanField(default=False)  # answers what the person wrote: it goes also to a number that said stop
    case_uid = models.UUIDField(null=True)
    crisis_uid = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(space=0) | Q(channel="sink"), name="exercise_only_sink"),
            models.UniqueConstraint(fields=["message", "person", "channel"], name="delivery_once"),
            models.UniqueConstraint(  # a telephone that several people share gets one text
                fields=["message", "channel", "index"], condition=Q(via=None, channel__in=["sms", "email"]) & ~Q(state="withdrawn") & ~Q(index=""), name="delivery_address_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_next"), models.Index(fields=["message", "state", "label"], name="delivery_counts")]


class Inbound(Scoped):
    """Something that somebody sent to us. Kept, understood where it can be, else read by a person."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    channel = models.CharField(max_length=12)
    provider_id = models.CharField(max_length=80)
    address = SealedField()
    index = models.CharField(max_length=32, db_index=True)
    text = SealedField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    understood = models.CharField(max_length=20, blank=True)  # safe, help, stop, wrong_person, other, unclear
    certain = models.BooleanField(default=False)
    candidates = models.SmallIntegerField(default=0)  # people who have this address: with more than one nobody is chosen by a machine
    handled_at = models.DateTimeField(null=True)
    handled_by = models.UUIDField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "provider_id"], name="inbound_once")]


class Refusing(models.Model):
    """Somebody said stop: this number is not written to again. Only its blind index is kept."""

    index = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField()
