from django.apps import AppConfig


class Reporting(AppConfig):
    name = "safeconduct.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.reporting import actions  # noqa: F401
