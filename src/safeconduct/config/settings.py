"""Settings of one installation, from the environment and its data folder. Safe as they stand."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from safeconduct.access import keys
from safeconduct.config import sqlite

BASE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SAFECONDUCT_DATA", "data")).resolve()
KEY_FOLDER = Path(os.environ.get("SAFECONDUCT_KEYS", DATA / "keys"))
FILE_FOLDER = DATA / "files"
OUTBOX_FOLDER = DATA / "outbox"
BACKUP_FOLDER = DATA / "backups"  # in the data folder, so that whoever closes the post destroys it too
BACKUP_HOURS = int(os.environ.get("SAFECONDUCT_BACKUP_HOURS", "24"))  # 0: none by itself
BACKUPS_KEPT = max(1, int(os.environ.get("SAFECONDUCT_BACKUPS_KEPT", "14")))
FONT_DIR = os.environ.get("SAFECONDUCT_FONT_DIR", "")
FIELD = os.environ.get("SAFECONDUCT_FIELD") == "1"

KEYS = keys.open_ring(KEY_FOLDER, keys.handed_over() or os.environ.get("SAFECONDUCT_PASSPHRASE"))
SECRET_KEY = KEYS.keys["session"].hex()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SAFECONDUCT_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
PROXIES = int(os.environ.get("SAFECONDUCT_PROXIES", "0"))  # of ours, before the server: whose word about an address is taken
PUBLIC_URL = os.environ.get("SAFECONDUCT_URL", "http://localhost:8000")

ROOMS = ["jobs", "web", "access", "places", "crises", "people", "partners", "messaging", "hazards", "cases", "checkins", "plans", "reporting", "my"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "lucide",
    *[f"safeconduct.{room}" for room in ROOMS if (BASE / room / "apps.py").exists()],
    "safeconduct.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safeconduct.access.middleware.Locked",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "safeconduct.access.middleware.Texts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "safeconduct.access.middleware.Refusals",
    "safeconduct.access.middleware.Idle",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "safeconduct.config.urls"
WSGI_APPLICATION = "safeconduct.config.wsgi.application"
FORM_RENDERER = os.environ.get("SAFECONDUCT_FORM_RENDERER", "safeconduct.web.forms_render.Renderer")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "safeconduct.config.menu.context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


def _database() -> dict:
    url = os.environ.get("SAFECONDUCT_DATABASE_URL", "")
    if url.startswith("postgres"):
        parts = urlparse(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/") or "safeconduct",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "TEST": {"NAME": os.environ.get("SAFECONDUCT_TEST_DATABASE", "safeconduct_test")},
        }
    sqlite.install()
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "safeconduct.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA busy_timeout=1;",
            "factory": sqlite.factory(),
        },
        "TEST": {"NAME": os.environ.get("SAFECONDUCT_TEST_DATABASE") or DATA / "test.sqlite3"},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username", "name")}},
]
LOGIN_URL = "access:sign-in"
SECOND_FACTOR_REQUIRED = os.environ.get("SAFECONDUCT_SECOND_FACTOR", "") == "required"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "safeconduct.access.knocking.disguised"
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "safeconduct.access.views.locked_out"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "s"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "c"
SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
IDLE_SECONDS = int(os.environ.get("SAFECONDUCT_IDLE_SECONDS", 300 if FIELD else 3600))
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
# a list that is brought stays in memory until it is sealed: a temporary file would leave its names readable on the disk
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "l"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "简体中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
if os.environ.get("SAFECONDUCT_PSEUDO") == "1":
    from django.conf import locale

    LANGUAGES.append(("xx", "⟦xx⟧"))
    locale.LANG_INFO["xx"] = {"bidi": False, "code": "xx", "name": "Pseudo", "name_local": "⟦xx⟧"}
LOCALE_PATHS = [BASE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
PRODUCT_NAME = _("Safeconduct")
