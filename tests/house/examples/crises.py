"""Examples of the verbs of crises."""

from datetime import date, timedelta

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import HEAD, example, last
from tests.stories.world import NOW


@example("crises.open_crisis", HEAD)
def _(world):
    return {"crisis": new_uid(), "name": "Flood", "kind": "natural_disaster", "started_at": NOW, "ends_on": date(2027, 3, 1), "paths": ["HTI/HT02"], "data_officer": "dpo@example.org"}


@example("crises.declare_level", HEAD, fills=True)
def _(world):
    return {"level": new_uid(), "crisis": world.crisis, "scheme": "micic", "key": "restriction", "paths": ["HTI/HT01"], "reason": "Roads are cut."}


@example("crises.complete_impact", HEAD, fills=True)
def _(world):
    return {"crisis": world.crisis, "residual": "low", "measures": ["labels"]}


@example("crises.tell_of_end", "system")
def _(world):
    from safeconduct.crises.models import Crisis

    Crisis.objects.filter(uid=world.crisis).update(ends_on=NOW.date() + timedelta(days=3))
    return {"crisis": world.crisis}


@example("crises.move_end", HEAD)
def _(world):
    return {"crisis": world.crisis, "ends_on": date(2027, 5, 1), "reason": "It goes on."}


@example("crises.close_crisis", HEAD)
def _(world):
    return {"crisis": world.crisis}


@example("crises.open_task", fills=True, grows=True)
def _(world):
    return {"task": new_uid(), "kind": "call", "what": "Call the hospitals", "due_at": NOW + timedelta(hours=4), "crisis": world.crisis, "owner_role": "duty_officer", "source": "hand"}


@example("crises.finish_task")
def _(world):
    from safeconduct.crises.models import Task

    return {"task": last(Task, "uid", organisation_id=world.organisation("consular").id)}
