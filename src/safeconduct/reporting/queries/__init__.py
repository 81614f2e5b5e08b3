"""What reporting shows: a crisis on one screen, and reports as they were published."""

from safeconduct.reporting.queries.breakdown import Breakdown, breakdown
from safeconduct.reporting.queries.counting import Numbers, figures, numbers, outcomes, stages
from safeconduct.reporting.queries.happening import last_lines, steps
from safeconduct.reporting.queries.mapping import leading, picture
from safeconduct.reporting.queries.reports import Draft, ReportCard, draft, plain, recorded, report, reports, side_figure

__all__ = [
    "Breakdown", "Draft", "Numbers", "ReportCard", "breakdown", "draft", "figures", "last_lines", "leading", "numbers", "outcomes", "picture", "plain", "recorded", "report", "reports", "side_figure", "stages", "steps",
]  # fmt: skip
