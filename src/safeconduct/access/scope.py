"""Scope: no row of a person's life is read without saying who reads it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from safeconduct.kernel.actors import Actor


class Unscoped(Exception):
    """A programme asked for rows without an actor."""


class ScopedQuerySet(models.QuerySet):
    """Rows of one actor's scope. ``place_field`` and ``crisis_field`` name the columns that rights are cut by."""

    def of(self, actor: Actor) -> ScopedQuerySet:
        """Only the rows that the actor may see: label first, then place and crisis of the right at hand."""
        if not isinstance(actor, Actor):
            raise Unscoped(f"{self.model.__name__}: within() takes an Actor")
        if actor.sees_all:
            return self
        if actor.labels is None:
            raise Unscoped("this actor has no labels")
        from safeconduct.access.labels import fresh_for

        rows = self.filter(label_id__in=sorted(actor.labels | fresh_for(actor)))
        place, crisis = getattr(self.model, "SCOPE_PLACE", None), getattr(self.model, "SCOPE_CRISIS", None)
        if place and actor.places:
            within = Q()
            for path in actor.places:
                within |= Q(**{place: path}) | Q(**{f"{place}__startswith": path.rstrip("/") + "/"})
            rows = rows.filter(within)
        if crisis and actor.crises:
            rows = rows.filter(**{f"{crisis}__in": actor.crises})
        return rows


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
    """Reads only through ``within(actor)``; makes rows through ``create`` and ``bulk_create``; raises on all else."""

    use_in_migrations = False

    def get_queryset(self):
        raise Unscoped(f"{self.model.__name__}: read it with .within(actor)")

    def _plain(self) -> ScopedQuerySet:
        return ScopedQuerySet(self.model, using=self._db)

    def within(self, actor: Actor) -> ScopedQuerySet:
        """The rows that this actor may see."""
        return self._plain().of(actor)

    def create(self, **values):
        """Make one row."""
        return self._plain().create(**values)

    def bulk_create(self, rows, **options):
        """Make many rows."""
        from safeconduct.access.gate import mark

        mark(*{row.label_id for row in rows})
        return self._plain().bulk_create(rows, **options)


class Scoped(models.Model):
    """A row of a person's life: it carries the label that decides who may see that it exists."""

    label = models.ForeignKey("access.Label", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        abstract = True

    def save(self, **options):
        """Write the row; the running verb's entry takes its label."""
        from safeconduct.access.gate import mark

        mark(self.label_id)
        super().save(**options)
