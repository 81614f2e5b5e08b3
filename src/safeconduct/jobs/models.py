"""Jobs and their schedule."""

from django.db import models

from safeconduct.kernel.ids import new_uid


class Job(models.Model):
    """One piece of work. Waiting, running, done, failed or cancelled."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")
    due_at = models.DateTimeField(db_index=True)
    attempts = models.IntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    runner = models.CharField(max_length=40, blank=True)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    fault = models.CharField(max_length=120, blank=True)  # the class of the error and where: never its text
    owner_uid = models.UUIDField(null=True)  # who may watch and cancel it
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="job_next")]


class Schedule(models.Model):
    """What comes again and again, and how it went last time."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=120, blank=True)
