"""The nouns of access, and the promises that the database itself keeps."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from safeconduct.access.fields import SealedField, SealedJSONField
from safeconduct.kernel.ids import new_uid


class Uid(models.UUIDField):
    """The name by which everything outside the tables calls a row."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=kwargs.get("default", new_uid), unique=True, editable=False)
        super().__init__(*args, **kwargs)


class Organisation(models.Model):
    """Somebody who answers for records: a ministry, a mission, an emergency authority, an international organisation."""

    uid = Uid()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=3, blank=True)  # ISO alpha-3 of the State whose organ it is
    data_officer_address = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Unit(models.Model):
    """A part of an organisation with functions; a user acts in one unit at a time."""

    uid = Uid()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    functions = models.JSONField(default=list)
    place_path = models.CharField(max_length=200, blank=True)
    not_firewalled = models.BooleanField(default=False)  # law gives this unit a control function beside its help function

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    """Finds users by the name that they sign in with."""

    def get_by_natural_key(self, username):
        return self.get(username=username)


class User(AbstractBaseUser):
    """An official who signs in."""

    uid = Uid()
    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="en")
    telephone = models.CharField(max_length=20, blank=True)  # a duty telephone of the office, for alarms
    is_active = models.BooleanField(default=True)
    second_factor = SealedField(null=True)
    trained_until = models.DateField(null=True)  # data protection training: no training, no sign-in
    protection_trained = models.BooleanField(default=False)
    one_time = models.BooleanField(default=False)  # somebody else made the password: it opens only the page where an own one is chosen

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self):
        return self.name


class Grant(models.Model):
    """A user holds a role in a unit, perhaps only in one crisis or place, perhaps until a day."""

    uid = Uid()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    crisis_uid = models.UUIDField(null=True)
    place_path = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)


class Space(models.Model):
    """Reality has the id 0; every other space is one exercise, and nothing in it can reach a real person."""

    id = models.IntegerField(primary_key=True)
    uid = Uid()
    name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)


class Label(models.Model):
    """One interned combination of space, owner, regime level and the States that must not see a row."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    regime_level = models.SmallIntegerField(default=0)  # 0 none, 1 under a protection regime
    hidden_from = models.CharField(max_length=200, blank=True)  # alpha-3 codes, sorted, comma between

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "owner", "regime_level", "hidden_from"], name="label_once")]


class SharingAgreement(models.Model):
    """The owner lets another organisation see its records, for a purpose, until a day."""

    uid = Uid()
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shares")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="receives")
    purpose = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField()
    protected_too = models.BooleanField(default=False)  # reaches also rows under a protection regime


class Subject(models.Model):
    """The random number by which the journal knows a person. Erasing deletes this row; the journal keeps nobody."""

    key = models.BigIntegerField(unique=True)
    person_uid = models.UUIDField(unique=True)


class Command(models.Model):
    """A command id and its first answer, so that sending it again changes nothing."""

    uid = models.UUIDField(unique=True)
    verb = models.CharField(max_length=80)
    arguments = models.CharField(max_length=64)  # keyed digest: never the arguments themselves
    state = models.CharField(max_length=10)  # done, refused
    answer = models.JSONField(null=True)
    refusal = models.CharField(max_length=80, blank=True)
    refusal_facts = models.JSONField(default=dict)
    actor_uid = models.UUIDField(null=True)
    at = models.DateTimeField()


class Entry(models.Model):
    """One line of the journal. Append-only: triggers refuse update and delete on both databases."""

    uid = Uid()
    verb = models.CharField(max_length=80, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_uid = models.UUIDField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    space = models.IntegerField(default=0)
    label_id = models.BigIntegerField(null=True)  # the strictest label of its subjects, for feeds and pages
    crisis_uid = models.UUIDField(null=True)
    cause_uid = models.UUIDField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    xid = models.BigIntegerField(default=0)
    text = models.TextField()  # canonical JSON, exactly as digested

    class Meta:
        indexes = [models.Index(fields=["crisis_uid", "id"], name="entry_crisis"), models.Index(fields=["xid"], name="entry_xid")]


class EntrySubject(models.Model):
    """What an entry is about: people by their subject key, everything else by uid."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=30)
    key = models.BigIntegerField(null=True)
    uid = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["key"], name="subject_key"), models.Index(fields=["uid"], name="subject_uid")]


class Block(models.Model):
    """A sealed stretch of the journal: an HMAC over its entries and the block before, under a key outside the database."""

    upto = models.BigIntegerField(unique=True)  # entries with xid below this, and not below the block before
    entries = models.IntegerField()
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Look(models.Model):
    """Somebody looked at a person's record, and for what purpose."""

    at = models.DateTimeField(db_index=True)
    user_uid = models.UUIDField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    subject_key = models.BigIntegerField(db_index=True)


class BreakGlass(models.Model):
    """Timed sight beyond one's own organisation, for a reason, told to the data officer. It never passes the firewall."""

    uid = Uid()
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    reason = SealedField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)


class Proposal(models.Model):
    """A verb and its arguments waiting for a second person, shown in numbers, expiring."""

    uid = Uid()
    verb = models.CharField(max_length=80)
    arguments = SealedJSONField()
    numbers = models.JSONField(default=dict)
    proposed_by = models.UUIDField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    label = models.ForeignKey(Label, on_delete=models.PROTECT, null=True)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")  # waiting, done, declined, withdrawn, expired
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)


class Knock(models.Model):
    """How often one source tried something in a stretch of time. Where it comes from is kept as a digest of the day, until the stretch is over."""

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=32)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    tries = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "begins_at"], name="knock_once")]


class File(models.Model):
    """A file whose content is sealed on disk and served only through the gate."""

    uid = Uid()
    label = models.ForeignKey(Label, on_delete=models.PROTECT, null=True)
    field_class = models.CharField(max_length=10)  # public, internal, personal, special, secret
    subject_uid = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=40)
    name = SealedField()
    media_type = models.CharField(max_length=80)  # sniffed, not believed
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)


class Lease(models.Model):
    """A device may act for a person, for a task, until a time; its key can be taken back."""

    uid = Uid()
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    task = models.CharField(max_length=80)
    verbs = models.JSONField(default=list)
    key_digest = models.CharField(max_length=64, unique=True)
    leased_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Demand(models.Model):
    """An authority's request for data: who asked, on what legal basis, what was decided, by whom. Refused by default."""

    uid = Uid()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    authority = models.CharField(max_length=200)
    legal_basis = models.TextField(blank=True)
    asked_for = SealedField()
    received_at = models.DateTimeField()
    decision = models.CharField(max_length=10, default="refused")  # refused, granted, partly
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = SealedField()


class Printed(models.Model):
    """What was printed with personal data, by whom, where it went and when it must be destroyed."""

    uid = Uid()
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=40)
    holder = SealedField()
    people = models.IntegerField()
    printed_by = models.UUIDField()
    printed_at = models.DateTimeField()
    destroy_by = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    crisis_uid = models.UUIDField(null=True)


class LegalHold(models.Model):
    """Something that would be erased is kept for now, with a reason and an end."""

    uid = Uid()
    subject_uid = models.UUIDField(db_index=True)
    reason = SealedField()
    held_by = models.UUIDField()
    held_at = models.DateTimeField()
    until = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
