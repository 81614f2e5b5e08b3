from django.apps import AppConfig


class Hazards(AppConfig):
    name = "safeconduct.hazards"
    label = "hazards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.hazards import actions, jobs, reactions  # noqa: F401
