"""Reports as they were published: a frozen snapshot of figures."""

from django.db import models

from safeconduct.kernel.ids import new_uid


class Report(models.Model):
    """A situation report: figures frozen at a moment, with the words beside them."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    crisis_uid = models.UUIDField(db_index=True)
    number = models.IntegerField()
    label_ids = models.JSONField(default=list)  # the labels that its figures were counted under
    figures = models.JSONField(default=list)
    narrative = models.TextField(blank=True)
    made_by = models.UUIDField(null=True)
    as_of = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "crisis_uid", "number"], name="report_number")]


class RecordedFigure(models.Model):
    """A number that somebody else says, kept as it was said: it stands beside ours and is never mixed with it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    space = models.ForeignKey("access.Space", on_delete=models.PROTECT, default=0)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    crisis_uid = models.UUIDField(db_index=True)
    of = models.CharField(max_length=40)  # which of our figures it stands beside
    low = models.IntegerField()
    best = models.IntegerField(null=True)
    high = models.IntegerField()
    source = models.CharField(max_length=200)
    meaning = models.CharField(max_length=300, blank=True)
    as_of = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
