from django.apps import AppConfig


class Crises(AppConfig):
    name = "safeconduct.crises"
    label = "crises"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.crises import actions, jobs, reactions  # noqa: F401
