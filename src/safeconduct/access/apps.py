from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Access(AppConfig):
    name = "safeconduct.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.access import actions, jobs, views  # noqa: F401

        post_migrate.connect(_after, sender=self)


def _after(sender, **kwargs):
    from safeconduct.access import guards
    from safeconduct.access.models import Space

    guards.install()
    Space.objects.get_or_create(id=0, defaults={"name": "Reality"})
