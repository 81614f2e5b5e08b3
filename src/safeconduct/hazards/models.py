"""Feeds, alerts, hazards joined from several sources, assessments. No personal data: counts are computed when asked."""

from django.db import models

from safeconduct.kernel.ids import new_uid


class Feed(models.Model):
    """Where alerts come from, how often we look, and how it went."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500, blank=True)  # empty: file drop only
    kind = models.CharField(max_length=12, default="auto")
    every_seconds = models.IntegerField(default=300)
    active = models.BooleanField(default=True)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    last_ok_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=80, blank=True)  # Last-Modified, as the source wrote it
    digest = models.CharField(max_length=64, blank=True)  # of the last answer
    looked_at = models.DateTimeField(null=True)  # the last try, whatever came of it


class Hazard(models.Model):
    """One thing that happens, perhaps told by several sources."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    crisis_uid = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    onset = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    current = models.BooleanField(default=True)
    bands = models.JSONField(default=list)  # [{"band": 1-4, "name", "polygons": [[[lon,lat]…]…], "circles": [[lon,lat,km]…]}] of the leading alert
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    estimated = models.BooleanField(default=False)  # the footprint is our proposal, not the source's
    joined_uid = models.UUIDField(null=True)  # the hazard that this one turned out to be
    counted_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class Alert(models.Model):
    """One message of one source, kept as it came, with what we read in it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, null=True)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="alerts")
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    source = models.CharField(max_length=12)  # cap, gdacs, usgs, shakemap
    identifier = models.CharField(max_length=300)
    sender = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=300, blank=True)
    sent = models.DateTimeField()
    status = models.CharField(max_length=12)
    msg_type = models.CharField(max_length=12)
    references = models.JSONField(default=list)
    kind = models.CharField(max_length=30, blank=True)
    severity = models.CharField(max_length=12, blank=True)
    urgency = models.CharField(max_length=12, blank=True)
    certainty = models.CharField(max_length=12, blank=True)
    effective = models.DateTimeField(null=True)
    onset = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    incidents = models.CharField(max_length=400, blank=True)  # the source's names of the event, a blank between
    estimated = models.BooleanField(default=False)  # its footprint is ours
    current = models.BooleanField(default=True)  # the source does not say that it is over
    infos = models.JSONField(default=list)  # every info block: language, event, headline, description, instruction …
    areas = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    proposes = models.BooleanField(default=False)
    why = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)  # cancelled or superseded
    withdrawn_by = models.UUIDField(null=True)  # the alert that did it
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "source", "sender", "identifier", "sent"], name="alert_once")]


class Receipt(models.Model):
    """A file or answer of a feed that was read: accepted, refused or ignored, and why."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, null=True)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    name = models.CharField(max_length=500)
    alerts = models.IntegerField(default=0)  # how many it held
    digest = models.CharField(max_length=64, db_index=True)
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()


class Assessment(models.Model):
    """A trigger fired: somebody must judge, until a time. It changes no level by itself."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="assessments")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    crisis_uid = models.UUIDField(null=True)
    rule = models.CharField(max_length=60)
    reasons = models.JSONField(default=list)
    inside_low = models.IntegerField(null=True)  # people of the own organisation, as its least member sees them
    inside_high = models.IntegerField(null=True)
    task_uid = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")  # open, message, no_action, crisis
    closed_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)


class Count(models.Model):
    """How many people of one label are inside a hazard: counted again and again by a job, so that lists need no geometry."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="counts")
    label = models.ForeignKey("access.Label", on_delete=models.PROTECT, related_name="+")
    certain = models.IntegerField()
    possible = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hazard", "label"], name="hazard_count_once")]
