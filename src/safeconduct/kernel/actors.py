"""Who acts: a person in one unit, a job, a gateway, or somebody at the open door."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

REALITY = 0  # the space in which real people are; every other space is one exercise


@dataclass(frozen=True)
class Right:
    """A set of verbs, where they hold: ``crisis`` None and ``place`` empty mean everywhere of the organisation."""

    role: str
    verbs: frozenset[str]
    crisis: UUID | None = None
    place: str = ""


@dataclass(frozen=True)
class Actor:
    """
    Somebody who calls verbs and reads, and what they may see.

    ``labels`` are the ids of the labels that are visible (None only for the system, which sees a whole space for a named
    duty). ``places`` are the path prefixes in which the verb at hand holds; an empty tuple means everywhere.
    """

    kind: str  # person, public, gateway, job
    uid: UUID | None = None
    user_id: int | None = None
    organisation_id: int | None = None
    unit_id: int | None = None
    state: str = ""  # ISO alpha-3 of the State whose organ the organisation is; empty for others
    functions: frozenset[str] = frozenset()
    rights: tuple[Right, ...] = ()
    space: int = REALITY
    labels: frozenset[int] | None = frozenset()
    places: tuple[str, ...] = ()
    crises: tuple[UUID, ...] = ()
    purpose: str = ""
    language: str = "en"
    duty: str = field(default="", compare=False)

    def may(self, verb: str, *, crisis: UUID | None = None, place: str | None = None) -> bool:
        """Whether a right of this actor names the verb (there, and in that crisis, where these are given)."""
        if self.kind == "job":
            return True
        return any(
            verb in right.verbs
            and (crisis is None or right.crisis in (None, crisis))
            and (place is None or not right.place or f"{place}/".startswith(right.place.rstrip("/") + "/"))
            for right in self.rights
        )

    def narrowed(self, verb: str) -> Actor:
        """This actor as far as the rights that name ``verb`` reach: scope follows the verb, not the person."""
        if self.kind == "job":
            return self
        mine = [right for right in self.rights if verb in right.verbs]
        everywhere = any(not right.place for right in mine)
        always = any(right.crisis is None for right in mine)
        return replace(
            self,
            places=() if everywhere else tuple(sorted({right.place for right in mine})),
            crises=() if always else tuple(sorted({right.crisis for right in mine if right.crisis}, key=str)),
        )

    @property
    def sees_all(self) -> bool:
        """True only for the system on a named duty (retention, sealing, erasure)."""
        return self.kind == "job" and self.labels is None
