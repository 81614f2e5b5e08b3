"""Examples of the verbs of plans."""

from datetime import timedelta

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import HEAD, example
from tests.plans.shifted import ready
from tests.stories.world import NOW

OFFICER = ("consular", "consular_officer")


def text(name: str, on=None) -> str:
    """A library plan of a day as JSON."""
    from safeconduct.plans.document import to_json

    return to_json(ready(name, on or NOW.date()))


def draft(world, status: str = "draft"):
    """The newest draft of the consulate; made where there is none."""
    from safeconduct.plans import actions
    from safeconduct.plans.models import PlanVersion

    actor = world.actor()
    row = PlanVersion.objects.within(actor).filter(status=status).order_by("-id").first()
    if row is None:
        uid = new_uid()
        actions.take_in(actor, plan=new_uid(), version=uid, text=text("sop-referral"), place="HTI", at=NOW)
        actor = world.actor()
        if status == "in_review":
            actions.ask_review(actor, version=uid, at=NOW)
        row = PlanVersion.objects.within(actor).get(uid=uid)
    return row


@example("plans.begin_plan", OFFICER, fills=True)
def _(world):
    return {"plan": new_uid(), "version": new_uid(), "ready": "host-flood", "place": "HTI/HT01"}


@example("plans.take_in", OFFICER, fills=True)
def _(world):
    return {"plan": new_uid(), "version": new_uid(), "text": text("consular-hurricane"), "place": "HTI"}


@example("plans.ask_review", OFFICER)
def _(world):
    return {"version": draft(world).uid}


@example("plans.approve", HEAD)
def _(world):
    row = draft(world, "in_review")
    return {"version": row.uid, "digest": row.digest}


@example("plans.send_back", HEAD)
def _(world):
    return {"version": draft(world, "in_review").uid, "reason": "Say who holds the key."}


@example("plans.replace_document", OFFICER)
def _(world):
    from safeconduct.plans.document import kept, put, to_yaml

    row = draft(world)
    return {"version": row.uid, "text": to_yaml(put(kept(row.document), "title", "Another title")), "edited_from": row.digest}


@example("plans.change_section", OFFICER)
def _(world):
    from safeconduct.plans.actions import digest_of
    from safeconduct.plans.document import kept

    row = draft(world)
    return {"version": row.uid, "changes": {"title": "Another title"}, "edited_from": digest_of({"title": kept(row.document).title})}


@example("plans.open_draft", HEAD)
def _(world):
    return {"plan": approved(world), "version": new_uid()}


@example("plans.watch", "system")
def _(world):
    return {"plan": approved(world, days=400)}


def approved(world, days: int = 1):
    """A plan with a version in force, and no draft."""
    from safeconduct.plans import actions

    plan, version, then = new_uid(), new_uid(), NOW - timedelta(days=days)
    actions.take_in(world.actor(at=then), plan=plan, version=version, text=text("sop-gate-and-intake", then.date()), place="HTI", at=then)
    actions.ask_review(world.actor(at=then), version=version, at=then)
    from safeconduct.plans.models import PlanVersion

    row = PlanVersion.objects.within(world.actor()).get(uid=version)
    actions.approve(world.actor(role="head_of_post", at=then), version=version, digest=row.digest, at=then)
    return plan
