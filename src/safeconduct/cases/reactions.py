"""What cases answer to the rooms below."""

from __future__ import annotations

from safeconduct.access.actors import duty
from safeconduct.cases.models import Alarm, Case, Note
from safeconduct.kernel.verbs import answers
from safeconduct.partners.queries import DutyCard
from safeconduct.people.labelling import relabel_rows


@answers("people.relabel")
def relabel(*, person_id, label_id, later_label_id, since) -> None:
    """A person's cases and their notes take the new labels."""
    relabel_rows(Case, "opened_at", person_id=person_id, label_id=label_id, later_label_id=later_label_id, since=since)
    for case_id, label in Case.objects.within(duty("people.relabel")).filter(person_id=person_id).values_list("id", "label_id"):
        Note.objects.within(duty("people.relabel")).filter(case_id=case_id).update(label_id=label)


@answers("people.erase")
def erase(person_id: int) -> None:
    """A person's cases go, with everything that was said in them."""
    ids = list(Case.objects.within(duty("people.erase")).filter(person_id=person_id).values_list("id", flat=True))
    Alarm.objects.filter(case_id__in=ids).delete()
    Note.objects.within(duty("people.erase")).filter(case_id__in=ids).delete()
    Case.objects.within(duty("people.erase")).filter(id__in=ids).delete()


@answers("people.merge")
def merge(from_id: int, into_id: int) -> None:
    """A provisional record's cases go over to the person on file; each keeps its label."""
    Case.objects.within(duty("people.merge")).filter(person_id=from_id).update(person_id=into_id)


for answer in (relabel, erase, merge):
    answer.models = {"cases.Case"}


@answers("access.waiting")
def waiting(actor, at) -> list[dict]:
    """Requests that nobody has read yet, and those of which the promised news is late."""
    if not actor.may("cases.see_queue"):
        return []
    from django.urls import reverse
    from django.utils.translation import gettext

    from safeconduct.cases import queries

    seen, queue = actor.narrowed("cases.see_queue"), reverse("cases:queue")
    unread = sum(n for (_triage, state), n in queries.counts(seen).items() if state == "received")
    late = queries.late(seen, at)
    _held, mine = queries.in_hands(seen)
    return [
        {"title": gettext("requests not read"), "url": queue, "number": unread, "late": unread > 0},
        {"title": gettext("requests with late news"), "url": queue, "number": late, "late": late > 0},
        {"title": gettext("requests in your hands that nobody answered yet"), "url": f"{queue}?state=mine", "number": mine, "late": False},
    ]


@answers("access.visible")
def visible_cases(actor, kind, uids):
    """Which of these cases the actor may see now; not answered for anything else."""
    return set(Case.objects.within(actor).filter(uid__in=list(uids)).values_list("uid", flat=True)) if kind == "case" else None


@answers("people.keep")
def keep_while_open(person_id: int, at) -> bool:
    """Nobody is forgotten while a case of theirs is open."""
    return Case.objects.within(duty("people.keep")).filter(person_id=person_id).exclude(state="closed").exists()


@answers("partners.duty")
def on_duty(actor, at) -> list[DutyCard]:
    """Our own duty officers now: the ladder of the night alarm, kept in one place."""
    if actor.organisation_id is None or not actor.may("cases.see_queue"):
        return []
    from django.urls import reverse
    from django.utils.translation import gettext

    from safeconduct.cases import queries

    posts = {1: gettext("duty officer"), 2: gettext("deputy"), 3: gettext("ministry")}
    return [DutyCard(held.user.name, posts.get(held.step, ""), held.to_at, bool(held.user.telephone), reverse("cases:duty")) for held in queries.on_duty(actor.organisation_id, at)]
