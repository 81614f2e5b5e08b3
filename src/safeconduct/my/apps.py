from django.apps import AppConfig


class My(AppConfig):
    name = "safeconduct.my"
    label = "my"
    default_auto_field = "django.db.models.BigAutoField"
