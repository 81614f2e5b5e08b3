"""Examples of the verbs of access."""

from datetime import date, timedelta

import pyotp

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import ADMIN, DATA, HEAD, WORKER, example, last
from tests.stories.world import NOW, PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@example("access.add_organisation", ADMIN)
def _(world):
    return {"uid": new_uid(), "name": "Another ministry", "kind": "foreign_ministry", "state": "ETH"}


@example("access.add_unit", ADMIN)
def _(world):
    return {"uid": new_uid(), "organisation": world.organisation("consular").uid, "name": "Second section", "functions": ["consular"]}


@example("access.add_user", ADMIN)
def _(world):
    return {"uid": new_uid(), "username": f"u{new_uid().hex[-8:]}", "name": "New officer", "password": PASSWORD}


@example("access.grant", ADMIN)
def _(world):
    return {"uid": new_uid(), "user": world.users["consular", "warden"].uid, "unit": world.units["consular"].uid, "role": "consular_officer"}


@example("access.limit_grant", ADMIN)
def _(world):
    from safeconduct.access.models import Grant

    return {"grant_uid": last(Grant, "uid", role="warden"), "place_path": "HTI/HT01", "until": NOW + timedelta(days=30)}


@example("access.end_grant", ADMIN)
def _(world):
    from safeconduct.access.models import Grant

    return {"grant_uid": last(Grant, "uid", role="warden")}


@example("access.close_user", ADMIN)
def _(world):
    return {"user": world.users["consular", "warden"].uid}


@example("access.change_password")
def _(world):
    return {"old": PASSWORD, "new": "another quite long word"}


@example("access.set_second_factor", WORKER)
def _(world):
    return {"secret": SECRET, "code": pyotp.TOTP(SECRET).at(NOW)}


@example("access.agree_sharing", ADMIN, fills=True)
def _(world):
    relief, ministry = world.organisation("protection").uid, world.organisation("consular").uid
    return {"uid": new_uid(), "owner": relief, "recipient": ministry, "purpose": "assistance", "valid_from": date(2026, 1, 1), "valid_to": date(2028, 1, 1)}


@example("access.break_glass", HEAD, fills=True)
def _(world):
    return {"uid": new_uid(), "owner": world.organisation("emergency").uid, "reason": "A child is missing."}


@example("access.review_glass", DATA)
def _(world):
    from safeconduct.access.models import BreakGlass

    return {"glass": last(BreakGlass, "uid")}


@example("access.propose", HEAD, fills=True)
def _(world):
    arguments = {"crisis": str(world.crisis), "ends_on": "2027-05-01", "reason": "It goes on."}
    return {"uid": new_uid(), "verb": "crises.complete_impact", "arguments": {"crisis": arguments["crisis"], "residual": "low", "measures": ["labels"]}, "numbers": {"people": 24}, "expires_at": NOW + timedelta(days=2)}


@example("access.decide", DATA)
def _(world):
    from safeconduct.access.models import Proposal

    return {"proposal": last(Proposal, "uid", state="waiting", verb="crises.complete_impact", unit_id=world.units["consular"].id), "agree": False}


@example("access.withdraw_proposal", "system")
def _(world):
    from safeconduct.access.models import Proposal

    return {"proposal": last(Proposal, "uid", state="waiting", unit_id=world.units["consular"].id)}


@example("access.lease_device", ADMIN, fills=True)
def _(world):
    user = world.users["consular", "warden"].uid
    return {"uid": new_uid(), "user": user, "unit": world.units["consular"].uid, "task": "gate", "verbs": [], "key": new_uid().hex, "until": NOW + timedelta(days=1)}


@example("access.revoke_lease", ADMIN)
def _(world):
    from safeconduct.access.models import Lease

    return {"lease": last(Lease, "uid")}


@example("access.record_demand", fills=True, grows=True)
def _(world):
    return {"uid": new_uid(), "authority": "Police of the capital", "legal_basis": "a letter", "asked_for": "A list of everybody.", "received_at": NOW, "reason": "No basis in law."}


@example("access.record_print", fills=True, grows=True)
def _(world):
    return {"uid": new_uid(), "kind": "call_list", "holder": "A warden", "people": 12, "destroy_by": NOW + timedelta(days=3), "place": "Schoolyard", "crisis": world.crisis}


@example("access.hold", DATA, fills=True)
def _(world):
    return {"uid": new_uid(), "subject": world.sheltered[0], "reason": "A court asked for it.", "until": NOW + timedelta(days=30)}


@example("access.release_hold", DATA)
def _(world):
    from safeconduct.access.models import LegalHold

    return {"hold_uid": last(LegalHold, "uid")}


@example("access.export", "system")
def _(world):
    told = {"what": "services", "purpose": "assist", "classes": ["public"], "labels": [], "rows": 2, "digest": "0" * 64}
    return {"export_uid": new_uid(), "recipient": world.organisation("protection").uid, **told}
