"""Campaigns, personal links, answers, standings, wardens' lists."""

from django.db import models

from safeconduct.access.fields import SealedField
from safeconduct.access.scope import Scoped
from safeconduct.kernel.ids import new_uid


class Campaign(models.Model):
    """One question to an audience in a crisis, from when to when."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    crisis_uid = models.UUIDField(db_index=True)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    message_uid = models.UUIDField(null=True)
    audience = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="draft")  # draft, running, ended
    started_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)


class Ask(Scoped):
    """A person of a campaign: the personal link (only its digest is kept) and the short code; both end with the campaign."""

    SCOPE_PLACE = "person__path"
    SCOPE_CRISIS = "campaign__crisis_uid"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=12, db_index=True)
    asked_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="ask_once")]


class Answer(Scoped):
    """What somebody said, with history: nothing is overwritten."""

    SCOPE_PLACE = "person__path"
    SCOPE_CRISIS = "crisis_uid"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    client_id = models.UUIDField(unique=True)  # made by whoever sends: sending again changes nothing
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    crisis_uid = models.UUIDField(null=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=20)  # safe_staying, safe, needs_assistance, wants_to_leave, left, declined
    by = models.CharField(max_length=10, default="self")  # self, another, officer, warden
    way = models.CharField(max_length=10)  # link, code, sms, web, call, officer
    new_number = models.BooleanField(default=False)
    people = models.SmallIntegerField(default=1)
    note = SealedField()
    where_text = SealedField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    case_uid = models.UUIDField(null=True)
    many_from_one_source = models.BooleanField(default=False)  # came through the open door with many others from one place in the network

    class Meta:
        indexes = [
            models.Index(fields=["crisis_uid", "person", "at"], name="answer_person"),
            models.Index(fields=["crisis_uid"], condition=models.Q(many_from_one_source=True), name="answer_many"),
        ]


class Standing(Scoped):
    """Where a person stands in a crisis now: the newest answer, and why somebody is not yet accounted for."""

    SCOPE_PLACE = "person__path"  # a right that is limited to a place reaches the rows of people there
    SCOPE_CRISIS = "crisis_uid"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    crisis_uid = models.UUIDField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    record = models.CharField(max_length=12, default="on_file")  # on_file, provisional: never added up
    band = models.SmallIntegerField(default=0)
    certain = models.BooleanField(default=True)
    state = models.CharField(max_length=20, default="not_yet")  # not_yet, safe_staying, needs_assistance, wants_to_leave, assisted, relocated, departed, arrived, handed_over
    reason = models.CharField(max_length=20, blank=True)  # no_contact, not_safe, not_delivered, no_answer, by_another
    reached = models.BooleanField(default=False)
    since = models.DateTimeField()
    answer_uid = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis_uid", "person"], name="standing_once")]
        indexes = [models.Index(fields=["crisis_uid", "state", "reason", "record", "label"], name="standing_counts")]


class Warden(models.Model):
    """Somebody of the community who calls people under a signed duty, only those assigned, for the days of the campaign."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True)
    name = SealedField()
    path = models.CharField(max_length=200)
    languages = models.JSONField(default=list)
    signed_on = models.DateField(null=True)
    signed_until = models.DateField(null=True)
    alternate = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    tested_at = models.DateTimeField(null=True)


class CallList(models.Model):
    """A numbered list that one warden holds until a day: a name and a telephone, nothing else about the person."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    warden = models.ForeignKey(Warden, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class CallItem(Scoped):
    """One person on a call list, and what the call brought."""

    SCOPE_PLACE = "person__path"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    call_list = models.ForeignKey(CallList, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    tries = models.SmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)  # answered, not_reached, wrong_number
    at = models.DateTimeField(null=True)
