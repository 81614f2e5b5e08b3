"""The small forms of the person card: one for each verb."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.people.forms import choices
from safeconduct.people.rules import HOUSEHOLD_ROLES
from safeconduct.standards import load
from safeconduct.web.forms_render import holds_content

ROLES = {"head": _("head"), "partner": _("partner"), "child": _("child"), "parent": _("parent"), "sibling": _("sibling"), "companion": _("companion"), "other": _("other")}


class Contact(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("phone", _("telephone")), ("email", _("e-mail"))])
    value = forms.CharField(label=_("Number or address"), max_length=120, help_text=_("A telephone with its country: +251 …"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    owner = forms.ChoiceField(label=_("Whose is it?"))
    may_write = forms.BooleanField(label=_("Safe to write"), required=False, initial=True)
    may_call = forms.BooleanField(label=_("Safe to call"), required=False, initial=True)
    may_leave_message = forms.BooleanField(label=_("Safe to leave a message"), required=False)
    may_say_who = forms.BooleanField(label=_("Safe to say who we are"), required=False)
    hours = forms.CharField(label=_("Good hours"), max_length=40, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = choices.named(load.contact_owners())


class Document(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("passport", _("passport")), ("identity_card", _("identity card")), ("laissez_passer", _("emergency travel document")), ("birth_certificate", _("birth certificate")), ("residence_permit", _("residence permit")), ("other", _("other"))])
    number = forms.CharField(label=_("Number"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    country = forms.ChoiceField(label=_("Issued by"), required=False)
    state = forms.ChoiceField(label=_("Where is it?"), choices=[("held", _("the person has it")), ("lost", _("lost")), ("expired", _("expired")), ("withheld", _("somebody keeps it"))])
    expires = forms.DateField(label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = choices.countries()
        holds_content(self, "country")


RELATIONS = {
    "": "—", "partner": _("partner"), "parent": _("parent"), "child": _("child"), "sibling": _("sibling"), "relative": _("other relative"), "friend": _("friend"), "employer": _("employer"),
    "other": _("other"),
}  # fmt: skip


class EmergencyContact(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False, help_text=_("A telephone with its country: +251 …"), widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}))
    relation = forms.ChoiceField(label=_("What are they to the person?"), required=False, choices=list(RELATIONS.items()))


class Stay(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("residence", _("lives there")), ("trip", _("a trip"))], help_text=_("A trip is erased two days after its end."))
    country = forms.ChoiceField(label=_("Country"))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    from_date = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to_date = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = choices.countries()
        holds_content(self, "country")


class Stranded(forms.Form):
    cannot_stay = forms.MultipleChoiceField(label=_("Cannot stay"), required=False, widget=forms.CheckboxSelectMultiple)
    cannot_move_on = forms.MultipleChoiceField(label=_("Cannot move on"), required=False, widget=forms.CheckboxSelectMultiple)
    cannot_return = forms.MultipleChoiceField(label=_("Cannot return"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for side in self.fields:
            self.fields[side].choices = choices.named(one for one in load.stranded_reasons() if one.side == side)


class Special(forms.Form):
    facts = forms.MultipleChoiceField(
        label=_("Facts of health, protection and belief"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Sealed, and seen by trained people only. What a rescuer must bring follows from them.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = choices.named(load.special_facts())


class Regime(forms.Form):
    regime = forms.ChoiceField(label=_("From now on"), help_text=_("Under protection everything recorded from now on is closed also to the State that already held a record."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regime"].choices = choices.named(load.regimes())


class Agree(forms.Form):
    purpose = forms.ChoiceField(label=_("What for"))
    state = forms.ChoiceField(label=_("Which State may also see the record"), required=False, help_text=_("Leave it open to agree for us alone."))
    language = forms.ChoiceField(label=_("In which language was it explained"))
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Empty: until it is taken back. Who agreed to be warned is asked again a month before, where that is safe.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = choices.named(load.purposes())
        self.fields["state"].choices = choices.nationalities()
        self.fields["language"].choices = choices.languages()[1:]
        holds_content(self, "state", "language")


class Disclose(forms.Form):
    state = forms.ChoiceField(label=_("Which State would see the record"))
    purpose = forms.ChoiceField(label=_("What for"))
    language = forms.ChoiceField(label=_("In which language was it explained"))
    wanted = forms.BooleanField(label=_("The person asked for this, knows what will be seen, and was not pressed"))

    def __init__(self, *args, states=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = list(states)
        self.fields["purpose"].choices = choices.named(load.purposes())
        self.fields["language"].choices = choices.languages()[1:]


class Household(forms.Form):
    other = forms.CharField(
        label=_("Who is with them?"), max_length=120, help_text=_("Name, telephone or code of somebody on file."), widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("That person is"))
    own_role = forms.ChoiceField(label=_("The person of this record is"), initial="head")
    guardian = forms.ChoiceField(
        label=_("Who answers for a child?"), required=False,
        choices=[("", "—"), ("this", _("the person of this record answers for the other")), ("other", _("the other answers for the person of this record"))],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("role", "own_role"):
            self.fields[name].choices = [(key, ROLES[key]) for key in HOUSEHOLD_ROLES]


class Erase(forms.Form):
    because = forms.ChoiceField(label=_("Why"), choices=[("asked", _("the person asked for it")), ("mistake", _("recorded by mistake"))])


FORMS = {"contact": Contact, "document": Document, "stay": Stay, "stranded": Stranded, "special": Special, "regime": Regime, "agree": Agree, "household": Household, "emergency": EmergencyContact}
