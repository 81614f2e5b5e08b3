"""Print one of the demonstration's alerts with times that make it news now: ``python tools/fresh_alert.py storm-alert.xml > storm.xml``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from safeconduct.config.demo import alerts  # noqa: E402

if len(sys.argv) != 2 or sys.argv[1] not in alerts.NAMES:
    sys.exit(f"usage: python tools/fresh_alert.py NAME\nnames: {', '.join(alerts.NAMES)}")
sys.stdout.buffer.write(alerts.fresh(sys.argv[1], datetime.now(UTC)))
