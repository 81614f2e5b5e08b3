"""Bringing a list and naming its columns."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.people.importing import FIELDS


class Upload(forms.Form):
    file = forms.FileField(
        label=_("Your list"), help_text=_("CSV or XLSX with one row a person and a row of headings, in any of the six languages. Nothing is put on file before you have seen how it is read."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip


class Columns(forms.Form):
    """One choice for each heading of the list."""

    def __init__(self, *args, header: list[str], proposed: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.header = header
        offered = [("", _("is not read")), *((key, name) for key, (name, _words) in FIELDS.items())]
        for place, heading in enumerate(header):
            self.fields[f"c{place}"] = forms.ChoiceField(label=heading, required=False, choices=offered, initial=proposed.get(heading, ""))

    def columns(self) -> dict[str, str]:
        """Heading to field, for those that are read."""
        return {heading: self.cleaned_data[f"c{place}"] for place, heading in enumerate(self.header) if self.cleaned_data.get(f"c{place}")}
