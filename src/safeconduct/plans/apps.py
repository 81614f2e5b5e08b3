from django.apps import AppConfig


class Plans(AppConfig):
    name = "safeconduct.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.plans import actions, guards, jobs, reactions  # noqa: F401

        guards.declare()
