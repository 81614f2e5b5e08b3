"""The application as a server takes it, with the runner of jobs beside it in the same process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from safeconduct.access import locking  # noqa: E402
from safeconduct.config import sqlite  # noqa: E402

locking.CLOSE.append(sqlite.close_opened)
locking.begin()

if os.environ.get("SAFECONDUCT_RUNNER", "1") == "1":
    from safeconduct.jobs.runner import Runner

    Runner().start()
