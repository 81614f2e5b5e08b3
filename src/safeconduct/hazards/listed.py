"""The list of people inside a hazard: one page of it, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.hazards import queries, words
from safeconduct.hazards.shown import language_name
from safeconduct.kernel.actors import Actor
from safeconduct.people import queries as people
from safeconduct.places import queries as places
from safeconduct.standards import load
from safeconduct.web.tables import Column, Table

SIZE = 50


@dataclass(frozen=True)
class Listed:
    """Somebody who is inside: who, in which band, how surely. ``uid`` is the person's."""

    uid: UUID
    person: people.PersonCard
    band: int
    certain: bool


def rows_after(actor: Actor, found: Sequence[queries.Inside], after: str) -> list[Listed]:
    """The people who come after one of them (empty or gone: from the beginning), one more than fits on a page. Three statements."""
    start = 0
    try:
        last = people.cards(actor, uids=[UUID(after)]) if after else []
    except ValueError:
        last = []
    if last:
        start = next((place for place, one in enumerate(found, 1) if one.person_id == last[0].id), 0)
    held = found[start : start + SIZE + 1]
    cards = {one.id: one for one in people.cards(actor, ids=[one.person_id for one in held], contacts=True)}
    return [Listed(cards[one.person_id].uid, cards[one.person_id], one.band, one.certain) for one in held if one.person_id in cards]


def table(actor: Actor, bands: Sequence[str], rows: Sequence[Listed]) -> Table:
    """The list as a table: name, band, how surely, what a rescuer must bring, telephone, language, area. One statement a country."""
    needs = {entry.key: entry.name for entry in load.special_needs()}
    areas = {area.path: area.name for country in sorted({row.person.path.split("/")[0] for row in rows if row.person.path}) for area in places.areas(country)}
    may_open = actor.may("people.see_person")

    def telephone(row: Listed) -> str:
        return next((one.value for one in row.person.contacts if one.kind == "phone" and (one.may_call or one.may_write)), "")

    return Table(
        name="people", caption=_("The worst band first."), size=SIZE,
        empty=(_("Nobody inside is on file"), _("Nobody on file whom you may see was last known to be here."), "", ""),
        columns=[
            Column("name", _("Name"), value=lambda row: row.person.name, lead=True, url=(lambda row: reverse("people:person", args=[row.uid])) if may_open else None),
            Column("band", _("Band"), value=lambda row: f"{words.band_sign(bands[row.band - 1], row.band)} {words.band_name(bands[row.band - 1])}", content=False),
            Column("certain", _("Inside"), value=lambda row: _("certainly") if row.certain else _("possibly"), content=False),
            Column("needs", _("What a rescuer must bring"), value=lambda row: ", ".join(_(str(needs.get(one, one))) for one in row.person.needs), content=False),
            Column("reach", _("Telephone"), value=telephone, plain=True),
            Column("language", _("Language"), value=lambda row: language_name(row.person.languages[0]) if row.person.languages else ""),
            Column("path", _("Area"), value=lambda row: areas.get(row.person.path, row.person.path)),
        ],
    )  # fmt: skip
