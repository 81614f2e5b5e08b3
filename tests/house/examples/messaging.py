"""Examples of the verbs of messaging."""

from safeconduct.access import actors
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS
from safeconduct.messaging.channels import Outcome
from tests.house.examples.table import HEAD, example, last
from tests.stories.world import NOW

TEXTS = {"en": {"text": "Stay in the open. Answer 1 if you are safe.", "neutral": "Please call when you can.", "state": "reviewed"}}


@example("messaging.load_shipped", "system", fills=True)
def _(world):
    return {}


@example("messaging.write_template", fills=True, grows=True)
def _(world):
    return {"template": new_uid(), "key": f"own_{len(world.people)}", "purpose": "inform", "texts": TEXTS}


def _draft_template():
    from safeconduct.messaging.models import Template

    return last(Template, "uid", state="draft")


@example("messaging.approve_template", HEAD)
def _(world):
    return {"template": _draft_template()}


@example("messaging.review_text", HEAD)
def _(world):
    return {"template": _draft_template(), "language": "en"}


@example("messaging.draft_message", fills=True, grows=True)
def _(world):
    return {"message": new_uid(), "audience": {"inside": str(world.hazard), "possible": True}, "purpose": "inform", "texts": TEXTS, "channels": ["sms"], "crisis": world.crisis, "hazard": world.hazard}


@example("messaging.save_audience", fills=True)
def _(world):
    return {"audience": new_uid(), "name": "Amharic in the crisis", "asked": {"crisis": str(world.crisis), "languages": ["am"]}}


@example("messaging.drop_audience")
def _(world):
    from safeconduct.messaging.models import Audience

    return {"audience": last(Audience, "uid", organisation_id=world.organisation("consular").id)}


def _message(world, **where):
    from safeconduct.messaging.models import Message

    return last(Message, "uid", organisation_id=world.organisation("consular").id, **where)


@example("messaging.write_text", fills=True)
def _(world):
    return {"message": _message(world, state="draft"), "language": "fr", "text": "Restez dehors.", "neutral": "Appelez, s'il vous plaît."}


@example("messaging.release", HEAD)
def _(world):
    return {"message": _message(world, state="draft"), "accept_machine": True, "differs_because": "Nearer to our people.", "agrees": True}


@example("messaging.withdraw_message", HEAD)
def _(world):
    return {"message": _message(world, state="draft")}


@example("messaging.draft_correction", HEAD)
def _(world):
    return {"message": new_uid(), "of": _message(world)}


@example("messaging.say", fills=True, grows=True)
def _(world):
    return {"delivery": new_uid(), "person": world.people[-1], "text": "We have your request.", "language": "en", "neutral": "Please call when you can."}


@example("messaging.alarm", "system", fills=True)
def _(world):
    return {"telephone": "+99955500000", "code": "ABC-DEFG", "triage": 1, "minutes": 20, "organisation": world.organisation("consular").id}


@example("messaging.tell_officer", "system", fills=True)
def _(world):
    return {"telephone": "+99955500000", "code": "ABC-DEFG", "triage": 1}


@example("messaging.receive_inbound", "gateway", fills=True, grows=True)
def _(world):
    return {"inbound": new_uid(), "channel": "sms", "provider_id": new_uid().hex, "address": "+99955000001", "text": "what"}


@example("messaging.handle_inbound")
def _(world):
    from safeconduct.messaging.models import Inbound

    return {"inbound": last(Inbound, "uid"), "understood": "safe", "person": world.people[1]}


@example("messaging.allow_again")
def _(world):
    return {"person": world.people[1]}


def _released(world, channels=("sms",), **numbers):
    """A message of its own that is on its way, so that the step of an example is due."""
    uid, officer, head = new_uid(), world.actor(), world.actor(*HEAD)
    audience = {"inside": str(world.hazard), "possible": True}
    VERBS["messaging.draft_message"].call(officer, message=uid, audience=audience, purpose="ask", texts=TEXTS, channels=list(channels), crisis=world.crisis, at=NOW)
    VERBS["messaging.release"].call(head, message=uid, numbers=numbers or None, at=NOW)
    return uid


def _planned(world, message):
    """Who would be written to by it, and how."""
    from safeconduct.messaging import sight
    from safeconduct.messaging.models import Message
    from safeconduct.messaging.queries.audience import plan, who

    row = Message.objects.get(uid=message)
    sender = sight.of_message(row, NOW)
    return [one for one in plan(sender, who(sender, row.audience, NOW), texts=row.texts, channels=row.channels, machine_ok=False, at=NOW) if not one.reason]


def _filled(world, channels=("sms",)):
    """A message of its own with its delivery rows."""
    message = _released(world, channels)
    VERBS["messaging.fill"].call(actors.duty("set-up"), message=message, rows=_planned(world, message), last=True, at=NOW)
    return message


def _handed_over(world, **outcome):
    """A message of which one batch was taken, and what became of each row of it."""
    message = _filled(world)
    taken = VERBS["messaging.claim"].call(actors.duty("set-up"), message=message, at=NOW)
    return {"message": message, "outcomes": [Outcome(reference=one, **outcome) for one in taken]}


@example("messaging.decline_release", "system")
def _(world):
    return {"message": _released(world, total=900, reachable=900)}


@example("messaging.fill", "system")
def _(world):
    message = _released(world)
    return {"message": message, "rows": _planned(world, message), "last": True}


@example("messaging.claim", "system")
def _(world):
    return {"message": _filled(world)}


@example("messaging.hand_over", "system")
def _(world):
    return _handed_over(world, provider_id="gateway-1")


@example("messaging.move_on", "system")
def _(world):
    given = _handed_over(world, fault="no-such-number", final=True)
    VERBS["messaging.hand_over"].call(actors.duty("set-up"), **given, at=NOW)
    return {"message": given["message"]}


@example("messaging.finish", "system")
def _(world):
    given = _handed_over(world, provider_id="gateway-1")
    VERBS["messaging.hand_over"].call(actors.duty("set-up"), **given, at=NOW)
    return {"message": given["message"]}


@example("messaging.expire", "system")
def _(world):
    from safeconduct.messaging.models import Message

    Message.objects.filter(uid=_filled(world)).update(expires_at=NOW)
    return {}


@example("messaging.record_called")
def _(world):
    from safeconduct.messaging.models import Delivery

    _filled(world, ("call_list",))
    return {"delivery": last(Delivery, "uid", channel="call_list", state="waiting"), "came": "spoken"}


@example("messaging.forget_texts", "system")
def _(world):
    return {}
