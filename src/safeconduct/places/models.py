"""Admin areas, sites, presence estimates. No personal data: not scoped."""

from django.db import models
from django.db.models import F, Q

from safeconduct.kernel.ids import new_uid


class Area(models.Model):
    """An admin area. Level 0 is the country or territory; ``path`` ends in its own code."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    path = models.CharField(max_length=200, unique=True)
    country = models.CharField(max_length=3, db_index=True)  # ISO alpha-3 of the territory
    level = models.SmallIntegerField()
    code = models.CharField(max_length=40, db_index=True)  # P-code
    code_version = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)  # language to name
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    zone = models.CharField(max_length=60, blank=True)  # IANA
    geometry = models.JSONField(null=True)  # GeoJSON, lon lat
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    valid_from = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="area_code_once")]

    def __str__(self):
        return self.name


class Geocode(models.Model):
    """Another scheme's code for an area (EMMA_ID, FIPS6, UGC, SAME, Taiwan_Geocode_103 …), so that alerts find it."""

    scheme = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="geocodes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="geocode_once")]


class Site(models.Model):
    """A place with a door: mission, airport, port, crossing, assembly point, centre, shelter, hospital."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=30, db_index=True)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    country = models.CharField(max_length=3)
    path = models.CharField(max_length=200, db_index=True)
    lon = models.FloatField()
    lat = models.FloatField()
    status = models.CharField(max_length=10, default="unknown")  # open, limited, shut, unknown
    status_note = models.CharField(max_length=200, blank=True)
    status_at = models.DateTimeField(null=True)
    emergency_number = models.CharField(max_length=20, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    capacity = models.IntegerField(null=True)
    of_state = models.CharField(max_length=3, blank=True)  # the State whose mission it is
    organisation_uid = models.UUIDField(null=True)


class Presence(models.Model):
    """How many people of a nationality are thought to be in an area: low, best, high; by source, method and month."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="presence")
    nationality = models.CharField(max_length=3, db_index=True)
    low = models.IntegerField()
    best = models.IntegerField(null=True)
    high = models.IntegerField()
    source = models.CharField(max_length=200)
    method = models.CharField(max_length=200)
    month = models.DateField()  # first day of the month
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=F("high")) & Q(low__gte=0), name="presence_range"),
            models.UniqueConstraint(fields=["area", "nationality", "source", "method", "month"], name="presence_once"),
        ]
