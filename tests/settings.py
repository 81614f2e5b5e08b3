"""Settings of the tests: a data folder of their own, quick hashing, the same code."""

import os
import tempfile
from pathlib import Path

_folder = Path(os.environ.setdefault("SAFECONDUCT_TEST_FOLDER", tempfile.mkdtemp(prefix="safeconduct-test-")))
os.environ["SAFECONDUCT_DATA"] = str(_folder)
os.environ["SAFECONDUCT_RUNNER"] = "0"
os.environ["SAFECONDUCT_PSEUDO"] = "1"
os.environ.pop("SAFECONDUCT_PASSPHRASE", None)

from safeconduct.config.settings import *  # noqa: E402, F403
from safeconduct.config.settings import MIDDLEWARE, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
