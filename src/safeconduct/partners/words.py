"""The words of partners for pages: functions, kinds, codes."""

from django.utils.translation import gettext_lazy as _

CONTACT_KINDS = {"official": _("Official"), "focal_point": _("Focal point"), "role_holder": _("Role holder")}
# positions of the crisis team, then what partners do
FUNCTIONS = {
    "lead": _("Lead"), "deputy": _("Deputy"), "consular": _("Consular affairs"), "registration": _("Registration and data"), "communications": _("Communications and media"),
    "logistics": _("Logistics and transport"), "security": _("Security"), "finance": _("Finance"), "health": _("Health"), "child_protection": _("Child protection"),
    "protection": _("Protection"), "liaison": _("Liaison"), "documents": _("Travel documents"), "log_keeper": _("Keeping the log"), "emergency": _("Emergency management"),
    "crossing": _("Crossing the border"), "shelter": _("Shelter"), "interpreting": _("Interpreting"), "data_protection": _("Data protection"),
}  # fmt: skip
CHANNELS = {"mobile": _("Mobile telephone"), "telephone": _("Telephone"), "satellite": _("Satellite telephone"), "radio": _("Radio"), "email": _("E-mail")}
TESTED = {"call": _("by a call"), "sms": _("by SMS"), "email": _("by e-mail"), "radio": _("by radio"), "in_person": _("in person"), "visit": _("by a visit"), "list": _("from a list")}
ENDED = {"moved": _("Moved to another post"), "left": _("Left the organisation"), "wrong": _("Could not be reached"), "asked": _("Asked to be taken off"), "other": _("Another reason")}
SERVICES = {
    "shelter": _("Shelter"), "food": _("Food"), "water": _("Water and hygiene"), "relief_items": _("Relief items"), "health": _("Health care"), "mental_health": _("Psychosocial support"),
    "child_protection": _("Child protection"), "gbv": _("Help after violence"), "trafficking": _("Help for trafficked persons"), "legal": _("Legal aid"), "documents": _("Documents"),
    "consular": _("Consular help"), "tracing": _("Family tracing"), "interpreting": _("Interpreting"), "cash": _("Cash"), "transport": _("Transport"), "information": _("Information and hotline"),
    "registration": _("Registration"), "education": _("School and training"), "work": _("Work and livelihoods"), "return": _("Return and reintegration"),
}  # fmt: skip
ELIGIBILITY = {
    "any_nationality": _("any nationality"), "no_document": _("no document is asked"), "any_status": _("no status is asked"), "free": _("free of charge"), "women": _("women only"),
    "men": _("men only"), "children": _("children"), "families": _("families"), "referral_only": _("only by referral"), "residents": _("residents of the district"),
}  # fmt: skip
ACCESSIBLE = {
    "step_free": _("step-free"), "toilet": _("accessible toilet"), "sign_language": _("sign language"), "easy_words": _("easy words"), "private_room": _("a room to talk alone"),
    "child_friendly": _("child-friendly"),
}  # fmt: skip
FIREWALL = {"kept": _("tells immigration control nothing"), "broken": _("shares with immigration control"), "unknown": _("not known whether it shares with immigration control")}
STATUSES = {"open": _("open"), "limited": _("limited"), "shut": _("shut")}
MARKS = {"open": "ok", "limited": "late", "shut": "bad"}
AGREEMENTS = {
    "mou": _("Memorandum of understanding"), "sop": _("Standard operating procedure"), "data_sharing": _("Data sharing agreement"), "contract": _("Service contract"),
    "consular": _("Consular cooperation"),
}  # fmt: skip
# what plans ask of agreements, by the same codes
AGREED = {
    "transport": _("Transport"), "shelter": _("Lodging and shelter"), "health": _("Health care"), "identity": _("Identity and travel documents"), "tracing": _("Family tracing"), "food": _("Food"),
    "water": _("Water"), "communication": _("Communication"), "consular": _("Consular help for each other's nationals"), "transit": _("Transit"), "security": _("Security"),
    "interpreters": _("Interpreters"), "protection": _("Protection and referral"),
}  # fmt: skip
AGREEMENT_ENDED = {"replaced": _("Replaced by another"), "denounced": _("Ended by a party"), "lapsed": _("Run out"), "other": _("Another reason")}
CLASSES = {"public": _("public"), "internal": _("internal"), "personal": _("personal"), "special": _("special (health, protection, status, religion)")}
CONDITIONS = {
    "aggregate_only": _("only numbers, no rows of people"), "everyone_agreed": _("only people who agreed"), "protected_too": _("also people under a protection regime"),
    "no_onward": _("not to be passed on"), "delete_after_30_days": _("to be deleted after 30 days"),
}  # fmt: skip
EXPORTS = {"services": _("Services"), "contacts": _("Contacts")}
