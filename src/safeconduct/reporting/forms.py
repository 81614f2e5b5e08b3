"""What the pages of reporting ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.reporting.words import BESIDE, MEANINGS


class MakeReport(forms.Form):
    """The words beside the figures."""

    narrative = forms.CharField(
        label=_("What must be known beside the figures"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Do not name people. Whoever reads the report reads this too."),
    )  # fmt: skip


class RecordFigure(forms.Form):
    """Another's number."""

    of = forms.ChoiceField(label=_("Figure"), choices=[(key, MEANINGS[key].label) for key in BESIDE])
    low = forms.IntegerField(label=_("Lowest"), min_value=0, help_text=_("The same number twice where only one is given."))
    best = forms.IntegerField(label=_("Best"), min_value=0, required=False)
    high = forms.IntegerField(label=_("Highest"), min_value=0)
    source = forms.CharField(label=_("Who says so"), max_length=200, help_text=_("An organisation and a document, not a person."))
    meaning = forms.CharField(label=_("What they count"), max_length=300, required=False)
    as_of = forms.DateTimeField(label=_("As of"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])
