"""Text that officers type to write to many, to write templates, to read what came in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.web.forms_render import holds_content

UNDERSTOOD = [
    ("safe", _("The person is safe")), ("help", _("The person needs help")), ("other", _("About somebody else")), ("wrong_person", _("The wrong person has this number")),
    ("stop", _("Write no more to this number")), ("unclear", _("Read; nothing to record")),
]  # fmt: skip
CAME = [("spoken", _("spoken to")), ("not_reached", _("not reached")), ("wrong_number", _("wrong number"))]
PURPOSES = [("warn", _("Warn")), ("instruct", _("Instruct")), ("inform", _("Inform")), ("assemble", _("Assemble")), ("correct", _("Correct")), ("all_clear", _("All clear"))]


class Write(forms.Form):
    inside = forms.ChoiceField(label=_("To whom?"), help_text=_("Everybody on file who is inside and may safely be written to."))
    possible = forms.BooleanField(label=_("Also those whose position is old or rough"), required=False, initial=True)
    template = forms.ChoiceField(label=_("Which text?"), help_text=_("Only approved texts. Each has a neutral form for telephones that others read."))

    def __init__(self, *args, hazards=(), templates=(), **kwargs):
        super().__init__(*args, **kwargs)
        fits = self.initial.get("template")
        self.fields["inside"].choices, self.fields["template"].choices = list(hazards), list(templates) if fits or not templates else [("", _("Choose")), *templates]
        holds_content(self, "inside", "template")


class Choose(forms.Form):
    """The conditions of an audience. All hold together; what is left open asks nothing. ``asked()`` is what the room keeps."""

    inside = forms.ChoiceField(label=_("Inside a hazard"), required=False)
    crisis = forms.ChoiceField(label=_("In a crisis"), required=False, help_text=_("On its list or in its places. With a hazard, an area or a circle the narrower counts."))
    path = forms.ChoiceField(label=_("In an area"), required=False)
    around = forms.ChoiceField(label=_("Around a place"), required=False)
    point = forms.CharField(label=_("Or around a point"), required=False, max_length=40, help_text=_("Latitude, longitude: 18.54, -72.34"), widget=forms.TextInput(attrs={"dir": "ltr"}))
    km = forms.FloatField(label=_("Within how many kilometres"), required=False, min_value=0.1, max_value=2000)
    languages = forms.MultipleChoiceField(label=_("First language"), required=False, help_text=_("One of these. Nothing chosen: every language."), widget=forms.SelectMultiple(attrs={"size": 6}))
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    needs = forms.MultipleChoiceField(label=_("What a rescuer must bring"), required=False, help_text=_("One of these. Why somebody needs it is not shown and not asked."), widget=forms.CheckboxSelectMultiple)
    codes = forms.CharField(label=_("Only these people"), required=False, help_text=_("Their codes, one a line. Name nobody here."), widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}))
    name = forms.CharField(label=_("Keep it under a name"), required=False, max_length=80, help_text=_("The conditions are kept, not the people. Name nobody here."))
    template = forms.ChoiceField(label=_("Which text?"), required=False, help_text=_("Only approved texts. Each has a neutral form for telephones that others read."))

    def __init__(self, *args, choices: Mapping[str, list], **kwargs):
        super().__init__(*args, **kwargs)
        for name, some in choices.items():
            open_choice = [] if name in ("languages", "needs") else [("", "—")]
            self.fields[name].choices = [*open_choice, *some]
        holds_content(self, "inside", "crisis", "path", "around", "languages", "nationality", "template")

    def clean_point(self):
        text = self.cleaned_data["point"].replace("°", "").strip()
        if not text:
            return None
        try:
            lat, lon = (float(part) for part in text.split(","))
        except ValueError:
            lat = lon = math.nan
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise forms.ValidationError(_("Write latitude, longitude, as 18.54, -72.34."))
        return lat, lon

    def clean(self):
        told = super().clean()
        where = told.get("around") or told.get("point")
        if where and not told.get("km") and "km" not in self.errors:
            self.add_error("km", _("Say within how many kilometres."))
        if told.get("km") and not where and "point" not in self.errors:
            self.add_error("around", _("Say around what."))
        if told.get("around") and told.get("point"):
            self.add_error("point", _("Choose a place or write a point, not both."))
        return told

    def asked(self, *, site_at, people) -> dict[str, Any]:
        """The conditions: ``site_at`` gives longitude and latitude of a site's uid, ``people`` are the uids behind the codes."""
        told = self.cleaned_data
        out: dict[str, Any] = {name: told[name] for name in ("inside", "crisis", "path", "languages", "nationality", "needs") if told[name]}
        if told["inside"]:
            out["possible"] = True
        if told["around"]:
            lon, lat = site_at(told["around"])
            out["near"] = {"lon": lon, "lat": lat, "km": told["km"], "site": told["around"]}
        elif told["point"]:
            out["near"] = {"lon": told["point"][1], "lat": told["point"][0], "km": told["km"]}
        if people:
            out["people"] = [str(uid) for uid in people]
        return out


class Release(forms.Form):
    agrees = forms.BooleanField(label=_("Our advice says the same as the authority"), required=False)
    differs_because = forms.CharField(label=_("If it differs: why"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    accept_machine = forms.BooleanField(
        label=_("I answer for texts that no translator has reviewed"), required=False, help_text=_("Without it the languages that have no reviewed text are left out.")
    )


class TemplateText(forms.Form):
    key = forms.SlugField(label=_("Name of the template"), max_length=60)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES)
    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(label=_("Text"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("{office} is filled in. Our texts are advice to our nationals, not alerts."))
    neutral = forms.CharField(
        label=_("Neutral text"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("For telephones that others read: it says neither who writes nor why.")
    )

    def __init__(self, *args, languages=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)
        holds_content(self, "language")


class Handle(forms.Form):
    understood = forms.ChoiceField(choices=UNDERSTOOD)
    person = forms.UUIDField(required=False)


class Called(forms.Form):
    came = forms.ChoiceField(choices=CAME)


class Reply(forms.Form):
    number = forms.CharField(max_length=30)
    text = forms.CharField(max_length=600)
