"""What comes again for the whole house: its backup."""

from django.conf import settings
from django.utils import timezone

from safeconduct.config import saving
from safeconduct.jobs.runner import every

if settings.BACKUP_HOURS:

    @every(settings.BACKUP_HOURS * 3600, "config.backup", tries=3, long=True)
    def backup(progress, at=None):
        """Save everything, sealed, beside the data; the oldest goes."""
        saving.save_by_itself(at or timezone.now())
