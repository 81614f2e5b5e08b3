from django.apps import AppConfig


class Jobs(AppConfig):
    name = "safeconduct.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.jobs import upkeep  # noqa: F401
