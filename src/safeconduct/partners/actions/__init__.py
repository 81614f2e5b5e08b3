"""Verbs of partners: contacts and their tests, who is on call, services, agreements with their clauses, lists in and out."""

from safeconduct.partners.actions.agreeing import add_clause, end_agreement, end_clause, put_agreement, record_use, sign_agreement, tell_lapse
from safeconduct.partners.actions.calling import cut_watch, hand_over, put_watch
from safeconduct.partners.actions.contacting import end_contact, erase_contact, forget_contacts, put_contact, record_test
from safeconduct.partners.actions.finding import zone_of
from safeconduct.partners.actions.leaving import export_contacts, export_services
from safeconduct.partners.actions.listing import Refused, Report, import_services
from safeconduct.partners.actions.serving import put_service, put_services, set_service_status, verify_service

__all__ = [
    "Refused", "Report", "add_clause", "cut_watch", "end_agreement", "end_clause", "end_contact", "erase_contact", "export_contacts", "export_services", "forget_contacts", "hand_over",
    "import_services", "put_agreement", "put_contact", "put_service", "put_services", "put_watch", "record_test", "record_use", "set_service_status", "sign_agreement", "tell_lapse",
    "verify_service", "zone_of",
]  # fmt: skip
