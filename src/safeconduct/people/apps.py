from django.apps import AppConfig


class People(AppConfig):
    name = "safeconduct.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.people import actions, jobs, labelling  # noqa: F401
