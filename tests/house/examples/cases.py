"""Examples of the verbs of cases."""

from datetime import timedelta

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import HEAD, example, id_of, label_of
from tests.stories.world import NOW


def case_of(world, unit, role, person):
    return {
        "case": new_uid(), "person": person, "person_id": id_of(person), "label": label_of(person), "needs": ["medical"], "people": 2, "story": "Two of us are under the stairs.",
        "where_text": "Rue Une", "way": "web", "language": "en", "path": "HTI/HT01", "crisis": world.crisis,
    }  # fmt: skip


@example("cases.open_case", fills=True, grows=True)
def _(world):
    return case_of(world, "consular", "duty_officer", world.people[-1])


def _a_case(world):
    from safeconduct.cases.models import Case
    from safeconduct.people.models import Person

    mine = Person.objects.within(world.actor()).values("id")
    return Case._base_manager.filter(person_id__in=mine).exclude(state="closed").order_by("-id").values_list("uid", flat=True).first()


@example("cases.read_case", fills=True)
def _(world):
    return {"case": _a_case(world)}


@example("cases.print_case")
def _(world):
    return {"case": _a_case(world)}


@example("cases.assign", fills=True)
def _(world):
    return {"case": _a_case(world), "user": world.users["consular", "consular_officer"].uid}


@example("cases.add_note", fills=True, grows=True)
def _(world):
    return {"case": _a_case(world), "text": "Called the hospital."}


@example("cases.answer")
def _(world):
    return {"case": _a_case(world), "text": "Somebody comes at ten.", "language": "en", "leave_only": True}


@example("cases.hear", fills=True)
def _(world):
    return {"case": _a_case(world), "text": "Water is rising.", "language": "en"}


@example("cases.set_triage")
def _(world):
    return {"case": _a_case(world), "factors": []}


@example("cases.close")
def _(world):
    return {"case": _a_case(world), "outcome": "helped", "ask": False}


@example("cases.say_whether_help_came", "system")
def _(world):
    return {"case": _a_case(world), "came": True}


@example("cases.set_duty", HEAD, fills=True)
def _(world):
    return {
        "duty_uid": new_uid(), "unit": world.units["consular"].uid, "user": world.users["consular", "duty_officer"].uid, "step": 1, "from_at": NOW - timedelta(days=1),
        "to_at": NOW + timedelta(days=7),
    }  # fmt: skip


@example("cases.raise_alarm", "system")
def _(world):
    return {"case": _a_case(world), "step": 1, "triage": 1}


@example("cases.say_how", "system")
def _(world):
    return {"case": _a_case(world), "how": "code"}


@example("cases.blank", "system")
def _(world):
    return {"case": _a_case(world)}


@example("cases.forget_cases", "system")
def _(world):
    return {"cases": [_a_case(world)]}
