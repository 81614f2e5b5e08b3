"""Settings that draw and nothing else: the room of pages without the rooms above it."""

from django.conf import locale as django_locale

django_locale.LANG_INFO["xx"] = {"bidi": False, "code": "xx", "name": "Pseudo", "name_local": "⟦Pseudo⟧"}

from pathlib import Path  # noqa: E402

import safeconduct  # noqa: E402

ROOT = Path(safeconduct.__file__).parent
SECRET_KEY = "for drawing only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "America/Port-au-Prince"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "Arabic"), ("zh-hans", "Chinese"), ("fr", "French"), ("ru", "Russian"), ("es", "Spanish"), ("xx", "Pseudo")]
LOCALE_PATHS = [ROOT / "locale"]
INSTALLED_APPS = ["django.contrib.staticfiles", "safeconduct.web"]
MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent / "templates"], "APP_DIRS": True, "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}]
FORM_RENDERER = "safeconduct.web.forms_render.Renderer"
STATIC_URL = "/static/"
ROOT_URLCONF = "tests.web.gallery"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
