"""Text that officers type about themselves and about demands for data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.web.forms_render import holds_content


class SignIn(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}))
    password = forms.CharField(label=_("Password"), strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class SecondFactor(forms.Form):
    code = forms.CharField(
        label=_("Code of your second factor"),
        help_text=_("Six digits from the app on your telephone."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class NewPassword(forms.Form):
    old = forms.CharField(label=_("Present password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(
        label=_("New password"), help_text=_("At least twelve characters."), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class Demand(forms.Form):
    authority = forms.CharField(label=_("Who asks"), max_length=200)
    legal_basis = forms.CharField(label=_("On what legal basis"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    asked_for = forms.CharField(label=_("What they ask for"), widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.ChoiceField(label=_("Decision"), choices=[("refused", _("Refused")), ("partly", _("Partly granted")), ("granted", _("Granted"))], initial="refused")
    reason = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class NewOrganisation(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    state = forms.CharField(label=_("Organ of which State"), required=False, max_length=3, help_text=_("Three letters, such as UTO. It decides what must never be shown to it."))
    data_officer_address = forms.CharField(label=_("Address of the data officer"), required=False, max_length=200)

    def __init__(self, *args, kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)

    def clean_state(self):
        state = self.cleaned_data["state"].strip().upper()
        if state and not (len(state) == 3 and state.isalpha()):
            raise forms.ValidationError(_("Write the three letters of the State, such as UTO."))
        return state


class NewUnit(forms.Form):
    organisation = forms.ChoiceField(label=_("Organisation"))
    name = forms.CharField(label=_("Name"), max_length=200)
    functions = forms.MultipleChoiceField(label=_("Functions"), widget=forms.CheckboxSelectMultiple, help_text=_("A unit of control can hold nothing that people told to be helped."))
    not_firewalled = forms.BooleanField(
        label=_("Law gives this unit both functions"), required=False, help_text=_("Then every text of its sites says so, and the site shows as not firewalled.")
    )

    def __init__(self, *args, organisations=(), functions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(organisations)
        holds_content(self, "organisation")
        self.fields["functions"].choices = list(functions)


class NewUser(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=80)
    name = forms.CharField(label=_("Name"), max_length=120)
    telephone = forms.CharField(label=_("Duty telephone"), required=False, max_length=20, help_text=_("An alarm about an unread request comes here."))
    trained_until = forms.DateField(label=_("Data protection training holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    protection_trained = forms.BooleanField(label=_("Trained in protection"), required=False, help_text=_("May be the second person where somebody is under protection."))


class NewGrant(forms.Form):
    user = forms.ChoiceField(label=_("User"))
    unit = forms.ChoiceField(label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"))
    place_path = forms.CharField(label=_("Only in this place"), required=False, max_length=200, help_text=_("The path of an area, such as HTI/HT01. Empty: everywhere."))
    until = forms.DateTimeField(label=_("Until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def __init__(self, *args, users=(), units=(), roles=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices, self.fields["unit"].choices, self.fields["role"].choices = list(users), list(units), list(roles)
        holds_content(self, "user", "unit")


class Limit(forms.Form):
    place_path = forms.CharField(label=_("Only in this place"), required=False, max_length=200, help_text=_("The path of an area, such as HTI/HT01. Empty: everywhere."))
    until = forms.DateTimeField(label=_("Until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))


class Glass(forms.Form):
    owner = forms.ChoiceField(label=_("Whose records"))
    reason = forms.CharField(label=_("Why now"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is told to the data officer at once, and opens for four hours."))

    def __init__(self, *args, owners=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(owners)
        holds_content(self, "owner")
