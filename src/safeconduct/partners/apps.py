from django.apps import AppConfig


class Partners(AppConfig):
    name = "safeconduct.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.partners import actions, jobs, reactions  # noqa: F401
