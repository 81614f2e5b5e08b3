"""Where the folder of real input lies, and the one kind of skip for a machine that does not have it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"

needs_shared = pytest.mark.needs_shared
