"""Text that officers type about places: status, estimates, files."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.places import words
from safeconduct.standards import load
from safeconduct.web.forms_render import holds_content


class Status(forms.Form):
    status = forms.ChoiceField(label=_("Is it open?"), choices=list(words.STATUSES.items()))
    note = forms.CharField(label=_("What one must know"), max_length=200, required=False, help_text=_("Such as hours, or who is let through. Name no person."))


class Estimate(forms.Form):
    nationality = forms.ChoiceField(label=_("Nationality"))
    low = forms.IntegerField(label=_("Lowest"), min_value=0, help_text=_("There are hardly fewer."))
    best = forms.IntegerField(label=_("Best"), min_value=0, required=False, help_text=_("Empty where only a range is known."))
    high = forms.IntegerField(label=_("Highest"), min_value=0, help_text=_("There are hardly more."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who says so."))
    method = forms.CharField(label=_("Method"), max_length=200, help_text=_("How they know: census, register and its coverage, survey, flights."))
    month = forms.DateField(label=_("Month"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Any day of the month for which it holds."))

    def __init__(self, *args, state="", language="en", **kwargs):
        super().__init__(*args, **kwargs)
        held = {one.nationality: one.names.get(language) or one.names.get("en", one.nationality) for one in load.countries() if one.nationality == one.alpha3}
        self.fields["nationality"].choices = sorted(held.items(), key=lambda pair: (pair[0] != state, pair[1]))
        holds_content(self, "nationality")
        self.fields["nationality"].initial = state


class Bring(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX or GeoJSON, with HXL tags or headings such as ADM1_PCODE and ADM1_EN, or code, name, parent, level."))
    what = forms.ChoiceField(label=_("What it holds"), choices=[("areas", _("Admin areas with P-codes")), ("sites", _("Missions and other places with a door"))])
    country = forms.CharField(label=_("Country"), max_length=3, required=False, help_text=_("ISO 3166 code, where no column names it or where only this country is wanted."), widget=forms.TextInput(attrs={"dir": "ltr"}))
    dry = forms.BooleanField(label=_("Only count, write nothing"), required=False)

    def clean_country(self):
        code = self.cleaned_data["country"].strip().upper()
        if code:
            try:
                return load.country(code).alpha3
            except KeyError as unknown:
                raise forms.ValidationError(_("This is no ISO 3166 code of a country. Write it as HTI.")) from unknown
        return code
