"""The nouns of the standards, frozen. ``mark`` says how sure an entry is: V, S, K, U or D."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACE = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Entry:
    """One item of a plain list: a stable key, an English name that goes through gettext, and its mark."""

    key: str
    name: str
    mark: str = ""


@dataclass(frozen=True)
class Language:
    """A language in one script. ``code`` is ours, lower case; ``name`` is its own name; ``near`` are languages that its readers often read."""

    code: str
    bcp47: str
    iso639_3: str
    name: str
    english: str
    script: str
    direction: str
    un: bool = False
    catalogue: bool = False
    also: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class EmergencyNumber:
    """A number to dial; ``kind`` is all, ambulance, police or fire. ``unverified`` means: the page says "check locally"."""

    kind: str
    number: str
    unverified: bool = True


@dataclass(frozen=True)
class Country:
    """
    A country or territory as a place. ``nationality`` is the alpha-3 of the State whose nationality its people carry, which
    for a territory is another code (SXM is a place, NLD the nationality) and for Antarctica is None.
    """

    alpha2: str | None
    alpha3: str
    numeric: str | None
    names: Mapping[str, str]
    nationality: str | None
    zones: tuple[str, ...]
    languages: tuple[str, ...]
    emergency: tuple[EmergencyNumber, ...]
    specimen: bool = False
    assigned: str = "iso"
    mark: str = "K"
    source: str = ""

    @property
    def zone(self) -> str | None:
        """The IANA zone where there is a single one, else None: then the place has to say."""
        return self.zones[0] if len(self.zones) == 1 else None

    @property
    def is_territory(self) -> bool:
        """True where the nationality of the people is that of another code."""
        return self.nationality != self.alpha3

    def name(self, language: str = "en") -> str:
        """The name in one of the six languages of the operations room, in English where it is another language."""
        return self.names.get(language.lower(), self.names["en"])


@dataclass(frozen=True)
class Withdrawn:
    """A code that is no longer given out, kept for old passports. ``successors`` are alpha-3."""

    alpha3: str
    alpha2: str
    numeric: str
    name: str
    successors: tuple[str, ...]
    nationality: str | None


@dataclass(frozen=True)
class MrzCode:
    """A code of a machine-readable zone that is no ISO country. ``regime`` is the regime that it points to, or None."""

    code: str
    name: str
    nationality: str | None
    regime: str | None

    @property
    def gate(self) -> bool:
        """True where the record has to pass the protection-regime gate before anything else."""
        return self.regime is not None


@dataclass(frozen=True)
class Hub:
    """A grouping of the programme. ``members`` are alpha-3; a country may be in several."""

    key: str
    name: str
    members: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Level:
    """One level of an alert scheme. ``text`` has the parts when, people, post."""

    rank: int
    key: str
    name: str
    text: Mapping[str, str]
    mark: str
    deployment: str = ""
    text_mark: str = ""


@dataclass(frozen=True)
class AlertScheme:
    """Ordered levels. ``version`` is stored with each declaration."""

    key: str
    name: str
    audience: str
    version: str
    source: str
    levels: tuple[Level, ...]
    hold_hours: int
    mark: str
    country: str | None = None

    def level(self, key: str | int) -> Level:
        """The level of that key or rank; KeyError names those that exist."""
        for level in self.levels:
            if key in (level.key, level.rank):
                return level
        raise KeyError(f"no level {key!r} in scheme {self.key!r}; there are {[one.key for one in self.levels]}")

    def step(self, current: str | int | None, new: str | int, held_hours: float) -> str:
        """
        What a change of level is: up, same, down, ``too_far`` (more than one step down) or ``too_soon`` (held under the minimum).
        Without a current level every level is up. [D]
        """
        at = self.level(current).rank if current is not None else 0
        to = self.level(new).rank
        if to > at:
            return "up"
        if to == at:
            return "same"
        if at - to > 1:
            return "too_far"
        return "down" if held_hours >= self.hold_hours else "too_soon"


@dataclass(frozen=True)
class OrganisationKind(Entry):
    """A kind of organisation and the actor codes it may stand for."""

    actors: tuple[str, ...] = ()
    state: bool = False


@dataclass(frozen=True)
class UnitFunction(Entry):
    """What a unit does; ``side`` is help or control."""

    side: str = "help"

    @property
    def is_control(self) -> bool:
        """True for border and immigration control, police and labour inspection."""
        return self.side == "control"


@dataclass(frozen=True)
class Regime(Entry):
    """A protection regime. ``level`` orders how closed a label is; ``protected`` means the State of origin is not told."""

    protected: bool = True
    level: int = 1
    refer_to: str | None = None


@dataclass(frozen=True)
class Basis(Entry):
    """A legal basis. ``objection``: the person may object where there is nothing to withdraw."""

    withdrawable: bool = False
    consent: bool = False
    objection: bool = False


@dataclass(frozen=True)
class Purpose(Entry):
    """A purpose for which personal data is read or shared."""

    life_saving: bool = False


@dataclass(frozen=True)
class Channel(Entry):
    """A way to reach a person. ``needs_network`` is telephone, internet or None."""

    two_way: bool = True
    needs_network: str | None = None
    shown_on_locked_screen: bool = True
    exercise_only: bool = False


@dataclass(frozen=True)
class ContactOwner(Entry):
    """Whose telephone it is. ``neutral_text``: only the neutral text may be sent there."""

    neutral_text: bool = True


@dataclass(frozen=True)
class AnswerWay(Entry):
    """How the person wants to be answered. ``outbound``: we may begin."""

    sentence: str = ""
    outbound: bool = False


@dataclass(frozen=True)
class StrandedReason(Entry):
    """Why somebody cannot stay, move on or return (``side``), and which actors can lift it."""

    side: str = ""
    who_can_lift: tuple[str, ...] = ()
    regime: str | None = None


@dataclass(frozen=True)
class SpecialFact(Entry):
    """A fact of the special class. ``factor`` is a code of triage or None; ``needs`` what a rescuer must bring."""

    field_class: str = "special"
    factor: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class RetentionRule(Entry):
    """
    When something goes. ``starts`` names the moment from which ``keep_days`` count; ``ask_every_days`` and
    ``misses_allowed`` stand where the person is asked again instead; ``then`` is erase, archive or keep.
    """

    starts: str | None = None
    keep_days: int | None = None
    ask_every_days: int | None = None
    misses_allowed: int | None = None
    then: str = "erase"
    source: str = ""


@dataclass(frozen=True)
class Principle:
    """One of the ten principles."""

    number: int
    title: str
    mark: str


@dataclass(frozen=True)
class Guideline:
    """One of the fifteen guidelines; the actor codes of who leads, supports and takes part are a proposal."""

    number: int
    phase: str
    title: str
    mark: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    takes_part: tuple[str, ...]
    roles_mark: str


@dataclass(frozen=True)
class Practices:
    """The enumerations of the repository of practices."""

    crisis_types: tuple[Entry, ...]
    crisis_phases: tuple[Entry, ...]
    stakeholder_types: tuple[Entry, ...]
    practice_types: tuple[Entry, ...]


@dataclass(frozen=True)
class McofSector:
    """One of the fifteen sectors; ``activities`` maps before, during, after to texts; ``guidelines`` are numbers."""

    number: int
    name: str
    mark: str
    activities: Mapping[str, tuple[str, ...]]
    guidelines: tuple[int, ...]


@dataclass(frozen=True)
class TriageClass(Entry):
    """A class of triage. ``alarm_minutes``: not opened by then, the duty officer is alarmed. ``seat``: may enter seat allocation."""

    alarm_minutes: int | None = None
    acknowledge_hours: int = 0
    seat: bool = True
    do: str = ""


@dataclass(frozen=True)
class TriageFactor:
    """A fact that triage looks at. ``confirmed_by`` is health or staff; until then its class is provisional."""

    code: str
    name: str
    confirmed_by: str
    mark: str


@dataclass(frozen=True)
class TriageRule:
    """Gives ``triage`` when any of these factors is there; with no factors it always matches. Rules are read in order."""

    id: str
    triage: str
    any: tuple[str, ...]
    name: str
    mark: str


@dataclass(frozen=True)
class Need:
    """A choice of the page "What do you need?", and the factors that it declares."""

    key: str
    sentence: str
    icon: str
    factors: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Triage:
    """The rules of triage as data. They are evaluated in the room of cases."""

    classes: tuple[TriageClass, ...]
    factors: tuple[TriageFactor, ...]
    rules: tuple[TriageRule, ...]
    needs: tuple[Need, ...]
    inside_a_class: tuple[str, ...]
    never_by: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """
    One sentence of the migrant's catalogue. ``texts`` has one text for each of the thirteen languages; ``states`` says of each
    source, machine or reviewed. ``where`` is page, sms or both; ``sms_neutral`` names a sentence that says less, for a shared telephone.
    """

    key: str
    icon: str
    where: str
    placeholders: tuple[str, ...]
    texts: Mapping[str, str]
    states: Mapping[str, str]
    sms_neutral: str | None = None

    def say(self, language: str, **values: object) -> str:
        """The sentence in that language with its placeholders filled; KeyError where a value or the language is missing."""
        missing = set(self.placeholders) - set(values)
        if missing:
            raise KeyError(f"sentence {self.key!r} needs {sorted(missing)}")
        if language not in self.texts:
            raise KeyError(f"sentence {self.key!r} is not in {language!r}; it is in {sorted(self.texts)}")
        return PLACE.sub(lambda found: str(values[found[1]]), self.texts[language])
