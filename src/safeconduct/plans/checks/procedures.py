"""Checks of a standard operating procedure: purpose, roles, steps, forms, standards."""

from __future__ import annotations

from .alerts import cycles
from .consistency import means
from .register import ERROR, SOP, WARNING, check


@check("procedure.missing", ERROR, "", kinds=SOP, reason="The procedure lacks %(what)s.", remedy="Write it.")
def procedure_missing(sop, _see):
    """A procedure without purpose, beginning, roles or steps."""
    for name in ("purpose", "begins_when", "roles", "steps"):
        value = getattr(sop, name)
        if not value or (isinstance(value, str) and not means(value)):
            yield name, {"what": name}


@check("procedure.unsaid", WARNING, "", kinds=SOP, reason="The procedure lacks %(what)s.", remedy="Write it, even where it is short.")
def procedure_unsaid(sop, _see):
    """A procedure without scope, forms or standards."""
    for name in ("scope", "forms", "standards"):
        value = getattr(sop, name)
        if not value or (isinstance(value, str) and not means(value)):
            yield name, {"what": name}


@check("procedure.without-data-rule", ERROR, "", kinds=SOP, reason="It is not said who may see what is written down here.", remedy="Write what is asked, what for, who sees it, who never does.", source="IOM data protection principles; MICIC G2")
def data_rule(sop, _see):
    """A procedure that collects names without saying who sees them."""
    if not means(sop.data_rule):
        yield "data_rule", {}


@check("step.without-owner", ERROR, "", kinds=SOP, reason="Nobody owns the step '%(step)s'.", remedy="Name the role that does it.")
def step_owner(_sop, see):
    """A step that nobody owns."""
    for place, one in see.entries("steps"):
        if not one.owner:
            yield f"{place}.owner", {"step": one.action or one.key}


@check("step.without-time", WARNING, "", kinds=SOP, reason="The step '%(step)s' has no time by which it is done.", remedy="Write the minutes after the procedure began.")
def step_time(_sop, see):
    """A step without a time."""
    for place, one in see.entries("steps"):
        if one.minutes is None:
            yield f"{place}.minutes", {"step": one.action or one.key}


@check("step.without-action", ERROR, "", kinds=SOP, reason="The step '%(step)s' does not say what is done.", remedy="Write one sentence that begins with a verb.")
def step_action(_sop, see):
    """A step without words."""
    for place, one in see.entries("steps"):
        if not one.action.strip():
            yield f"{place}.action", {"step": one.key}


@check("step.without-otherwise", WARNING, "", kinds=SOP, reason="The step '%(step)s' does not say what is done when it fails.", remedy="Write the way out: whom to call, what to give meanwhile.")
def step_otherwise(_sop, see):
    """A step that has no answer when it cannot be done."""
    for place, one in see.entries("steps"):
        if not means(one.otherwise):
            yield f"{place}.otherwise", {"step": one.action or one.key}


@check("step.without-evidence", WARNING, "", kinds=SOP, reason="Nothing shows that the step '%(step)s' is done.", remedy="Write what can be seen or counted.")
def step_evidence(_sop, see):
    """A step without evidence."""
    for place, one in see.entries("steps"):
        if not means(one.evidence):
            yield f"{place}.evidence", {"step": one.action or one.key}


@check("step.cycle", ERROR, "", kinds=SOP, reason="These steps wait for one another and none can begin: %(cards)s.", remedy="Take one of the dependencies out.")
def step_cycle(_sop, see):
    """Steps that depend on one another in a circle."""
    yield from cycles(see, "steps")


@check("step.before-its-dependency", ERROR, "", kinds=SOP, reason="The step '%(step)s' is due after %(due)s minutes and waits for '%(other)s', due after %(later)s.", remedy="Move one of the two times, or take the dependency out.")
def step_before(_sop, see):
    """A step due before what it waits for."""
    for place, one in see.entries("steps"):
        for i, key in enumerate(one.depends_on):
            other = see.find("steps", key)
            if other is not None and other is not one and None not in (one.minutes, other.minutes) and other.minutes > one.minutes:
                yield f"{place}.depends_on[{i}]", {"step": one.action or one.key, "due": f"{one.minutes:g}", "other": other.action or other.key, "later": f"{other.minutes:g}"}


@check("form.unused", WARNING, "", kinds=SOP, reason="No step uses the form '%(form)s'.", remedy="Name it at the step that fills it in, or take it out.")
def form_unused(_sop, see):
    """A form that nobody fills in."""
    used = {key for _, one in see.entries("steps") for key in one.forms}
    for place, one in see.entries("forms"):
        if one.key not in used:
            yield place, {"form": one.name or one.key}


@check("form.asks-nothing", WARNING, "", kinds=SOP, reason="The form '%(form)s' has no fields.", remedy="Write what it asks; ask only what a step needs.")
def form_empty(_sop, see):
    """A form without fields."""
    for place, one in see.entries("forms"):
        if not any(means(text) for text in one.asks):
            yield f"{place}.asks", {"form": one.name or one.key}


@check("standard.without-source", WARNING, "", kinds=SOP, reason="The standard '%(name)s' has no source.", remedy="Write the document and its edition, or 'our own rule'.")
def standard_source(sop, _see):
    """A standard without its document."""
    for i, one in enumerate(sop.standards):
        if not means(one.source):
            yield f"standards[{i}].source", {"name": one.name}
