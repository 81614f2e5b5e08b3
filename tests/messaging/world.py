"""A consulate, people with telephones, and a gateway that remembers."""

from __future__ import annotations

from datetime import timedelta

from safeconduct.access.models import Unit, User
from safeconduct.jobs.runner import run_one
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions, queries
from safeconduct.messaging.channels.simulator import Simulator
from safeconduct.messaging.models import Delivery, Message
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.worlds import NOW

TEXTS = {
    "en": {"text": "Stay inside.", "neutral": "Please stay in.", "state": "source"},
    "am": {"text": "ውስጥ ይቆዩ።", "neutral": "እባክዎ ይቆዩ።", "state": "reviewed"},
    "fr": {"text": "Restez chez vous.", "neutral": "Restez.", "state": "machine"},
}
PLAIN = {"CHANNELS": {"sms": {"transport": "simulator"}, "email": {"transport": "simulator"}}}
LATER = NOW + timedelta(minutes=1)


def phone(value="+99955501001", **more):
    return {"kind": "phone", "value": value} | more


def mail(value="sara@example.org", **more):
    return {"kind": "email", "value": value} | more


def put(actor, *contacts, languages=("en",), at=NOW, **more):
    told = NewPerson(names=({"full": "Sara Wolde"},), nationalities=("UTO",), languages=languages, contacts=contacts, **more)
    return people.register_person(actor, person=new_uid(), told=told, at=at)


def fresh(actor):
    """The same officer, with the labels that there are by now."""
    if actor.kind != "person":
        return actor
    return worlds.acting(User.objects.get(uid=actor.uid), Unit.objects.select_related("organisation").get(id=actor.unit_id), space=actor.space)


def everyone():
    return worlds.system()


def draft(actor, people_uids, texts=None, purpose="inform", **more):
    actor = fresh(actor)
    audience = more.pop("audience", None) or {"people": [str(uid) for uid in people_uids]}
    return actions.draft_message(actor, message=new_uid(), audience=audience, texts=TEXTS if texts is None else texts, purpose=purpose, at=NOW, **more)


def send(actor, people_uids, **more):
    """Draft, release and deliver; returns the message's uid."""
    accept = more.pop("accept_machine", False)
    uid = draft(actor, people_uids, **more)
    actions.release(fresh(actor), message=uid, accept_machine=accept, at=NOW)
    run()
    return uid


def run(most=50):
    """Run what is due now."""
    while most and run_one():
        most -= 1


def rows(uid=None):
    found = Delivery.objects.within(everyone())
    return list((found.filter(message__uid=uid) if uid else found).order_by("id"))


def sent():
    return [(parcel.address, parcel.text) for parcel in Simulator.sent]


def state(uid):
    return Message.objects.get(uid=uid).state


def inbound(text, address="+99955501001", provider_id=None, at=LATER):
    from safeconduct.access.actors import gateway

    return actions.receive_inbound(gateway(), inbound=new_uid(), channel="sms", provider_id=provider_id or str(new_uid()), address=address, text=text, at=at)


__all__ = ["NOW", "queries"]
