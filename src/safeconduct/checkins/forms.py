"""Text that officers type to ask, to record an answer, to appoint a warden."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.web.forms_render import holds_content

SAID = [("safe", _("Safe")), ("safe_staying", _("Safe and staying")), ("needs_assistance", _("Needs assistance")), ("wants_to_leave", _("Wants to leave")), ("left", _("Has left")), ("declined", _("Declined"))]


class Start(forms.Form):
    inside = forms.ChoiceField(label=_("Whom do you ask?"), help_text=_("Everybody on file who is inside, as far as you may see."))
    possible = forms.BooleanField(label=_("Also those whose position is old or rough"), required=False, initial=True)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=60, initial=7, help_text=_("Personal links and codes end with it."))
    accept_machine = forms.BooleanField(
        label=_("I answer for texts that no translator has reviewed"), required=False, help_text=_("Languages without a reviewed text are left out otherwise.")
    )

    def __init__(self, *args, hazards=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inside"].choices = list(hazards)
        holds_content(self, "inside")


class Again(forms.Form):
    accept_machine = forms.BooleanField(
        label=_("I answer for texts that no translator has reviewed"), required=False, help_text=_("Languages without a reviewed text are left out otherwise.")
    )


class Record(forms.Form):
    said = forms.ChoiceField(label=_("What was said?"), choices=SAID)
    by = forms.ChoiceField(label=_("By whom?"), choices=[("self", _("The person")), ("another", _("Somebody else"))])
    people_count = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=500, initial=1)
    words = forms.CharField(label=_("In their words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    where_text = forms.CharField(label=_("Where they are"), required=False, max_length=500)


class Forward(Record):
    name = forms.CharField(label=_("What may we call them?"), required=False, max_length=120, help_text=_("May be empty. No document, status or nationality is asked."))
    contact = forms.CharField(label=_("Telephone"), required=False, max_length=30, help_text=_("Only if it is safe to use it."))
    language = forms.ChoiceField(label=_("Language"))
    answer_by = forms.ChoiceField(label=_("How may we answer?"), required=False, help_text=_("Nobody is written to or called who asked us not to."))

    def __init__(self, *args, languages=(), ways=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].choices = [("", ""), *ways]
        holds_content(self, "answer_by")
        self.fields["language"].choices = list(languages)
        holds_content(self, "language")


class NewWarden(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    path = forms.CharField(label=_("District"), max_length=200, help_text=_("The path of an area, such as HTI/HT01."))
    signed_on = forms.DateField(label=_("Signed the duty to keep names on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    signed_until = forms.DateField(label=_("It holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    user = forms.TypedChoiceField(
        label=_("Signs in as"), required=False, coerce=UUID, empty_value=None, help_text=_("An account with the role of a warden and no other. It sees only the lists of this warden.")
    )

    def __init__(self, *args, accounts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", ""), *((str(uid), name) for uid, name in accounts)]
        holds_content(self, "user")


class Call(forms.Form):
    outcome = forms.ChoiceField(choices=[("answered", _("answered")), ("not_reached", _("not reached")), ("wrong_number", _("wrong number"))])
    said = forms.ChoiceField(choices=[("", "")] + SAID, required=False)
