"""Cases, their notes, their alarms."""

from django.db import models

from safeconduct.access.fields import SealedField
from safeconduct.access.scope import Scoped
from safeconduct.kernel.ids import new_uid


class Case(Scoped):
    """A request for assistance, from asking to knowing whether help came."""

    SCOPE_PLACE = "path"
    SCOPE_CRISIS = "crisis_uid"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True)  # read over a telephone
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    crisis_uid = models.UUIDField(null=True, db_index=True)
    answer_uid = models.UUIDField(null=True)
    path = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=10)
    language = models.CharField(max_length=12)
    people = models.SmallIntegerField(default=1)
    needs = models.JSONField(default=list)  # codes
    triage = models.SmallIntegerField()  # 0-4
    provisional = models.BooleanField(default=True)
    rules = models.JSONField(default=list)  # ids of the rules that gave the class
    state = models.CharField(max_length=12, default="received")  # received, read, assigned, answered, closed
    story = SealedField()
    where_text = SealedField()
    position_cell = models.BigIntegerField(null=True)
    answer_by = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    assigned_to = models.UUIDField(null=True)
    assigned_unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, null=True)
    next_news_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    help_came = models.BooleanField(null=True)
    asked_back_at = models.DateTimeField(null=True)
    alarm_step = models.SmallIntegerField(default=0)  # 0 none, 1 duty officer, 2 deputy, 3 ministry
    alarm_at = models.DateTimeField(null=True)
    many_from_one_source = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "triage", "opened_at", "label"], name="case_queue")]


class Note(Scoped):
    """Something written down in a case; or said to the person, or by the person."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # note, to_person, from_person, triage
    language = models.CharField(max_length=12, blank=True)
    text = SealedField()
    by_uid = models.UUIDField(null=True)
    delivery_uid = models.UUIDField(null=True)
    at = models.DateTimeField()


class Duty(models.Model):
    """Who is on duty for whom, when, and on which telephone an alarm reaches them."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT)
    step = models.SmallIntegerField(default=1)  # 1 duty officer, 2 deputy, 3 ministry
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()


class Alarm(models.Model):
    """An alarm that was raised, to whom and by which channel. It names a code, never a person."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alarms")
    step = models.SmallIntegerField()
    user = models.ForeignKey("access.User", on_delete=models.PROTECT)
    channel = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="waiting")
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
