"""What hazards show: cards of hazards and alerts, feeds and receipts, and who is inside."""

from safeconduct.hazards.queries.areas import NOWHERE, AreaInside, ByArea, Estimated, by_area, inside_area
from safeconduct.hazards.queries.cards import (
    AlertCard,
    AssessmentCard,
    FeedCard,
    HazardCard,
    ReceiptCard,
    Threat,
    alert,
    alerts_behind,
    alerts_of,
    assessments,
    authority,
    feeds,
    hazard,
    hazards,
    known_as,
    last_receipt_at,
    offers,
    receipts,
    standing,
    threats,
)  # fmt: skip
from safeconduct.hazards.queries.exposing import ExposureCard, Inside, Sight, bands, counts_of, exposure, inside, sight

__all__ = [
    "NOWHERE", "AlertCard", "AreaInside", "AssessmentCard", "ByArea", "Estimated", "ExposureCard", "FeedCard", "HazardCard", "Inside", "ReceiptCard", "Sight", "Threat", "alert", "alerts_behind", "alerts_of", "assessments",
    "authority", "bands", "by_area", "counts_of", "exposure", "feeds", "hazard", "hazards", "inside", "inside_area", "known_as", "last_receipt_at", "offers", "receipts", "sight", "standing", "threats",
]  # fmt: skip
