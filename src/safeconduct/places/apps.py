from django.apps import AppConfig


class Places(AppConfig):
    name = "safeconduct.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from safeconduct.places import actions  # noqa: F401
