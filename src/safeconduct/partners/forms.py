"""Text that officers type about partners, turned into arguments of verbs."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.partners import rules, words
from safeconduct.standards import load
from safeconduct.web.forms_render import holds_content

LATIN = {"dir": "ltr"}


def one_of(label, choices, why="", required=True, **more):
    """A choice, with nothing chosen first where it need not be."""
    return forms.ChoiceField(label=label, choices=([] if required else [("", "")]) + list(choices), required=required, help_text=why, **more)


def ticks(label, choices, why=""):
    """Several choices as boxes."""
    return forms.MultipleChoiceField(label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple, help_text=why)


def a_day(label, why="", required=True):
    """A day."""
    return forms.DateField(label=label, required=required, help_text=why, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class OfSomebody(forms.Form):
    """Whose something is: an organisation of the house or another, and in which area."""

    def fill(self, *, organisations=(), areas=(), tongues=(), everywhere=True):
        """Put the choices into the fields."""
        if "organisation" in self.fields:
            self.fields["organisation"].choices = [("", gettext("Another: its name in the next field")), *organisations]
        self.fields["path"].choices = ([("", gettext("Everywhere"))] if everywhere else [("", "")]) + _with(self, "path", areas)
        if "languages" in self.fields:
            self.fields["languages"].choices = list(tongues)
        holds_content(self, *(name for name in ("organisation", "path", "languages") if name in self.fields))

    def clean(self):
        told = super().clean()
        if "organisation" in self.fields:
            told["organisation"] = UUID(told["organisation"]) if told.get("organisation") else None
            if not told["organisation"] and not told.get("organisation_name_"):
                self.add_error("organisation_name_", gettext("Say whose it is."))
        return told


def _with(form, name, choices):
    """The choices and, where it is none of them, the value that stands now."""
    held = form.initial.get(name) or form.data.get(name)
    choices = list(choices)
    return choices if not held or held in dict(choices) else [*choices, (held, held)]


class ContactForm(OfSomebody):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("It is kept sealed, and never in the register of people."))
    kind = one_of(_("Who is it?"), words.CONTACT_KINDS.items())
    function = one_of(_("For what?"), words.FUNCTIONS.items())
    organisation = one_of(_("Organisation"), (), required=False)
    organisation_name_ = forms.CharField(label=_("Another organisation"), max_length=200, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=200, required=False)
    post = forms.CharField(label=_("Post"), max_length=120, required=False)
    path = one_of(_("For which area?"), (), required=False)
    mobile = forms.CharField(label=_("Mobile telephone"), max_length=200, required=False, help_text=_("With + and the country code. Several with a comma between."), widget=forms.TextInput(attrs=LATIN))
    telephone = forms.CharField(label=_("Telephone"), max_length=200, required=False, widget=forms.TextInput(attrs=LATIN))
    satellite = forms.CharField(label=_("Satellite telephone"), max_length=200, required=False, widget=forms.TextInput(attrs=LATIN))
    radio = forms.CharField(label=_("Radio"), max_length=80, required=False, help_text=_("Call sign and channel."))
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False, widget=forms.TextInput(attrs=LATIN))
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.SelectMultiple(attrs={"size": 5}))
    round_the_clock = forms.BooleanField(label=_("Answers day and night"), required=False)
    is_open = forms.BooleanField(label=_("Other organisations of this house may see it"), required=False)

    def __init__(self, *args, organisations=(), areas=(), tongues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fill(organisations=organisations, areas=areas, tongues=tongues)

    def clean(self):
        told = super().clean()
        told["channels"] = []
        for kind in rules.CHANNELS:
            for value in filter(None, (one.strip() for one in (told.pop(kind, "") or "").split(","))):
                try:
                    told["channels"].append({"kind": kind, "value": rules.tidy_channel(kind, value)})
                except rules.NotAChannel as wrong:
                    self.add_error(kind, wrong.sentence())
        return told


class Tried(forms.Form):
    how = one_of(_("How did you try?"), [(key, words.TESTED[key]) for key in rules.TESTS])
    answered = forms.TypedChoiceField(label=_("What came of it?"), choices=[("yes", _("answered")), ("no", _("did not answer"))], coerce=lambda value: value == "yes", widget=forms.RadioSelect)


class EndContact(forms.Form):
    reason = one_of(_("Why?"), words.ENDED.items())


class OnCall(OfSomebody):
    contact = one_of(_("Who?"), ())
    function = one_of(_("For what?"), words.FUNCTIONS.items())
    path = forms.ChoiceField(label=_("Where?"))
    from_at = forms.DateTimeField(label=_("From"), help_text=_("On the clock of the place."), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    to_at = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))

    def __init__(self, *args, contacts=(), areas=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fill(areas=areas, everywhere=False)
        self.fields["contact"].choices = [("", ""), *contacts]
        holds_content(self, "contact")


class HandOver(forms.Form):
    contact = one_of(_("To whom?"), ())
    note = forms.CharField(label=_("What must they know?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept sealed. Name no migrant."))

    def __init__(self, *args, contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [("", ""), *contacts]
        holds_content(self, "contact")


class ServiceForm(OfSomebody):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = one_of(_("What help?"), words.SERVICES.items())
    organisation = one_of(_("Organisation"), (), required=False)
    organisation_name_ = forms.CharField(label=_("Another organisation"), max_length=200, required=False)
    site = one_of(_("Place with a door"), (), required=False, why=_("Where it is one that is on file; else the area, and a point where it is known."))
    path = forms.ChoiceField(label=_("Area"), required=False)
    is_secret = forms.BooleanField(label=_("Its place is secret"), required=False, help_text=_("Such as a refuge from violence: then only the district is kept, and nothing stands on a map."))
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90, widget=forms.NumberInput(attrs={"step": "any", "dir": "ltr"}))
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180, widget=forms.NumberInput(attrs={"step": "any", "dir": "ltr"}))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    telephone = forms.CharField(label=_("Telephone of the service"), max_length=40, required=False, help_text=_("Of the service, not of a person."), widget=forms.TextInput(attrs=LATIN))
    contact = one_of(_("Focal point"), (), required=False)
    hours = forms.CharField(label=_("Hours"), max_length=200, required=False, help_text=_("On its own clock: Mo-Fr 08:00-16:00; Sa 09:00-12:00, or 24/7."), widget=forms.TextInput(attrs=LATIN))
    capacity = forms.IntegerField(label=_("Room for how many people"), required=False, min_value=0)
    for_whom = forms.CharField(label=_("For whom?"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    eligibility = ticks(_("Who is taken?"), words.ELIGIBILITY.items(), _("Tick only what the service itself says."))
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.SelectMultiple(attrs={"size": 5}))
    accessibility = ticks(_("Who can get in?"), words.ACCESSIBLE.items())
    firewall = one_of(_("Does it tell immigration control?"), words.FIREWALL.items(), _("Asked of the service itself. Nobody is sent unwarned to one that shares."))
    how_to_refer = forms.CharField(label=_("How is somebody referred?"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    what_to_say = forms.CharField(label=_("What do we say to the person?"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Only what the service keeps."))
    status = one_of(_("Is it open?"), words.STATUSES.items())
    is_open = forms.BooleanField(label=_("Other organisations of this house may see it"), required=False, initial=True)

    def __init__(self, *args, organisations=(), areas=(), tongues=(), sites=(), contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fill(organisations=organisations, areas=areas, tongues=tongues, everywhere=False)
        self.fields["site"].choices = [("", ""), *sites]
        self.fields["contact"].choices = [("", ""), *contacts]
        holds_content(self, "site", "contact")

    def clean_hours(self):
        try:
            rules.read_hours(self.cleaned_data["hours"])
        except rules.NotHours as wrong:
            raise forms.ValidationError(wrong.sentence()) from wrong
        return self.cleaned_data["hours"]

    def clean(self):
        told = super().clean()
        for name in ("site", "contact"):
            told[name] = UUID(told[name]) if told.get(name) else None
        if told["site"] and not told.get("is_secret"):
            told |= {"lon": None, "lat": None, "address": ""}
        elif (told.get("lon") is None) != (told.get("lat") is None):
            self.add_error("lat" if told.get("lat") is None else "lon", gettext("Give both latitude and longitude, or none."))
        if not told["site"] and not told.get("path"):
            self.add_error("path", gettext("Say where it is: a place on file, or the district."))
        return told


class ServiceStatus(forms.Form):
    status = one_of(_("Is it open?"), words.STATUSES.items())
    note = forms.CharField(label=_("What one must know"), max_length=200, required=False, help_text=_("Name no person."))


class Verify(forms.Form):
    how = one_of(_("How did you ask?"), [(key, words.TESTED[key]) for key in rules.VERIFICATIONS if key != "list"])


class Find(forms.Form):
    """Filters of the lists."""

    path = forms.ChoiceField(label=_("Area"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    text = forms.CharField(label=_("Name"), required=False, max_length=80)

    def __init__(self, *args, areas=(), kinds=(), tongues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [("", gettext("All")), *areas]
        self.fields["kind"].choices = [("", gettext("All")), *kinds]
        self.fields["language"].choices = [("", gettext("All")), *tongues]
        holds_content(self, "path", "language")


class AgreementForm(forms.Form):
    title = forms.CharField(label=_("What is it called?"), max_length=200)
    kind = one_of(_("Kind"), words.AGREEMENTS.items())
    functions = forms.MultipleChoiceField(label=_("For what?"), choices=list(words.AGREED.items()), widget=forms.CheckboxSelectMultiple)
    organisations = forms.MultipleChoiceField(label=_("With whom of this house?"), required=False, widget=forms.SelectMultiple(attrs={"size": 4}))
    others = forms.CharField(label=_("Other parties"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line."))
    paths = forms.MultipleChoiceField(label=_("For which areas?"), required=False, widget=forms.SelectMultiple(attrs={"size": 5}), help_text=_("Nothing chosen: everywhere."))
    valid_from = a_day(_("From"))
    valid_to = a_day(_("Until"), _("Its last day. Empty where no end was agreed."), required=False)
    contact = one_of(_("Who is rung to call upon it?"), (), required=False)
    cost_rule = forms.CharField(label=_("Who pays?"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, organisations=(), areas=(), contacts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices, self.fields["paths"].choices = list(organisations), list(areas)
        self.fields["contact"].choices = [("", ""), *contacts]
        holds_content(self, "organisations", "paths", "contact")

    def clean(self):
        told = super().clean()
        named = [line.strip() for line in (told.pop("others", "") or "").splitlines() if line.strip()]
        told["parties"] = [{"organisation": UUID(one), "name": ""} for one in told.pop("organisations", ())] + [{"organisation": None, "name": one} for one in named]
        told["contact"] = UUID(told["contact"]) if told.get("contact") else None
        if not told["parties"]:
            self.add_error("others", gettext("Name at least one other party."))
        return told


class ClauseForm(forms.Form):
    recipient = one_of(_("To whom?"), (), required=False)
    recipient_kind = one_of(_("Or to every one of a kind"), (), required=False)
    classes = forms.MultipleChoiceField(label=_("Which data?"), choices=list(words.CLASSES.items()), widget=forms.CheckboxSelectMultiple, help_text=_("What is secret is never shared."))
    purpose = one_of(_("For what purpose?"), ())
    conditions = ticks(_("On which conditions?"), words.CONDITIONS.items())
    ends_on = a_day(_("Until"), _("Empty: as long as the agreement."), required=False)

    def __init__(self, *args, organisations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [("", ""), *organisations]
        self.fields["recipient_kind"].choices = [("", ""), *((one.key, gettext(one.name)) for one in load.organisation_kinds())]
        self.fields["purpose"].choices = [(one.key, gettext(one.name)) for one in load.purposes()]
        holds_content(self, "recipient")

    def clean(self):
        told = super().clean()
        told["recipient"] = UUID(told["recipient"]) if told.get("recipient") else None
        if bool(told["recipient"]) == bool(told.get("recipient_kind")):
            self.add_error("recipient", gettext("Choose one organisation, or one kind of organisations."))
        return told


class Sign(forms.Form):
    file = forms.FileField(label=_("The paper as signed"), required=False, help_text=_("It is kept sealed."))


class EndAgreement(forms.Form):
    reason = one_of(_("Why?"), words.AGREEMENT_ENDED.items())


class Used(forms.Form):
    on = a_day(_("When was it last called upon?"), _("In an exercise or in reality."))


class Give(forms.Form):
    recipient = one_of(_("To whom?"), (), why=_("Your own organisation needs no agreement."))
    purpose = one_of(_("For what purpose?"), ())
    form = one_of(_("As what?"), [("csv", _("CSV with HXL")), ("xlsx", _("XLSX"))])

    def __init__(self, *args, organisations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = list(organisations)
        self.fields["purpose"].choices = [(one.key, gettext(one.name)) for one in load.purposes()]
        holds_content(self, "recipient")


class BringServices(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX with HXL tags or headings: name, kind, organisation, path, lat, lon, hours, eligibility, languages, telephone, status."))
    dry = forms.BooleanField(label=_("Only count, write nothing"), required=False)
