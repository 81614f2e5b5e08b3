"""Text that officers type about hazards: files, feeds, judgements, crises."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.hazards import words
from safeconduct.web.forms_render import holds_content


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files: cleaned to a list."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        held = data if isinstance(data, (list, tuple)) else [data]
        return [super(Files, self).clean(one, initial) for one in held]


class Drop(forms.Form):
    files = Files(
        label=_("Alert files"), help_text=_("CAP, Atom, RSS, GDACS, USGS, ShakeMap and others: several at once. Each is answered below."),
        widget=ManyFiles(attrs={"multiple": True}), allow_empty_file=True,
    )  # fmt: skip


class FeedForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Whose alerts these are."))
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("The address of the feed itself: CAP, Atom, RSS or GeoJSON."), widget=forms.URLInput(attrs={"dir": "ltr"}))
    minutes = forms.IntegerField(label=_("Look every … minutes"), initial=5, min_value=1, max_value=1440)


class Conclusion(forms.Form):
    state = forms.ChoiceField(label=_("What follows"), choices=words.CONCLUSIONS, widget=forms.RadioSelect)
    conclusion = forms.CharField(
        label=_("What you concluded, and why"), help_text=_("Whoever reviews this later reads it here. Name no person."), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class Bind(forms.Form):
    crisis = forms.ChoiceField(label=_("Crisis"), help_text=_("The hazard then stands on the page of that crisis."))

    def __init__(self, *args, crises=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["crisis"].choices = [(str(one.uid), one.name) for one in crises]
        holds_content(self, "crisis")


class OpenCrisis(forms.Form):
    name = forms.CharField(label=_("What it is called"), max_length=200)
    ends_on = forms.DateField(label=_("Until"), help_text=_("Lists that are kept for a crisis end with it. It can be moved later."), widget=forms.DateInput(attrs={"type": "date"}))
    data_officer = forms.CharField(label=_("Data officer"), max_length=200, help_text=_("Who answers for the data of this crisis."))
