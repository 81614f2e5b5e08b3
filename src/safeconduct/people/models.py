"""Persons and what belongs to them. Every table here is of somebody's life: scoped, and its texts sealed."""

from django.db import models

from safeconduct.access.fields import SealedField, SealedJSONField
from safeconduct.access.scope import Scoped
from safeconduct.kernel.ids import new_uid


class Of(Scoped):
    """A row that belongs to one person."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Person(Scoped):
    """Somebody on file, or somebody who came forward and is not matched yet."""

    SCOPE_PLACE = "path"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    later_label = models.ForeignKey("access.Label", on_delete=models.PROTECT, related_name="+")  # for what is recorded from now on
    record = models.CharField(max_length=12, default="on_file")  # on_file, provisional
    status = models.CharField(max_length=10, default="active")  # active, archived, merged
    name = SealedField()  # as the person writes it, for lists
    names = SealedJSONField()  # [{"text", "script", "given", "family", "kind"}]
    sex = models.CharField(max_length=1, blank=True)  # f, m, x, or not said
    birth = SealedField()  # PartialDate as text
    birth_year = models.SmallIntegerField(null=True)  # for age bands in counts
    nationality = models.CharField(max_length=3, blank=True, db_index=True)  # first of nationalities, for counts
    nationalities = models.JSONField(default=list)  # present ones
    former = models.JSONField(default=list)  # former nationalities and residences
    language = models.CharField(max_length=12, blank=True)  # first of languages
    languages = models.JSONField(default=list)
    country = models.CharField(max_length=3, blank=True)  # where the person is now
    path = models.CharField(max_length=200, blank=True, db_index=True)
    needs = models.JSONField(default=list)  # what a rescuer must bring, not why
    special = SealedJSONField(null=True)  # health, protection, status, religion: facts of the special class
    regime = models.CharField(max_length=40, default="migrant")
    regime_since = models.DateTimeField(null=True)
    owner = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)  # self, officer, import, walk_in, open_door, demo
    reference = models.CharField(max_length=32, blank=True, db_index=True)  # blind index of the number in the source list
    confirmed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when we last asked whether this still holds
    missed = models.SmallIntegerField(default=0)  # such questions without answer
    made_at = models.DateTimeField()
    crisis_uid = models.UUIDField(null=True, db_index=True)  # a list that ends with its crisis
    answer_by = models.CharField(max_length=20, blank=True)  # call, write, only_when_i_write, code
    code = models.CharField(max_length=12, blank=True, db_index=True)  # can be read over a telephone; random, revocable

    class Meta:
        indexes = [
            models.Index(fields=["nationality", "label"], name="person_nat"),
            models.Index(fields=["language", "label"], name="person_lang"),
            models.Index(fields=["status", "confirmed_at"], name="person_confirm"),
        ]


class NameKey(models.Model):
    """A keyed hash under which a person is found: spellings, scripts, dates, telephones. No scope of its own: join the person."""

    key = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["key", "person"], name="namekey_key")]


class ContactPoint(Of):
    """One way to reach a person: whose it is, and what is safe on it. A point that is not safe is never used."""

    kind = models.CharField(max_length=10)  # phone, email
    value = SealedField()  # E.164 or address
    index = models.CharField(max_length=32, db_index=True)  # blind
    owner = models.CharField(max_length=12, default="own")  # own, shared, employer, relative
    may_write = models.BooleanField(default=True)
    may_call = models.BooleanField(default=True)
    may_leave_message = models.BooleanField(default=True)
    may_say_who = models.BooleanField(default=True)
    hours = models.CharField(max_length=40, blank=True)
    rank = models.SmallIntegerField(default=0)
    working = models.BooleanField(null=True)  # what the last delivery said
    proven_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "rank"], name="contact_person")]


class Document(Of):
    """An identity or travel document, with its state and expiry."""

    kind = models.CharField(max_length=30)
    number = SealedField()
    index = models.CharField(max_length=32, db_index=True)
    country = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=12, default="held")  # held, lost, expired, withheld
    expires = models.DateField(null=True)


class Stay(Of):
    """A residence or one leg of a trip: where, from when to when."""

    kind = models.CharField(max_length=10)  # residence, trip
    country = models.CharField(max_length=3)
    path = models.CharField(max_length=200, blank=True)
    address = SealedField()
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True, db_index=True)
    closed_at = models.DateTimeField(null=True)


class Household(Scoped):
    """People who are together as they define it. It shows no more than its best-protected member allows."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    owner = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, default="family")  # family, travelling
    made_at = models.DateTimeField()


class Membership(Of):
    """A person in a household, and who answers for a child. Under the household's label."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)  # head, partner, child, parent, sibling, companion, other
    guardian_uid = models.UUIDField(null=True)


class EmergencyContact(Of):
    """Somebody to tell, who does not travel along."""

    name = SealedField()
    telephone = SealedField()
    relation = models.CharField(max_length=20, blank=True)


class Position(Of):
    """The last known place of a person. ``cell`` is the position itself, as a number that nests (1.9 cm)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    cell = models.BigIntegerField()
    nationality = models.CharField(max_length=3, blank=True)  # copied for counts
    accuracy_m = models.IntegerField(default=0)
    source = models.CharField(max_length=20)
    as_of = models.DateTimeField()

    class Meta:
        # everything that exposure asks: a run of cells is answered by the index alone, without reading a row
        indexes = [models.Index(fields=["cell", "nationality", "label", "person", "accuracy_m", "as_of"], name="position_cell")]


class Consent(Of):
    """On what ground we may do what with a record, and who may receive it. Versioned text, language, withdrawable, perhaps until a day."""

    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=40)
    recipients = models.JSONField(default=list)  # kinds of organisation or "state:UTO"
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    how = models.CharField(max_length=12, default="explicit")  # explicit, implicit, proxy
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)  # the last day on which it holds; none: until it is taken back
    asked_at = models.DateTimeField(null=True)  # when we asked again because it ends soon
    lapsed_at = models.DateTimeField(null=True)  # its last day passed
    seconded_by = models.UUIDField(null=True)  # the second, trained person, under a regime
    witness_uid = models.UUIDField(null=True)


class RegimeChange(Of):
    """When a person came under which regime, and who recorded it."""

    regime = models.CharField(max_length=40)
    since = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)


class Stranded(Of):
    """Cannot stay, cannot move on, cannot return: each with its reasons and who can lift them."""

    cannot_stay = SealedJSONField()  # [{"reason", "who_can_lift", "lifted_at"}]
    cannot_move_on = SealedJSONField()
    cannot_return = SealedJSONField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Match(Scoped):
    """A provisional record and somebody on file who may be the same human: offered, never merged silently."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    provisional = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(default=list)  # codes
    state = models.CharField(max_length=10, default="offered")  # offered, same, other
    made_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)


class Mapping(models.Model):
    """How the columns of somebody's spreadsheet map to ours; remembered by its header."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    header = models.CharField(max_length=64)  # digest of the column names
    columns = models.JSONField()  # theirs to ours
    used_at = models.DateTimeField()


class ImportRun(models.Model):
    """One import: every row counted as created, updated, unchanged or refused."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT)
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, null=True)
    file_uid = models.UUIDField(null=True)
    by_uid = models.UUIDField(null=True)
    unit_uid = models.UUIDField(null=True)  # the unit in which they acted, for the job that goes on for them
    job_uid = models.UUIDField(null=True)
    space = models.IntegerField(default=0)
    name = SealedField()  # of the file
    header = models.JSONField(default=list)  # the headings, so that refused rows go back under them
    fault = SealedField()  # what was wrong with the file, in a sentence
    dry = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")  # waiting (for its columns), queued, running, done, failed, cancelled
    rows = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)  # rows committed so far, for going on after a stop
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class RefusedRow(models.Model):
    """A row that was refused: which, which field, why, what to do; and the row itself, sealed, to be mended."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    number = models.IntegerField()  # as the spreadsheet counts it, header = 1
    field = models.CharField(max_length=60)
    reason = models.CharField(max_length=60)  # code of the sentence
    row = SealedJSONField()
