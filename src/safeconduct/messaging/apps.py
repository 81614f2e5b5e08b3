from django.apps import AppConfig


class Messaging(AppConfig):
    name = "safeconduct.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.messaging import actions, jobs, reactions  # noqa: F401
