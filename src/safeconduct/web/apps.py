"""The room that draws, as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Makes the templates, tags and static files of this room found."""

    name = "safeconduct.web"
    label = "web"
