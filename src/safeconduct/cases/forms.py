"""Text that an officer types in a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.cases.rules import OUTCOMES, UNKNOWN
from safeconduct.standards import load
from safeconduct.web.forms_render import holds_content

OUTCOME_NAMES = {
    "helped": _("Help came"), "referred": _("Referred to somebody else"), "advised": _("Advised"), "declined": _("The person declined"),
    "lost_contact": _("Contact was lost"), "duplicate": _("The same request again"),
}  # fmt: skip


class Answer(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Only what is true: what you do, and when the next news comes."))
    neutral = forms.CharField(
        label=_("In place of it, on a telephone that others may read"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Neither who writes nor why. Left empty, only the address where the answer is read with the code."),
    )  # fmt: skip
    leave_only = forms.BooleanField(label=_("Only leave it to be read with the code"), required=False, help_text=_("Where the person asked us not to write or call."))
    hours = forms.IntegerField(label=_("Next news within hours"), min_value=1, max_value=72, initial=4)


class Hand(forms.Form):
    user = forms.ChoiceField(label=_("Into whose hands?"), help_text=_("Colleagues of your unit who may handle this request. Whoever you choose is told."))

    def __init__(self, *args, colleagues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", ""), *((str(uid), name) for uid, name in colleagues)]
        holds_content(self, "user")


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("The person does not see it."))


class Close(forms.Form):
    outcome = forms.ChoiceField(label=_("How did it end?"), choices=[("", "")] + [(o, OUTCOME_NAMES[o]) for o in OUTCOMES], help_text=_("The person is then asked whether help came."))


class Triage(forms.Form):
    factors = forms.MultipleChoiceField(label=_("What have you seen?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("The class follows from it by rule. Medical facts are confirmed by health staff only."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["factors"].choices = [(f.code, gettext(f.name)) for f in load.triage().factors if f.code != UNKNOWN]


class OnDuty(forms.Form):
    user = forms.ChoiceField(label=_("Who?"), help_text=_("Requests that nobody opens ring on the telephone of this person, day and night."))
    step = forms.TypedChoiceField(label=_("As what?"), coerce=int, choices=[(1, _("duty officer")), (2, _("deputy")), (3, _("ministry"))])
    begins = forms.IntegerField(label=_("Begins in how many hours"), min_value=0, max_value=720, initial=0)
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=336, initial=24)

    def __init__(self, *args, colleagues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [(str(uid), name) for uid, name in colleagues]
        holds_content(self, "user")
