"""How a person's rows get and change their label, in every room, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from safeconduct.access import labels
from safeconduct.access.models import Organisation
from safeconduct.access.rules import LabelParts
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.verbs import answers, ask
from safeconduct.people import rules
from safeconduct.people.models import (
    Consent,
    ContactPoint,
    Document,
    EmergencyContact,
    Household,
    Match,
    Membership,
    Person,
    Position,
    RegimeChange,
    Stay,
    Stranded,
)  # fmt: skip


def worked_out(person: Person, consents: Iterable[Consent], space: int) -> tuple[int, int]:
    """The ids of the two labels of a person: of what is on record, and of what is recorded from now on."""
    owner_state = Organisation.objects.filter(id=person.owner_id).values_list("state", flat=True).get()
    agreed, seconded = agreed_states(consents)
    now, later = rules.labels_for(
        space=space,
        owner=person.owner_id,
        owner_state=owner_state,
        nationalities=person.nationalities,
        former=person.former,
        country=person.country,
        regime=person.regime,
        agreed=agreed,
        seconded=seconded,
    )
    return labels.intern(now), labels.intern(later)


def agreed_states(consents: Iterable[Consent]) -> tuple[set[str], set[str]]:
    """The States to which the person agreed (``state:UTO``), and those of them with a second, trained person."""
    agreed: set[str] = set()
    seconded: set[str] = set()
    for consent in consents:
        if consent.withdrawn_at is None and consent.lapsed_at is None:
            states = {r.split(":", 1)[1] for r in consent.recipients if r.startswith("state:")}
            agreed |= states
            if consent.seconded_by is not None:
                seconded |= states
    return agreed, seconded


def relabel(actor: Actor, person: Person, since: datetime | None) -> None:
    """
    Work the person's labels out again and rewrite every row of the person, in every room, in this transaction.

    Rows made before ``since`` take the first label, later ones the second; households take the strictest of their members.
    """
    space = labels.parts_of(person.label_id).space
    person.label_id, person.later_label_id = worked_out(person, Consent.objects.within(everything()).filter(person_id=person.id), space)
    person.save(update_fields=["label", "later_label"])
    ask("people.relabel", person_id=person.id, label_id=person.label_id, later_label_id=person.later_label_id, since=since)
    for household_id in Membership.objects.within(everything()).filter(person_id=person.id).values_list("household_id", flat=True):
        relabel_household(household_id)


def everything() -> Actor:
    """The duty of labelling: it must reach rows that the actor at hand does not see."""
    from safeconduct.access.actors import duty

    return duty("people.relabel")


def relabel_rows(model, made: str, *, person_id: int, label_id: int, later_label_id: int, since: datetime | None) -> None:
    """Give a model's rows of one person their label: what was made before ``since`` the first, the rest the second."""
    rows = model.objects.within(everything()).filter(person_id=person_id)
    if since is None or label_id == later_label_id:
        rows.update(label_id=later_label_id if since is None and label_id != later_label_id else label_id)
        return
    rows.filter(**{f"{made}__lt": since}).update(label_id=label_id)
    rows.filter(**{f"{made}__gte": since}).update(label_id=later_label_id)


@answers("people.relabel")
def relabel_people(*, person_id: int, label_id: int, later_label_id: int, since: datetime | None) -> None:
    """The register's own rows."""
    for model in (ContactPoint, Document, Stay, EmergencyContact, Consent, RegimeChange, Stranded):
        relabel_rows(model, "made_at", person_id=person_id, label_id=label_id, later_label_id=later_label_id, since=since)
    relabel_rows(Position, "as_of", person_id=person_id, label_id=label_id, later_label_id=later_label_id, since=since)
    for match in Match.objects.within(everything()).filter(Q(provisional_id=person_id) | Q(candidate_id=person_id)):
        both = Person.objects.within(everything()).filter(id__in=[match.provisional_id, match.candidate_id]).values_list("label_id", "later_label_id")
        Match.objects.within(everything()).filter(id=match.id).update(label_id=labels.strictest({i for pair in both for i in pair}))


# a household and its memberships are labelled by relabel_household, which relabel calls for every house of the person
relabel_people.models = {
    "people.ContactPoint", "people.Document", "people.Stay", "people.EmergencyContact", "people.Consent", "people.RegimeChange", "people.Stranded", "people.Membership",
    "people.Position", "people.Match",
}  # fmt: skip


def relabel_household(household_id: int) -> None:
    """A household shows no more than its best-protected member allows, and so do its memberships."""
    member_ids = list(Membership.objects.within(everything()).filter(household_id=household_id).values_list("person_id", flat=True))
    held = Person.objects.within(everything()).filter(id__in=member_ids).values_list("label_id", "later_label_id")
    strictest = labels.strictest({i for pair in held for i in pair})
    if strictest is not None:
        Household.objects.within(everything()).filter(id=household_id).update(label_id=strictest)
        Membership.objects.within(everything()).filter(household_id=household_id).update(label_id=strictest)


def parts_of_actor(actor: Actor) -> LabelParts:
    """The plainest label of the actor's own organisation."""
    return LabelParts(actor.space, actor.organisation_id, 0, frozenset())


@answers("access.visible")
def visible_people(actor: Actor, kind: str, uids) -> set | None:
    """Which of these people the actor may see now; not answered for anything else."""
    return set(Person.objects.within(actor).filter(uid__in=list(uids)).values_list("uid", flat=True)) if kind == "person" else None
