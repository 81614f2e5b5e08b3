"""Searching, registering, mending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.people.forms import choices
from safeconduct.people.importing.rows import _date_parts
from safeconduct.people.rules import NewPerson
from safeconduct.people.telephones import read_telephone
from safeconduct.standards import load
from safeconduct.web.forms_render import holds_content

SEX = [("", _("not said")), ("f", _("woman")), ("m", _("man")), ("x", _("other"))]
CONTENT = {"dir": "auto", "autocomplete": "off"}


def told_birth(text: str) -> str:
    """A date as somebody typed it: ``9.5.1984``, ``1984``, ``~1984``; unchanged where it can't be read, for the rule to refuse."""
    parts = _date_parts(text.lstrip("~ "), True) if text else None
    if parts is None:
        return text
    year, month, day = parts
    return ("~" if text.startswith("~") else "") + f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


class Search(forms.Form):
    q = forms.CharField(
        label=_("Name, telephone, document or code"), max_length=120, required=False, help_text=_("Any spelling, any script. The register is searched, never listed."),
        widget=forms.TextInput(attrs=CONTENT),
    )  # fmt: skip
    born = forms.CharField(label=_("Date of birth"), max_length=12, required=False, help_text=_("Tells people of one name apart; a year is enough."), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_born(self):
        return told_birth(self.cleaned_data["born"].strip())


class Person(forms.Form):
    """What registering and mending have together."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False, help_text=_("As the person writes it, in any script."), widget=forms.TextInput(attrs=CONTENT))
    other_name = forms.CharField(
        label=_("Name in another script or spelling"), max_length=200, required=False, help_text=_("So that colleagues and papers in another script find the person."), widget=forms.TextInput(attrs=CONTENT)
    )
    birth = forms.CharField(
        label=_("Date of birth"), max_length=12, required=False, help_text=_("Tells people of one name apart and finds children. 1984-05-09, 1984 or ~1984 for about."), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEX, required=False, help_text=_("For beds, searches and who may accompany. May stay open."))
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, help_text=_("Whose consulate can help, and which State must not see the record. May stay open."))
    second_nationality = forms.ChoiceField(label=_("Another nationality"), required=False, help_text=_("The record is kept from that State too, unless the person agrees."))
    former = forms.ChoiceField(label=_("Former nationality or residence"), required=False, help_text=_("The record is kept from that State too."))
    language = forms.ChoiceField(label=_("Language"), required=False, help_text=_("Warnings are written in it."))
    second_language = forms.ChoiceField(label=_("Second language"), required=False, help_text=_("Used where there is no text in the first."))
    country = forms.ChoiceField(label=_("Country where the person is now"), required=False, help_text=_("Who is warned of what depends on it."))
    needs = forms.MultipleChoiceField(
        label=_("What a rescuer must bring"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Never why: the reason is not asked here.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("nationality", "second_nationality"):
            self.fields[name].choices = choices.nationalities()
            holds_content(self, name)
        for name in ("former", "country"):
            self.fields[name].choices = choices.countries()
            holds_content(self, name)
        for name in ("language", "second_language"):
            self.fields[name].choices = choices.languages()
            holds_content(self, name)
        self.fields["needs"].choices = choices.named(load.special_needs())

    def clean_birth(self):
        return told_birth(self.cleaned_data["birth"].strip())

    def several(self, *names: str) -> tuple[str, ...]:
        """The values of these fields that are filled in, each once."""
        return tuple(dict.fromkeys(self.cleaned_data[name] for name in names if self.cleaned_data.get(name)))

    def names_told(self) -> tuple[dict[str, str], ...]:
        """The names as typed."""
        return tuple({"full": name} for name in self.several("name", "other_name"))


class Register(Person):
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, help_text=_("To warn and to ask whether the person is safe. With the country: +251 …"), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    phone_owner = forms.ChoiceField(label=_("Whose telephone is it?"), required=False, help_text=_("On a telephone that others read we write nothing that says who we are."))
    may_write = forms.BooleanField(label=_("It is safe to write there"), required=False, initial=True)
    may_call = forms.BooleanField(label=_("It is safe to call there"), required=False, initial=True)
    purpose = forms.ChoiceField(label=_("What may we use it for?"), help_text=_("Said to the person in their words. It is used for nothing else."))
    basis = forms.ChoiceField(label=_("On what ground?"), help_text=_("Consent is spoken or signed; in danger of life nobody is asked to sign."))
    regime = forms.ChoiceField(label=_("Under which protection?"), help_text=_("Anybody who may need protection is kept from the State that they fear."))
    may_be_told = forms.BooleanField(label=_("The person heard what is kept, why, for how long, and that it can be taken back"), help_text=_("Read it to them; without it nothing is kept."))

    field_order = ["name", "other_name", "birth", "sex", "language", "second_language", "phone", "phone_owner", "may_write", "may_call", "country", "nationality", "second_nationality", "former"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone_owner"].choices = choices.named(load.contact_owners())
        self.fields["purpose"].choices = choices.named(load.purposes())
        self.fields["purpose"].initial = "assist"
        self.fields["basis"].choices = choices.named(load.bases())
        self.fields["regime"].choices = choices.named(load.regimes())

    def told(self, language: str) -> NewPerson:
        """What is told, for the verb."""
        data = self.cleaned_data
        contacts: tuple[dict[str, Any], ...] = ()
        if data["phone"]:
            number = read_telephone(data["phone"], data["country"]) or data["phone"]
            contacts = ({"kind": "phone", "value": number, "owner": data["phone_owner"] or "own", "may_write": data["may_write"], "may_call": data["may_call"]},)
        return NewPerson(
            names=self.names_told(), birth=data["birth"], sex=data["sex"], nationalities=self.several("nationality", "second_nationality"), former=self.several("former"),
            languages=self.several("language", "second_language"), country=data["country"], path=data["country"], contacts=contacts, needs=tuple(data["needs"]), regime=data["regime"],
            purpose=data["purpose"], basis=data["basis"], consent_language=language, how="explicit",
        )  # fmt: skip


class Mend(Person):
    def changes(self) -> dict[str, Any]:
        """What the form says, in the words of the record."""
        data = self.cleaned_data
        held = self.initial
        kept = {name: list(held["lists"][name][2:]) for name in ("nationalities", "languages")}
        return {
            "names": [*self._as_held(), *held["lists"]["names"][2:]], "birth": data["birth"], "sex": data["sex"],
            "nationalities": [*self.several("nationality", "second_nationality"), *kept["nationalities"]], "former": [*self.several("former"), *held["lists"]["former"][1:]],
            "languages": [*self.several("language", "second_language"), *kept["languages"]], "country": data["country"], "needs": data["needs"],
        }  # fmt: skip

    def _as_held(self) -> list[dict]:
        """Names that were not touched keep their parts."""
        known = {one.get("full") or " ".join(filter(None, (one.get("given"), one.get("family")))): one for one in self.initial["lists"]["names"]}
        return [known.get(name["full"], name) for name in self.names_told()]
