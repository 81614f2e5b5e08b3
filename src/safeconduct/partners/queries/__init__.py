"""What partners show: contacts, who is on call, services, agreements. Plans lean on `contact_card`, `services_at` and `agreements_in_force`."""

from safeconduct.partners.queries.agreements import (
    AgreementCard,
    ClauseCard,
    PartyCard,
    agreement,
    agreements,
    agreements_in_force,
    clauses_in_force,
    coverage,
    lapsing,
)
from safeconduct.partners.queries.contacts import (
    ContactCard,
    DutyCard,
    TestCard,
    WatchCard,
    contact,
    contact_card,
    contacts,
    ended_before,
    on_call,
    tests_of,
    watches,
)
from safeconduct.partners.queries.services import ServiceCard, service, services, services_at

__all__ = [
    "AgreementCard", "ClauseCard", "ContactCard", "DutyCard", "PartyCard", "ServiceCard", "TestCard", "WatchCard", "agreement", "agreements", "agreements_in_force", "clauses_in_force", "contact",
    "contact_card", "contacts", "coverage", "ended_before", "lapsing", "on_call", "service", "services", "services_at", "tests_of", "watches",
]  # fmt: skip
