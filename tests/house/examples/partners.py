"""Examples of the verbs of partners."""

from datetime import timedelta

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import DATA, HEAD, example, last
from tests.stories.world import NOW


@example("partners.put_contact", fills=True, grows=True)
def _(world):
    return {
        "contact": new_uid(), "name": "Nadia Toussaint", "kind": "focal_point", "function": "shelter", "organisation": world.organisation("protection").uid, "unit": "Shelter desk",
        "post": "Focal point", "path": "HTI/HT01", "languages": ["fr", "ht"], "channels": [{"kind": "mobile", "value": "+999 55 010 020"}, {"kind": "email", "value": "shelter@relief.example"}],
        "round_the_clock": True,
    }  # fmt: skip


def _contact(world):
    from safeconduct.partners.models import Contact

    return last(Contact, "uid", owner_id=world.organisation("consular").id, ended_at=None)


@example("partners.record_test", fills=True)
def _(world):
    return {"test": new_uid(), "contact": _contact(world), "how": "call", "answered": True}


@example("partners.end_contact")
def _(world):
    return {"contact": _contact(world), "reason": "moved"}


@example("partners.erase_contact", DATA)
def _(world):
    return {"contact": _contact(world)}


@example("partners.forget_contacts", "system")
def _(world):
    return {"contacts": [_contact(world)]}


@example("partners.put_watch", fills=True)
def _(world):
    from safeconduct.partners.models import Watch

    days = Watch.objects.count()  # the next day each time
    return {
        "watch": new_uid(), "contact": _contact(world), "function": "shelter", "path": "HTI/HT01", "from_at": NOW + timedelta(days=days, hours=-2), "to_at": NOW + timedelta(days=days, hours=20)
    }  # fmt: skip


def _watch(world):
    from safeconduct.partners.models import Watch

    return Watch.objects.order_by("id").values_list("uid", flat=True).first()


@example("partners.hand_over")
def _(world):
    return {"watch": _watch(world), "to": new_uid(), "contact": _second_contact(world), "note": "The generator is out."}


def _second_contact(world):
    """Another contact."""
    from tests.house.examples import EXAMPLES

    return EXAMPLES["partners.put_contact"].call(world)


@example("partners.cut_watch")
def _(world):
    return {"watch": _watch(world)}


@example("partners.put_service", fills=True, grows=True)
def _(world):
    return {
        "service": new_uid(), "name": "Clinic at the schoolyard", "kind": "health", "organisation": world.organisation("protection").uid, "path": "HTI/HT01", "lon": -72.35, "lat": 18.55,
        "capacity": 80, "hours": "Mo-Sa 08:00-16:00", "for_whom": "Everybody in the district.", "eligibility": ["any_nationality", "no_document"], "languages": ["fr", "ht"],
        "accessibility": ["step_free"], "telephone": "+99955010021", "how_to_refer": "Send them with a note; no call is needed.", "what_to_say": "They will be seen without papers.",
        "firewall": "kept", "contact": _contact(world),
    }  # fmt: skip


def _service(world):
    from safeconduct.partners.models import Service

    return last(Service, "uid")


@example("partners.put_services")
def _(world):
    return {"services": [{"service": new_uid(), "name": f"Kitchen {n}", "kind": "food", "organisation_name_": "A parish", "path": "HTI/HT02"} for n in range(2)]}


@example("partners.set_service_status", fills=True)
def _(world):
    return {"service": _service(world), "status": "limited", "note": "Only emergencies today."}


@example("partners.verify_service", fills=True)
def _(world):
    return {"service": _service(world), "how": "call"}


@example("partners.put_agreement", fills=True)
def _(world):
    return {
        "agreement": new_uid(), "title": "Shelter and referral in Ouest", "kind": "data_sharing", "functions": ["shelter", "protection"], "paths": ["HTI/HT01"],
        "parties": [{"organisation": world.organisation("protection").uid, "name": ""}], "valid_from": (NOW - timedelta(days=30)).date(), "valid_to": (NOW + timedelta(days=40)).date(),
        "contact": _contact(world), "cost_rule": "Each pays its own.",
    }  # fmt: skip


def _agreement(world, **where):
    from safeconduct.partners.models import Agreement

    return last(Agreement, "uid", **where)


def _draft(world):
    """A draft, made where the last one was signed."""
    from tests.house.examples import EXAMPLES

    return _agreement(world, state="draft") or EXAMPLES["partners.put_agreement"].call(world)


@example("partners.add_clause", fills=True)
def _(world):
    return {
        "clause": new_uid(), "agreement": _draft(world), "recipient": world.organisation("protection").uid, "classes": ["internal", "personal"], "purpose": "assist",
        "conditions": ["no_onward"],
    }  # fmt: skip


@example("partners.sign_agreement", HEAD, fills=True)
def _(world):
    return {"agreement": _draft(world), "content": b"%PDF-1.7 as signed", "name": "signed.pdf"}


@example("partners.end_clause", HEAD)
def _(world):
    from safeconduct.partners.models import SharingClause

    return {"clause": last(SharingClause, "uid")}


@example("partners.record_use", fills=True)
def _(world):
    return {"agreement": _agreement(world), "on": (NOW - timedelta(days=3)).date()}


@example("partners.end_agreement", HEAD)
def _(world):
    return {"agreement": _agreement(world), "reason": "denounced"}


@example("partners.tell_lapse", "system")
def _(world):
    return {"agreement": _agreement(world)}


@example("partners.export_services", HEAD)
def _(world):
    return {"export_uid": new_uid(), "recipient": world.organisation("protection").uid, "purpose": "assist", "services": [_service(world)]}


@example("partners.export_contacts", HEAD)
def _(world):
    return {"export_uid": new_uid(), "recipient": world.organisation("protection").uid, "purpose": "assist", "contacts": [_contact(world)]}
