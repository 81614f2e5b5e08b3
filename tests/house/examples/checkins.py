"""Examples of the verbs of check-ins."""

from datetime import date, timedelta

from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS
from tests.house.examples.table import HEAD, example, id_of, last
from tests.stories.world import NOW, registered


@example("checkins.start_campaign", HEAD, fills=True)
def _(world):
    return {"campaign": new_uid(), "crisis": world.crisis, "audience": {"inside": str(world.hazard), "possible": True}, "ends_at": NOW + timedelta(days=3), "channels": ["sms"]}


def _campaign(**where):
    from safeconduct.checkins.models import Campaign

    return last(Campaign, "uid", **where)


@example("checkins.ask_people", HEAD, fills=True, grows=True)
def _(world):
    return {"campaign": _campaign(state="running"), "ids": [id_of(uid) for uid in world.people]}


@example("checkins.ask_again", HEAD)
def _(world):
    campaign, person, before = new_uid(), registered(world, 9500 + len(world.people), "consular", "duty_officer"), NOW - timedelta(days=1)
    told = {"crisis": world.crisis, "audience": {"people": [str(person)]}, "ends_at": NOW + timedelta(days=3)}
    VERBS["checkins.start_campaign"].call(world.actor(*HEAD), campaign=campaign, at=before, **told)
    VERBS["checkins.ask_people"].call(world.actor(*HEAD), campaign=campaign, ids=[id_of(person)], at=before)
    return {"campaign": campaign, "message": new_uid(), "accept_machine": True}


@example("checkins.end_campaign", HEAD)
def _(world):
    return {"campaign": _campaign(state="running")}


@example("checkins.answer", fills=True, grows=True)
def _(world):
    return {"client_id": new_uid(), "said": "safe", "by": "officer", "way": "call", "person": world.people[-1], "crisis": world.crisis}


@example("checkins.come_forward", "public", fills=True, grows=True)
def _(world):
    return {
        "client_id": new_uid(), "person": new_uid(), "said": "needs_assistance", "owner": world.organisation("consular").id, "way": "web", "language": "en",
        "name": "Somebody", "people_count": 2, "words": "Under the stairs.", "needs": ["medical"], "answer_by": "code", "crisis": world.crisis, "country": "HTI",
    }  # fmt: skip


@example("checkins.register_self", "public", fills=True, grows=True)
def _(world):
    return {
        "client_id": new_uid(), "owner": world.organisation("consular").id, "name": "Somebody", "language": "am", "telephone": "+251911234567", "whose": "own", "safe": True,
        "country": "HTI", "path": "HTI/HT01", "where_text": "Rue Trois", "until": NOW.date() + timedelta(days=30), "today": NOW.date(),
    }  # fmt: skip


@example("checkins.appoint_warden", HEAD, fills=True, grows=True)
def _(world):
    return {
        "warden": new_uid(), "name": "A warden", "path": "HTI/HT01", "languages": ["en"], "signed_on": date(2027, 1, 1), "signed_until": date(2027, 6, 1),
        "user": world.users["consular", "warden"].uid,
    }  # fmt: skip


@example("checkins.make_call_list", HEAD, fills=True)
def _(world):
    from safeconduct.checkins.models import Warden

    world.people.append(registered(world, 9000 + len(world.people), "consular", "duty_officer"))  # somebody who is on no list yet
    VERBS["checkins.ask_people"].call(world.actor(*HEAD), campaign=_campaign(state="running"), ids=[id_of(world.people[-1])], at=NOW)
    return {"call_list": new_uid(), "campaign": _campaign(state="running"), "warden": last(Warden, "uid")}


@example("checkins.record_call", HEAD)
def _(world):
    from safeconduct.checkins.models import CallItem

    return {"item": last(CallItem, "uid"), "outcome": "answered", "said": "safe"}


def _answer():
    from safeconduct.checkins.models import Answer

    return last(Answer, "uid", way="web")


@example("checkins.say_how", "public")
def _(world):
    return {"answer": _answer(), "how": "code"}


@example("checkins.take_back", "public")
def _(world):
    return {"answer": _answer()}


@example("checkins.forget", "system")
def _(world):
    return {"rule": "message", "rows": []}


@example("checkins.forget_lists", "system")
def _(world):
    return {"campaigns": []}
