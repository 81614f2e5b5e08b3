"""A small post in a data folder of its own, made by the process that is told to: ``python -m tests.stories.small``. It prints who may sign in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta

NEAR = int(os.environ.get("STORY_NEAR") or 208)  # people in the town: more than may be written to without a second person
TOWN = (-72.5, 18.5)
STAFF = {"duty": "duty_officer", "head": "head_of_post"}
# whose telephones the stories look at: one speaker of each language
WATCHED = {"am": ("Sara Wolde", "+999550010001"), "ne": ("Ramesh Thapa", "+999550010002")}


def square(west: float, south: float, east: float, north: float) -> dict:
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def organisation(at: datetime) -> tuple[list[list[str]], int]:
    """The consulate with a duty officer on duty now, and its head; the sign-ins and the organisation's id."""
    from safeconduct.access import actions as access
    from safeconduct.access.actors import duty
    from safeconduct.access.models import Organisation
    from safeconduct.cases import actions as cases
    from safeconduct.kernel.ids import new_uid

    who = duty("set-up")
    house = access.add_organisation(who, uid=new_uid(), name="Embassy of Utopia", kind="foreign_ministry", state="UTO", data_officer_address="dpo@example.org", at=at)
    unit = access.add_unit(who, uid=new_uid(), organisation=house, name="Consular section", functions=["consular"], at=at)
    sign_ins = []
    for number, (username, role) in enumerate(STAFF.items()):
        password = access.new_password()
        uid = access.add_user(who, uid=new_uid(), username=username, name=f"Officer {username}", password=password, telephone=f"+99955009000{number}", at=at)
        access.grant(who, uid=new_uid(), user=uid, unit=unit, role=role, at=at)
        sign_ins.append([username, password])
        if username == "duty":
            cases.set_duty(who, duty_uid=new_uid(), unit=unit, user=uid, step=1, from_at=at - timedelta(hours=1), to_at=at + timedelta(days=1), at=at)
    return sign_ins, Organisation.objects.get(uid=house).id


def ground(at: datetime) -> None:
    """One country with one district, and a mission with the number of those who come when one calls."""
    from safeconduct.access.actors import duty
    from safeconduct.kernel.ids import new_uid
    from safeconduct.places import actions as places

    who = duty("set-up")
    for level, code, parent, name, box in ((0, "HTI", "", "Haiti", (-75, 17, -71, 20.5)), (1, "HT01", "HTI", "Ouest", (-73.5, 18, -71.7, 19.2))):
        places.put_area(who, uid=new_uid(), country="HTI", level=level, code=code, name=name, parent=parent, zone="America/Port-au-Prince", geometry=square(*box), at=at)
    places.put_site(
        who, uid=new_uid(), kind="mission", name="Embassy of Utopia", country="HTI", path="HTI/HT01", lon=-72.3, lat=18.5, status="open", emergency_number="114",
        of_state="UTO", at=at,
    )  # fmt: skip
    places.record_presence(who, uid=new_uid(), path="HTI/HT01", nationality="UTO", low=200, best=300, high=420, source="consulate", method="estimate", month=date(at.year, at.month, 1), at=at)


def people(owner: int, at: datetime) -> Iterator:
    """Everybody in the town: speakers of English, two of other languages."""
    from safeconduct.kernel.ids import new_uid
    from safeconduct.people import actions
    from safeconduct.people.rules import NewPerson

    rows = [(name, language, phone) for language, (name, phone) in WATCHED.items()]
    rows += [(f"Person {number}", "en", f"+99955002{number:04d}") for number in range(NEAR - len(rows))]
    for number, (name, language, phone) in enumerate(rows):
        told = NewPerson(
            names=({"full": name},), nationalities=("UTO",), languages=(language,), country="HTI", path="HTI/HT01", contacts=({"kind": "phone", "value": phone},),
            position={"lon": TOWN[0] + number % 9 * 0.01, "lat": TOWN[1] + number % 7 * 0.01, "accuracy_m": 50, "source": "told", "as_of": at},
        )  # fmt: skip
        yield actions.Load(uid=new_uid(), told=told, owner=owner, source="story", at=at)


def make() -> list[list[str]]:
    """The whole post; the sign-ins."""
    from django.core.management import call_command
    from django.utils import timezone

    from safeconduct.access.actors import duty
    from safeconduct.messaging import actions as messaging
    from safeconduct.people import actions

    call_command("migrate", verbosity=0, interactive=False)
    at = timezone.now()
    sign_ins, owner = organisation(at)
    ground(at)
    actions.load_many(duty("set-up"), people(owner, at), at=at, pause=0)
    messaging.load_shipped(duty("set-up"), at=at)
    return sign_ins


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(make()))
