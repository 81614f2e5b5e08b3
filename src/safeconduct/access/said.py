"""What was done, in one sentence a verb, for the journal, the history of a person and the page of a crisis."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext_lazy

# verb: one sentence for any number of entries that stand together; %(n)s is how many
LINES: dict[str, Any] = {
    "checkins.answer": ngettext_lazy("One person said how they are.", "%(n)s people said how they are.", "n"),
    "checkins.come_forward": ngettext_lazy("One person who was on no list came forward.", "%(n)s people who were on no list came forward.", "n"),
    "checkins.start_campaign": ngettext_lazy("People were asked whether they are safe.", "People were asked %(n)s times whether they are safe.", "n"),
    "checkins.ask_people": ngettext_lazy("People were put under the question.", "People were put under the question, %(n)s parts.", "n"),
    "checkins.end_campaign": ngettext_lazy("The asking ended.", "%(n)s askings ended.", "n"),
    "checkins.make_call_list": ngettext_lazy("A call list was given to a warden.", "%(n)s call lists were given to wardens.", "n"),
    "checkins.record_call": ngettext_lazy("A call was written down.", "%(n)s calls were written down.", "n"),
    "cases.open_case": ngettext_lazy("A request for assistance came in.", "%(n)s requests for assistance came in.", "n"),
    "cases.read_case": ngettext_lazy("A request was read.", "%(n)s requests were read.", "n"),
    "cases.assign": ngettext_lazy("A request was put into somebody's hands.", "%(n)s requests were put into somebody's hands.", "n"),
    "cases.answer": ngettext_lazy("A request was answered.", "%(n)s requests were answered.", "n"),
    "cases.close": ngettext_lazy("A request was closed.", "%(n)s requests were closed.", "n"),
    "cases.set_triage": ngettext_lazy("The class of a request was set.", "The classes of %(n)s requests were set.", "n"),
    "crises.open_crisis": ngettext_lazy("The crisis was opened.", "%(n)s crises were opened.", "n"),
    "crises.declare_level": ngettext_lazy("A level was declared.", "%(n)s levels were declared.", "n"),
    "crises.open_task": ngettext_lazy("A task was put on the list.", "%(n)s tasks were put on the list.", "n"),
    "crises.finish_task": ngettext_lazy("A task was finished.", "%(n)s tasks were finished.", "n"),
    "hazards.bind": ngettext_lazy("A hazard was found to belong to this crisis.", "%(n)s hazards were found to belong to this crisis.", "n"),
    "hazards.receive": ngettext_lazy("An alert came in.", "%(n)s alerts came in.", "n"),
    "messaging.draft_message": ngettext_lazy("A message was drafted.", "%(n)s messages were drafted.", "n"),
    "messaging.release": ngettext_lazy("A message was released.", "%(n)s messages were released.", "n"),
    "messaging.withdraw_message": ngettext_lazy("A message was withdrawn.", "%(n)s messages were withdrawn.", "n"),
    "messaging.say": ngettext_lazy("A person was answered.", "%(n)s people were answered.", "n"),
    "people.register_person": ngettext_lazy("A person was put on file.", "%(n)s people were put on file.", "n"),
    "reporting.make_report": ngettext_lazy("A situation report was made.", "%(n)s situation reports were made.", "n"),
    "reporting.record_figure": ngettext_lazy("Another's figure was recorded.", "Figures of others were recorded, %(n)s of them.", "n"),
}


def sentence(verb: str, n: int = 1) -> str:
    """What was done, ``n`` times together, in the language of the page; nothing where the verb has no sentence yet."""
    return str(LINES[verb] % {"n": n}) if verb in LINES else ""
