from django.apps import AppConfig


class Checkins(AppConfig):
    name = "safeconduct.checkins"
    label = "checkins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.checkins import actions, jobs, reactions  # noqa: F401
