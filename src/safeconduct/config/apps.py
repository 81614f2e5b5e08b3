from django.apps import AppConfig


class Config(AppConfig):
    name = "safeconduct.config"
    label = "config"

    def ready(self):
        from safeconduct.config import jobs  # noqa: F401
