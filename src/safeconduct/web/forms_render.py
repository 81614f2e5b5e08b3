"""How a form is drawn: label, why we ask, field, error; and at its head a summary that leads to each field."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


def holds_content(form, *names: str) -> None:
    """The choices of these fields are data, not our words: names of people, places, languages, hazards."""
    for name in names:
        form.fields[name].widget.attrs["data-content"] = True


class Renderer(DjangoTemplates):
    """
    The form renderer of every page (``FORM_RENDERER = "safeconduct.web.forms_render.Renderer"``).

    A field's ``help_text`` is the sentence that says why it is asked; it and the error are tied to the field by
    ``aria-describedby``.
    """

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
