"""Checks of the alert levels and their action cards (S7)."""

from __future__ import annotations

from collections import defaultdict

from .consistency import means
from .register import CONSULAR, ERROR, PLANS, WARNING, check

HOLD = 72
BUSY = 6
NEEDS = {"message": ("message", "a template"), "stand_fast": ("message", "a template"), "movement": ("route", "a route"), "open_centre": ("shelter", "a shelter"), "notify": ("tells", "whom it tells")}


@check("level.too-few", ERROR, "S7", reason="There are %(many)s levels.", remedy="Take the levels of a scheme, such as the MICIC phases: precautionary, restriction, voluntary return, mandatory return.", source="MICIC field practices: crisis alert systems with phases")
def level_too_few(plan, _see):
    """Fewer than two levels: nothing can be raised."""
    if len(plan.levels) < 2:
        yield "levels", {"many": len(plan.levels)}


@check("level.order", ERROR, "S7", reason="The level '%(level)s' has rank %(rank)s where %(wanted)s comes.", remedy="Number the levels 1, 2, 3 from the mildest on.")
def level_order(plan, _see):
    """Ranks that do not rise by one."""
    for i, level in enumerate(plan.levels):
        if level.rank != i + 1:
            yield f"levels[{i}].rank", {"level": level.name or level.key, "rank": level.rank, "wanted": i + 1}


@check("level.without-criteria", ERROR, "S7", reason="It is not said when the level '%(level)s' is declared.", remedy="Write what must be seen, and by whom.", source="MICIC field practices: actions bound to levels")
def level_without_criteria(plan, _see):
    """A level without criteria is declared too late."""
    for i, level in enumerate(plan.levels):
        if not any(means(one) for one in level.criteria):
            yield f"levels[{i}].criteria", {"level": level.name or level.key}


@check("level.without-card", ERROR, "S7", reason="The level '%(level)s' has no card.", remedy="Write what is done, by whom, until when.", source="MICIC field practices: actions bound to levels")
def level_without_card(plan, _see):
    """A level that nothing follows from."""
    for i, level in enumerate(plan.levels):
        if not level.cards:
            yield f"levels[{i}].cards", {"level": level.name or level.key}


@check("level.without-message", ERROR, "S7", reason="Nobody is told at the level '%(level)s'.", remedy="Add a card of the kind message with a template for this level.", source="MICIC G9: communicate widely, effectively and often")
def level_without_message(plan, _see):
    """A level with cards, and no message among them."""
    for i, level in enumerate(plan.levels):
        if level.cards and not any(card.kind in ("message", "stand_fast") for card in level.cards):
            yield f"levels[{i}]", {"level": level.name or level.key}


@check("level.hold-short", WARNING, "S7", reason="The level '%(level)s' may be lowered after %(hours)s hours.", remedy="Hold it for at least 72 hours, then lower it one step at a time.")
def level_hold(plan, _see):
    """A level that may be lowered before 72 hours."""
    for i, level in enumerate(plan.levels):
        if level.hold_hours < HOLD:
            yield f"levels[{i}].hold_hours", {"level": level.name or level.key, "hours": level.hold_hours}


@check("card.without-owner", ERROR, "S7", reason="Nobody owns the card '%(card)s'.", remedy="Name the role that does it.", source="IOM consular contingency plan template: phases of the crisis and responses")
def card_without_owner(_plan, see):
    """A card that nobody owns is done by nobody."""
    for place, card in see.entries("cards"):
        if not card.owner:
            yield f"{place}.owner", {"card": card.action or card.key}


@check("card.without-due", ERROR, "S7", reason="The card '%(card)s' has no time by which it is done.", remedy="Write the hours after the level is declared.")
def card_without_due(_plan, see):
    """A card without a due time is never late."""
    for place, card in see.entries("cards"):
        if card.due_hours is None:
            yield f"{place}.due_hours", {"card": card.action or card.key}


@check("card.without-action", ERROR, "S7", reason="The card '%(card)s' does not say what is done.", remedy="Write one sentence that begins with a verb.")
def card_without_action(_plan, see):
    """A card without words."""
    for place, card in see.entries("cards"):
        if not card.action.strip():
            yield f"{place}.action", {"card": card.key}


@check("card.without-evidence", WARNING, "S7", reason="Nothing shows that the card '%(card)s' is done.", remedy="Write what can be seen or counted when it is done.")
def card_without_evidence(_plan, see):
    """A card without evidence is ticked off on trust."""
    for place, card in see.entries("cards"):
        if not means(card.evidence):
            yield f"{place}.evidence", {"card": card.action or card.key}


@check("card.without-guideline", WARNING, "S7", reason="The card '%(card)s' names no guideline or no sector.", remedy="Tag it with the guideline it serves and one sector of the MCOF.", source="MICIC Guidelines; IOM MCOF, MC/2355")
def card_without_guideline(_plan, see):
    """A card that serves no guideline or sector cannot be counted as evidence."""
    for place, card in see.entries("cards"):
        if not card.guidelines or card.sector is None:
            yield f"{place}.{'guidelines' if not card.guidelines else 'sector'}", {"card": card.action or card.key}


@check("card.without-object", ERROR, "S7", reason="The card '%(card)s' is of the kind %(kind)s and does not name %(what)s.", remedy="Name it, or choose another kind.")
def card_without_object(_plan, see):
    """A message without a template, a movement without a route, a centre to open without a shelter, a notice to nobody."""
    for place, card in see.entries("cards"):
        field, what = NEEDS.get(card.kind, ("", ""))
        if field and not getattr(card, field):
            yield f"{place}.{field}", {"card": card.action or card.key, "kind": card.kind, "what": what}


@check("card.message-of-other-level", ERROR, "S7", reason="The card '%(card)s' sends a template that is not for the level '%(level)s'.", remedy="Send one made for this level, or say in the template that it serves this level too.")
def card_message_level(_plan, see):
    """The template of a card does not serve the card's level."""
    for place, card in see.entries("cards"):
        template, level = see.find("templates", card.message), see.level_of[id(card)]
        if template is not None and template.levels and level.key not in template.levels:
            yield f"{place}.message", {"card": card.action or card.key, "level": level.name or level.key}


@check("card.cycle", ERROR, "S7", reason="These cards wait for one another and none can begin: %(cards)s.", remedy="Take one of the dependencies out.")
def card_cycle(_plan, see):
    """Cards that depend on one another in a circle. The place is the dependency that closes it in the order of the plan."""
    yield from cycles(see, "cards")


def cycles(see, name):
    """(place of the dependency that closes it, its members) for each circle in a list of entries with `depends_on`."""
    rows = see.entries(name)
    order = {one.key: i for i, (_, one) in enumerate(rows)}
    after = {one.key: [key for key in one.depends_on if key in order and key != one.key] for _, one in rows}
    for members in circles(after):
        place = next(
            f"{where}.depends_on[{i}]" for where, one in rows if one.key in members for i, key in enumerate(one.depends_on) if key in members and order[key] >= order[one.key]
        )
        yield place, {"cards": ", ".join(sorted(members, key=order.__getitem__))}


def circles(after: dict[str, list[str]]) -> list[set[str]]:
    """Strongly connected sets of more than one entry (Tarjan, without recursion)."""
    index, low, stack, held, out = {}, {}, [], set(), []
    for root in after:
        if root in index:
            continue
        work = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        held.add(root)
        while work:
            one, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[one])
                if low[one] == index[one]:
                    group = set()
                    while one not in group:
                        group.add(stack.pop())
                    held -= group
                    if len(group) > 1:
                        out.append(group)
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                held.add(step)
                work.append((step, iter(after[step])))
            elif step in held:
                low[one] = min(low[one], index[step])
    return out


@check("card.before-its-dependency", ERROR, "S7", reason="The card '%(card)s' is due at T+%(due)s and waits for '%(other)s', due at T+%(later)s.", remedy="Move one of the two times, or take the dependency out.")
def card_before(_plan, see):
    """A card due before what it waits for: an action after its own deadline."""
    for place, card in see.entries("cards"):
        for i, key in enumerate(card.depends_on):
            other = see.find("cards", key)
            if other is None or other is card or card.due_hours is None or other.due_hours is None:
                continue
            if see.level_of[id(other)] is see.level_of[id(card)] and other.due_hours > card.due_hours:
                yield f"{place}.depends_on[{i}]", {"card": card.action or card.key, "due": f"{card.due_hours:g}", "other": other.action or other.key, "later": f"{other.due_hours:g}"}


@check("card.waits-for-higher-level", ERROR, "S7", reason="The card '%(card)s' waits for '%(other)s', which belongs to a higher level.", remedy="Move one of the cards, or take the dependency out.")
def card_higher(_plan, see):
    """A card that waits for one which only a graver level begins."""
    for place, card in see.entries("cards"):
        for i, key in enumerate(card.depends_on):
            other = see.find("cards", key)
            if other is not None and see.level_of[id(other)].rank > see.level_of[id(card)].rank:
                yield f"{place}.depends_on[{i}]", {"card": card.action or card.key, "other": other.action or other.key}


@check("card.movement-before-call", WARNING, "S7", reason="'%(card)s' moves people, and nobody was told to stand fast and wait to be called.", remedy="Add a stand-fast card at this level or below: crowds at gates kill.", source="practice of evacuations (call forward); our proposal as a rule")
def card_stand_fast(_plan, see):
    """People are moved and no card asks them to stay where they are until called forward."""
    calm = [see.level_of[id(card)].rank for _, card in see.entries("cards") if card.kind == "stand_fast"]
    for place, card in see.entries("cards"):
        if card.kind == "movement" and see.level_of[id(card)].rank < min(calm, default=99):
            yield place, {"card": card.action or card.key}


@check("role.overloaded", WARNING, "S7", reason="%(role)s has %(many)s cards due in the first two hours of the level '%(level)s'.", remedy="Give some to others, or allow more time.")
def role_overloaded(plan, see):
    """One role with more cards in the first two hours than anybody can do."""
    for i, level in enumerate(plan.levels):
        held = defaultdict(int)
        for card in level.cards:
            if card.owner and card.due_hours is not None and card.due_hours <= 2:
                held[card.owner] += 1
        for key, many in held.items():
            if many > BUSY:
                role = see.find("roles", key)
                yield f"levels[{i}]", {"role": role.name if role else key, "many": many, "level": level.name or level.key}


@check("plan.nobody-closes", ERROR, "S7", kinds=CONSULAR, reason="No card closes the post.", remedy="Add a card of the kind close_post to the highest level: keys, files, names, staff, hand-over.", source="US Emergency Action Plans (suspended operations); our proposal as a rule")
def nobody_closes(plan, see):
    """A post that cannot be closed leaves its lists of names behind."""
    if plan.levels and not any(card.kind == "close_post" for _, card in see.entries("cards")):
        yield f"levels[{len(plan.levels) - 1}].cards", {}


@check("plan.nobody-decides", WARNING, "S7", kinds=PLANS, reason="No card is a decision.", remedy="Add a card of the kind decide: who proposes, who declares, on what grounds.")
def nobody_decides(plan, see):
    """A plan in which nothing is ever decided runs by itself, or not at all."""
    if any(level.cards for level in plan.levels) and not any(card.kind == "decide" for _, card in see.entries("cards")):
        yield "levels", {}
