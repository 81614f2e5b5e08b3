"""Plans and their versions. What was published stays as it was: the database itself refuses to change it (guards.py)."""

from django.db import models
from django.db.models import Q

from safeconduct.access.fields import SealedField
from safeconduct.access.scope import Scoped
from safeconduct.kernel.ids import new_uid


class Plan(Scoped):
    """A contingency plan or procedure of a unit, for a place: one from its first draft to its review."""

    SCOPE_PLACE = "place_path"
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)  # consular, host, sop
    title = models.CharField(max_length=200)  # of the newest version
    place_path = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    stale = models.JSONField(default=list)  # what made the version in force stale: codes with numbers
    stale_since = models.DateTimeField(null=True)
    watched_at = models.DateTimeField(null=True)


class PlanVersion(Scoped):
    """A version: the document as its canonical text, sealed, with its digest; who wrote it and who approved it."""

    SCOPE_PLACE = "plan__place_path"
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    status = models.CharField(max_length=10, default="draft")  # draft, in_review, approved, superseded
    document = SealedField()
    digest = models.CharField(max_length=64)
    review_date = models.DateField(null=True)
    authors = models.JSONField(default=list)  # uids of all who changed it, the last one last
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    proposal_uid = models.UUIDField(null=True)
    sent_back = models.TextField(blank=True)  # why the reviewer wants it changed
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
            models.UniqueConstraint(fields=["plan"], condition=Q(status__in=["draft", "in_review"]), name="plan_one_draft"),
            models.UniqueConstraint(fields=["plan"], condition=Q(status="approved"), name="plan_one_in_force"),
            models.CheckConstraint(condition=~Q(status__in=["approved", "superseded"]) | Q(approved_by__isnull=False, approved_at__isnull=False), name="plan_approved_by_somebody"),
        ]
