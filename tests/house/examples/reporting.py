"""Examples of the verbs of reporting."""

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import example
from tests.stories.world import NOW


@example("reporting.make_report", fills=True)
def _(world):
    from safeconduct.crises import queries as crises
    from safeconduct.reporting import queries

    actor = world.actor()
    draft = queries.draft(actor, crises.crisis(actor, world.crisis), NOW)
    return {"report": new_uid(), "crisis": world.crisis, "draft": draft, "narrative": "The airport is open by day."}


@example("reporting.record_figure", fills=True)
def _(world):
    return {"figure": new_uid(), "crisis": world.crisis, "of": "present", "low": 400, "best": 520, "high": 900, "source": "Ministry of the host State", "as_of": NOW}
