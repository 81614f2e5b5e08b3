"""Crises, level declarations, tasks."""

from django.db import models

from safeconduct.access.fields import SealedJSONField
from safeconduct.kernel.ids import new_uid


class Crisis(models.Model):
    """Something that puts people at risk, from when to when, and who answers for the data of it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=20)  # natural_disaster, conflict, other
    phase = models.CharField(max_length=20, default="emergency")  # preparedness, emergency, post_crisis
    status = models.CharField(max_length=10, default="open")  # open, closed
    started_at = models.DateTimeField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    controller = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    data_officer = models.CharField(max_length=200)
    paths = models.JSONField(default=list)  # places that it covers
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    zone = models.CharField(max_length=60, default="UTC")
    impact = SealedJSONField()  # the short data-protection impact assessment

    class Meta:
        ordering = ["-started_at"]


class Level(models.Model):
    """A declaration of a level: insert-only, each supersedes the one before in its area."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="levels")
    scheme = models.CharField(max_length=40)
    scheme_version = models.CharField(max_length=20, blank=True)
    rank = models.SmallIntegerField()
    key = models.CharField(max_length=40)
    paths = models.JSONField(default=list)
    reason = models.TextField()
    evidence = models.JSONField(default=list)
    declared_by = models.UUIDField(null=True)
    declared_at = models.DateTimeField()
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True)


class Task(models.Model):
    """Something that somebody must do: what, who, until when, after what, because of what."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, null=True, related_name="tasks")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    label = models.ForeignKey("access.Label", on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=40)  # assessment, plan card, alarm …
    what = models.CharField(max_length=200)
    owner_role = models.CharField(max_length=60, blank=True)
    owner_uid = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="open")  # open, done, dropped
    depends = models.JSONField(default=list)
    source = models.CharField(max_length=40)  # room
    source_uid = models.UUIDField(null=True)
