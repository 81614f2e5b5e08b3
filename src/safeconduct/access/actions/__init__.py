"""Verbs of access: people who sign in, what they may do, what they asked to see, and what others asked of us."""

from safeconduct.access.actions.asked import agree_sharing, break_glass, forget_traces, hold, record_demand, record_print, release_hold, review_glass
from safeconduct.access.actions.exporting import export
from safeconduct.access.actions.granting import end_grant, grant, limit_grant
from safeconduct.access.actions.officers import (
    SamePassword,
    WeakPassword,
    WrongCode,
    WrongPassword,
    add_organisation,
    add_unit,
    add_user,
    change_password,
    close_user,
    lease_device,
    new_password,
    revoke_lease,
    set_second_factor,
)  # fmt: skip
from safeconduct.access.actions.proposing import THE_SYSTEM, decide, propose, withdraw_proposal

__all__ = [
    "SamePassword", "THE_SYSTEM", "WeakPassword", "WrongCode", "WrongPassword", "add_organisation", "add_unit", "add_user", "agree_sharing", "break_glass", "change_password", "close_user", "decide",
    "end_grant", "export", "forget_traces", "grant", "hold", "lease_device", "limit_grant", "new_password", "propose", "record_demand", "record_print", "release_hold",
    "review_glass", "revoke_lease", "set_second_factor", "withdraw_proposal",
]  # fmt: skip
