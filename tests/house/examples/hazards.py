"""Examples of the verbs of hazards."""

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import HEAD, example, last
from tests.stories.world import CAP


def _count() -> int:
    from safeconduct.hazards.models import Alert

    return Alert.objects.count()


def _read(identifier: str):
    from safeconduct.hazards.readers import read_file

    return read_file(CAP.format(identifier=identifier).encode(), "x.xml")[0].alerts[0]


@example("hazards.receive", fills=True, grows=True)
def _(world):
    return {"alert": _read(f"other-{_count()}"), "digest": "1" * 64}


@example("hazards.join")
def _(world):
    from safeconduct.hazards.models import Hazard

    return {"hazard": Hazard.objects.exclude(uid=world.hazard).order_by("-id").first().uid, "into": world.hazard}


@example("hazards.bind")
def _(world):
    return {"hazard": world.hazard, "crisis": world.crisis}


@example("hazards.open_assessment", HEAD, fills=True, grows=True)
def _(world):
    return {
        "assessment": new_uid(), "organisation": world.organisation("consular").id, "rule": "quake_6", "reasons": ["magnitude"], "due_hours": 2, "hazard": world.hazard,
        "crisis": world.crisis,
    }  # fmt: skip


@example("hazards.close_assessment")
def _(world):
    from safeconduct.hazards.models import Assessment

    return {"assessment": last(Assessment, "uid", state="open"), "state": "no_action", "conclusion": "Nobody is inside."}


@example("hazards.keep_receipt", fills=True, grows=True)
def _(world):
    return {"receipt": new_uid(), "name": "quake.xml", "digest": "2" * 64, "outcome": "accepted", "reason": "read"}


@example("hazards.put_feed", fills=True, grows=True)
def _(world):
    return {"feed": new_uid(), "name": "Quakes", "url": "https://quakes.example.org/feed.xml"}


@example("hazards.stop_feed")
def _(world):
    from safeconduct.hazards.models import Feed

    return {"feed": last(Feed, "uid")}


@example("hazards.end_past", "system")
def _(world):
    return {"hazards": [world.hazard]}
