from django.apps import AppConfig


class Cases(AppConfig):
    name = "safeconduct.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.cases import actions, jobs, reactions  # noqa: F401
