"""The journal is sealed; old looks, commands, proposals, sessions and files are forgotten; the log of the database is wiped."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from safeconduct.access import journal
from safeconduct.access.files import forget_files
from safeconduct.access.models import Command, File, Knock, Look, Proposal
from safeconduct.jobs.runner import every

KEEP_COMMANDS = timedelta(days=30)
KEEP_LOOKS = timedelta(days=365 * 2)


@every(20, "access.seal_journal")
def seal_journal(progress):
    """Seal the finished entries."""
    journal.seal(timezone.now(), settings.KEY_FOLDER)


@every(24 * 3600, "access.forget_old")
def forget_old(progress, at=None):
    """Answers of commands, decided proposals go after 30 days, looks after two years, sessions and files at their end."""
    now = at or timezone.now()
    old = now - KEEP_COMMANDS
    Command.objects.filter(at__lt=old).delete()
    Proposal.objects.filter(proposed_at__lt=old, expires_at__lt=now).delete()
    Look.objects.filter(at__lt=now - KEEP_LOOKS).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=old).delete()
    AccessLog.objects.filter(attempt_time__lt=old).delete()
    forget_files(File.objects.filter(expires_at__lt=now))


@every(60, "access.forget_knocks")
def forget_knocks(progress, at=None):
    """What was counted of a source goes when its stretch is over."""
    over = Knock.objects.filter(ends_at__lt=at or timezone.now())
    if over.exists():  # to look takes no writer
        over.delete()


@every(3600, "access.wipe_log")
def wipe_log(progress, at=None):
    """
    What was erased is overwritten in the file at once (secure_delete); its old pages in the write-ahead log go here.

    Whoever reads at this moment is not waited for: the next hour does it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchall()
            finally:
                cursor.execute("PRAGMA busy_timeout = 10000")
