"""Verbs of the register."""

from safeconduct.people.actions.consenting import agree, come_under_regime, withdraw
from safeconduct.people.actions.disclosing import disclose, propose_disclosure
from safeconduct.people.actions.duties import DUTIES
from safeconduct.people.actions.erasing import check_hold, erase_again, erase_person, read_erased
from safeconduct.people.actions.importing import cancel_import, end_import, import_people, read_through, start_import
from safeconduct.people.actions.lapsing import ask_to_renew, consents_to_lapse, lapse_consents
from safeconduct.people.actions.loading import Load, load_many, load_people
from safeconduct.people.actions.matching import decide_match, offer_matches
from safeconduct.people.actions.mending import (
    add_contact,
    add_document,
    add_emergency_contact,
    add_stay,
    mark_contact,
    note_special,
    revoke_code,
    update_person,
)
from safeconduct.people.actions.registering import confirm, join_household, move_position, register_person, say_it_holds
from safeconduct.people.actions.stranding import lift_reason, record_stranded
from safeconduct.people.training import is_trained

__all__ = [
    "cancel_import", "end_import", "import_people", "read_through", "start_import",
    "DUTIES", "Load", "load_many", "load_people",
    "add_contact", "add_document", "add_emergency_contact", "add_stay", "agree", "ask_to_renew", "check_hold", "come_under_regime", "confirm", "consents_to_lapse", "decide_match", "disclose", "erase_again", "erase_person", "is_trained",
    "join_household", "lapse_consents", "lift_reason", "mark_contact", "move_position", "note_special", "offer_matches", "propose_disclosure", "read_erased", "record_stranded", "register_person", "revoke_code", "say_it_holds", "update_person", "withdraw",
]  # fmt: skip
