"""Small worlds with contacts, services and agreements."""

from dataclasses import dataclass
from datetime import timedelta

from safeconduct.access.models import Organisation, Unit, User
from safeconduct.kernel.ids import new_uid
from safeconduct.partners import actions
from safeconduct.places import actions as places
from tests import worlds
from tests.places.test_places import areas
from tests.worlds import NOW


@dataclass
class House:
    """A consulate with a duty officer and a head of post, and a relief agency with a case worker."""

    ministry: Organisation
    section: Unit
    users: dict[str, User]
    relief: Organisation
    desk: Unit

    def actor(self, role="duty_officer", **more):
        """Somebody of the consulate."""
        return worlds.acting(self.users[role], self.section, **more)

    @property
    def other(self):
        """The case worker of the agency."""
        return worlds.acting(self.users["other"], self.desk)


def house():
    """Both organisations, and the areas of Haiti."""
    areas(worlds.system())
    places.put_area(worlds.system(), uid=new_uid(), country="HTI", level=1, code="HT02", parent="HTI", name="Sud-Est", at=NOW)
    post = worlds.post()
    users = {"duty_officer": post.user, "head_of_post": worlds.officer(post.section, "head_of_post"), "data_officer": worlds.officer(post.section, "data_officer")}
    relief = worlds.organisation("Relief Agency", kind="ngo", state="")
    desk = worlds.unit(relief, ("protection",), "Desk")
    users["other"] = worlds.officer(desk, "case_worker")
    return House(post.ministry, post.section, users, relief, desk)


def contact(actor, **more):
    """A contact on file."""
    values = {
        "contact": new_uid(), "name": "Nadia Toussaint", "kind": "official", "function": "health", "organisation_name_": "Ministry of Health", "path": "HTI/HT01", "languages": ["fr"],
        "channels": [{"kind": "mobile", "value": "+999 55 010 020"}], "at": NOW,
    }  # fmt: skip
    return actions.put_contact(actor, **{**values, **more})


def service(actor, **more):
    """A service on file."""
    values = {"service": new_uid(), "name": "Clinic", "kind": "health", "organisation_name_": "A parish", "path": "HTI/HT01", "lon": -72.3, "lat": 18.5, "hours": "Mo-Fr 08:00-16:00", "languages": ["fr"], "at": NOW}
    return actions.put_service(actor, **{**values, **more})


def agreement(house, *, signed=True, clauses=(), **more):
    """An agreement, drafted by the duty officer and signed by the head of post."""
    values = {
        "agreement": new_uid(), "title": "Shelter in Ouest", "kind": "mou", "functions": ["shelter"], "parties": [{"organisation": house.relief.uid, "name": ""}], "paths": ["HTI/HT01"],
        "valid_from": (NOW - timedelta(days=10)).date(), "valid_to": (NOW + timedelta(days=90)).date(), "at": NOW,
    }  # fmt: skip
    uid = actions.put_agreement(house.actor(), **{**values, **more})
    for one in clauses:
        told = {"clause": new_uid(), "agreement": uid, "recipient": house.relief.uid, "classes": ["internal", "personal"], "purpose": "assist", "at": NOW}
        actions.add_clause(house.actor(), **{**told, **one})
    if signed:
        actions.sign_agreement(house.actor("head_of_post"), agreement=uid, at=NOW)
    return uid
