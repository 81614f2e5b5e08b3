"""Contacts, who is on call, services, agreements. An official is a contact here and never a person of the register."""

from django.db import models
from django.db.models import F, Q

from safeconduct.access.fields import SealedField
from safeconduct.access.models import Organisation
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid


class KeptQuerySet(models.QuerySet):
    """Rows that one organisation keeps, and those that it lets its partners see."""

    def within(self, actor: Actor) -> "KeptQuerySet":
        """What the actor's organisation keeps, and what others opened to everybody here; a duty of the system sees all."""
        if actor.sees_all:
            return self
        return self.filter(Q(owner_id=actor.organisation_id) | self.opened(actor))

    def own(self, actor: Actor) -> "KeptQuerySet":
        """What the actor's organisation keeps, as far as the right at hand reaches: only that may be changed."""
        if actor.sees_all:
            return self
        rows = self.filter(owner_id=actor.organisation_id)
        if actor.places and self.model.PLACE:
            reach = Q()
            for place in actor.places:
                reach |= Q(**{self.model.PLACE: place}) | Q(**{f"{self.model.PLACE}__startswith": place.rstrip("/") + "/"})
            rows = rows.filter(reach)
        return rows

    def opened(self, actor: Actor) -> Q:
        """The condition under which another's row is seen."""
        return Q(**{self.model.OPEN: True})


class AgreementQuerySet(KeptQuerySet):
    """Agreements are seen by who keeps them and by their parties."""

    def opened(self, actor: Actor) -> Q:
        mine = Organisation.objects.filter(id=actor.organisation_id).values("uid")
        return Q(id__in=Party.objects.filter(organisation_uid__in=mine).values("agreement_id"))


class Kept(models.Model):
    """A row that one organisation answers for."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    owner = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    PLACE = "path"  # the column that rights are cut by
    OPEN = "is_open"  # the column that opens it to other organisations of the house

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True


class Contact(Kept):
    """Somebody in post: official, focal point or role holder. It counts when it answered a test."""

    kind = models.CharField(max_length=20)  # official, focal_point, role_holder
    name = SealedField()
    organisation_uid = models.UUIDField(null=True)  # of the house, where it is one
    organisation_name = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=120, blank=True)
    function = models.CharField(max_length=30, db_index=True)
    path = models.CharField(max_length=200, blank=True, db_index=True)  # for which area; empty means everywhere
    languages = models.JSONField(default=list)
    user_uid = models.UUIDField(null=True)  # who signs in here
    is_open = models.BooleanField(default=False)  # other organisations of the house see it
    round_the_clock = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)  # when it last answered a test
    verified_how = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=20, blank=True)


class Channel(models.Model):
    """One way to reach a contact, the first one first."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=12)  # telephone, mobile, satellite, radio, email
    value = SealedField()
    order = models.SmallIntegerField(default=0)


class ReachTest(models.Model):
    """Somebody tried whether a contact answers. Never changed: the next try is the next row."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="tests")
    how = models.CharField(max_length=12)  # call, sms, email, radio, in_person
    answered = models.BooleanField()
    tested_at = models.DateTimeField()
    by_uid = models.UUIDField(null=True)


class Watch(Kept):
    """Who is on call for a function at a place, from when to when."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="watches")
    function = models.CharField(max_length=30)
    path = models.CharField(max_length=200)
    zone = models.CharField(max_length=60, default="UTC")  # its clock
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    handed_by = models.UUIDField(null=True)  # the watch before, which handed over to this one
    note = SealedField()  # what the next one must know

    OPEN = "contact__is_open"

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="watch_range")]
        indexes = [models.Index(fields=["path", "function", "to_at"], name="watch_now")]


class Service(Kept):
    """Help that is given somewhere: what, where, when, for whom, and whether it is safe to go there."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, db_index=True)
    organisation_uid = models.UUIDField(null=True)
    organisation_name = models.CharField(max_length=200)
    site_uid = models.UUIDField(null=True)  # the place with a door, where it is one
    country = models.CharField(max_length=3)
    path = models.CharField(max_length=200, db_index=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    is_secret = models.BooleanField(default=False)  # its place is told by telephone only: no point, no address, only the district
    capacity = models.IntegerField(null=True)
    hours = models.CharField(max_length=200, blank=True)  # as OpenStreetMap writes them
    zone = models.CharField(max_length=60, default="UTC")
    for_whom = models.CharField(max_length=400, blank=True)
    eligibility = models.JSONField(default=list)  # codes
    languages = models.JSONField(default=list)
    accessibility = models.JSONField(default=list)  # codes
    telephone = models.CharField(max_length=40, blank=True)  # of the service, not of a person
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    how_to_refer = models.CharField(max_length=400, blank=True)
    what_to_say = models.CharField(max_length=400, blank=True)
    firewall = models.CharField(max_length=10, default="unknown")  # kept, broken, unknown
    status = models.CharField(max_length=10, default="open")  # open, limited, shut
    status_note = models.CharField(max_length=200, blank=True)
    status_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_how = models.CharField(max_length=12, blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_secret=False) | Q(lon=None, lat=None, address="", site_uid=None), name="service_secret_place"),
        ]


class Agreement(Kept):
    """What was agreed with whom: functions, areas, from when to when, who is rung. In force when a second person signed it."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    functions = models.JSONField(default=list)
    paths = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    cost_rule = models.CharField(max_length=400, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")  # who is rung to activate it
    file_uid = models.UUIDField(null=True)  # access.File, as signed
    state = models.CharField(max_length=10, default="draft")  # draft, signed, ended
    drafted_by = models.UUIDField(null=True)
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    tested_on = models.DateField(null=True)  # used in an exercise or in reality
    told_at = models.DateTimeField(null=True)  # when its keeper was told that it lapses
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=20, blank=True)

    PLACE = ""

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")), name="agreement_range")]


class Party(models.Model):
    """One party of an agreement, of the house or not."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation_uid = models.UUIDField(null=True)
    name = models.CharField(max_length=200)


class SharingClause(models.Model):
    """A clause on data as a rule: to whom, which field classes, for what, on which conditions, until when. The export gate enforces it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    recipient_uid = models.UUIDField(null=True)
    recipient_kind = models.CharField(max_length=40, blank=True)
    classes = models.JSONField(default=list)
    purpose = models.CharField(max_length=40)
    conditions = models.JSONField(default=list)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(recipient_uid__isnull=False) | ~Q(recipient_kind=""), name="clause_has_recipient")]
