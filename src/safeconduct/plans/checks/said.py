"""Checks of what is said, in which languages, by which ways (S8)."""

from __future__ import annotations

from .consistency import means
from .register import ERROR, WARNING, check

WITHOUT_NETWORK = {"in_person", "radio", "loudspeaker", "siren", "notice_board"}
LONG = 480  # about three messages of 160 letters


def held(plan) -> set[str]:
    """The languages in which at least one template has a text."""
    return {one.language for template in plan.communications.templates for one in template.texts if means(one.text)}


@check("language.unserved", WARNING, "S8", reason="%(share)s %% speak %(language)s first; no template has a text in it.", remedy="Have every template translated and reviewed by somebody who speaks it.", source="MICIC G6, G9: languages that people understand; 5 % is our proposal")
def language_unserved(plan, _see):
    """A language of at least 5 % of the community in which nothing is ready."""
    if plan.communications.templates:
        for i, one in enumerate(plan.community.languages):
            if one.share >= 0.05 and one.language not in held(plan):
                yield f"community.languages[{i}]", {"share": round(one.share * 100), "language": one.language}


@check("language.without-template", WARNING, "S8", reason="%(share)s %% speak %(language)s first; the template '%(template)s' has no text in it.", remedy="Have it translated and reviewed by somebody who speaks it.", source="MICIC G6, G9: languages that people understand; 5 % is our proposal")
def language_without_template(plan, see):
    """A language of at least 5 % in which one template has no text, though others have."""
    served = held(plan)
    for place, template in see.entries("templates"):
        own = {one.language for one in template.texts if means(one.text)}
        for language, share in see.spoken.items():
            if template.texts and language in served and language not in own:
                yield f"{place}.texts", {"share": round(share * 100), "language": language, "template": template.key}


@check("template.without-text", ERROR, "S8", reason="The template '%(template)s' has no text.", remedy="Write it, in the languages of the community.", source="MICIC G6: material ready before the crisis")
def template_without_text(_plan, see):
    """A template without any text."""
    for place, template in see.entries("templates"):
        if not template.texts:
            yield f"{place}.texts", {"template": template.key}


@check("template.not-reviewed", WARNING, "S8", reason="Nobody who speaks %(language)s has reviewed the template '%(template)s'.", remedy="Have it read by two people who speak it.")
def template_not_reviewed(_plan, see):
    """A text in a language of at least 5 % that nobody reviewed: it cannot be sent in the first hour."""
    for place, template in see.entries("templates"):
        for i, one in enumerate(template.texts):
            if one.language in see.spoken and not one.reviewed and means(one.text):
                yield f"{place}.texts[{i}].reviewed", {"language": one.language, "template": template.key}


@check("template.long", WARNING, "S8", reason="The text in %(language)s has %(letters)s letters.", remedy="Say one thing in less than 480 letters: what happens, what to do, where to ask.")
def template_long(_plan, see):
    """A text longer than three short messages."""
    for place, template in see.entries("templates"):
        for i, one in enumerate(template.texts):
            if len(one.text) > LONG:
                yield f"{place}.texts[{i}].text", {"language": one.language, "letters": len(one.text)}


@check("template.language-twice", ERROR, "S8", reason="The template '%(template)s' has two texts in %(language)s.", remedy="Keep one.")
def template_twice(_plan, see):
    """Two texts in one language: nobody knows which is sent."""
    for place, template in see.entries("templates"):
        held = set()
        for i, one in enumerate(template.texts):
            if one.language in held:
                yield f"{place}.texts[{i}].language", {"template": template.key, "language": one.language}
            held.add(one.language)


@check("template.unused", WARNING, "S8", reason="No card sends the template '%(template)s'.", remedy="Add a card that sends it, or say with its purpose (all clear, rumour) that it waits.")
def template_unused(_plan, see):
    """A template that nothing sends, other than one for rumours or the all clear."""
    sent = {card.message for _, card in see.entries("cards")}
    for place, one in see.entries("templates"):
        if one.key not in sent and one.purpose not in ("correct_rumour", "all_clear"):
            yield place, {"template": one.key}


@check("channel.no-second", ERROR, "S8", reason="There is only one channel.", remedy="Plan a second that does not fail with the first.", source="MICIC G6: several channels; two independent ones are our proposal")
def channel_no_second(plan, _see):
    """One channel alone."""
    if len({one.channel for one in plan.communications.channels}) == 1:
        yield "communications.channels", {}


@check("channel.needs-network", WARNING, "S8", reason="Every channel needs a telephone network or the internet.", remedy="Add one that does not: wardens in person, radio, loudspeakers, notice boards.", source="MICIC G9: means that reach people when networks are down")
def channel_needs_network(plan, _see):
    """Nothing reaches anybody when networks are down."""
    if plan.communications.channels and not any(one.channel in WITHOUT_NETWORK for one in plan.communications.channels):
        yield "communications.channels", {}


@check("hotline.missing", WARNING, "S8", reason="There is no number that people can ring.", remedy="Name the number, its hours, its staff and their languages.", source="MICIC G6, G9: hotlines")
def hotline_missing(plan, _see):
    """No hotline."""
    if plan.communications.hotline is None or not plan.communications.hotline.telephone:
        yield "communications.hotline", {}


@check("hotline.language", WARNING, "S8", reason="%(share)s %% speak %(language)s first; nobody at the hotline does.", remedy="Find staff or interpreters for this language.", source="MICIC G9: languages; 5 % is our proposal")
def hotline_language(plan, see):
    """A language of at least 5 % that the hotline does not answer."""
    line = plan.communications.hotline
    if line is not None and line.telephone:
        for language, share in see.spoken.items():
            if language not in line.languages:
                yield "communications.hotline.languages", {"share": round(share * 100), "language": language}
