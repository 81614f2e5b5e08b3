"""Text that officers type about crises: opening, levels, impact, tasks, the end."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from safeconduct.web.forms_render import holds_content

KINDS = [("natural_disaster", _("Natural disaster")), ("conflict", _("Conflict")), ("other", _("Other"))]
ROLES = [
    ("duty_officer", _("Duty officer")), ("consular_officer", _("Consular officer")), ("head_of_post", _("Head of post")), ("case_worker", _("Case worker")),
    ("data_officer", _("Data officer")), ("emergency_manager", _("Emergency manager")),
]  # fmt: skip


def moment_field(label, why="", required=True):
    """A moment, in the zone that is stated beside it."""
    return forms.DateTimeField(label=label, help_text=why, required=required, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))


def clock_of(zone):
    """Whose clock a moment is asked by."""
    return format_html('{} <bdi data-content dir="ltr">{}</bdi>', _("Times are those of"), zone)


class OpenCrisis(forms.Form):
    name = forms.CharField(label=_("What it is called"), max_length=200, help_text=_("As people will say it: what, where."))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    started_at = moment_field(_("Since"), _("By the clock of the place: that of the time zone below, or of the first place chosen. Empty: now."), required=False)
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Lists that are kept for a crisis end with it. It can be moved later, with a reason.")
    )
    paths = forms.MultipleChoiceField(label=_("Where"), help_text=_("Countries and regions that it covers."), widget=forms.SelectMultiple(attrs={"size": 8}))
    zone = forms.CharField(label=_("Time zone"), max_length=60, required=False, help_text=_("Its clock is shown on the pages of the crisis. Empty: that of the first place."), widget=forms.TextInput(attrs={"dir": "ltr"}))
    data_officer = forms.CharField(label=_("Data officer"), max_length=200, help_text=_("Who answers for the data of this crisis, and how they are reached."))

    def __init__(self, *args, areas=(), zone="", **kwargs):
        super().__init__(*args, **kwargs)
        if zone:
            self.fields["started_at"].help_text = clock_of(zone)
        self.fields["paths"].choices = [(one.path, f"{'– ' * one.level}{one.name}") for one in areas]
        holds_content(self, "paths")

    def clean_zone(self):
        zone = self.cleaned_data["zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Write it as America/Port-au-Prince."))
        return zone


class Declare(forms.Form):
    step = forms.ChoiceField(label=_("Level"))
    paths = forms.MultipleChoiceField(label=_("Where"), required=False, help_text=_("Nothing chosen: everywhere in the crisis."), widget=forms.SelectMultiple(attrs={"size": 5}))
    reason = forms.CharField(label=_("Why"), required=False, help_text=_("It stays in the history. Name no person."), widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(label=_("Evidence"), required=False, help_text=_("One source a line: a report, an alert, an address."), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, steps=(), areas=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = list(steps)
        self.fields["paths"].choices = [(one.path, one.name) for one in areas]
        holds_content(self, "paths", "step")


class Impact(forms.Form):
    measures = forms.CharField(label=_("Measures"), help_text=_("One a line: what is done against the risks."), widget=forms.Textarea(attrs={"rows": 6}))
    residual = forms.CharField(label=_("What risk remains, and who accepts it"), widget=forms.Textarea(attrs={"rows": 4}))


class TaskForm(forms.Form):
    what = forms.CharField(label=_("What must be done"), max_length=200, help_text=_("Name no person here: the list is read by the whole organisation."))
    owner_role = forms.ChoiceField(label=_("By whom"), choices=ROLES)
    due_at = moment_field(_("Until"))

    def __init__(self, *args, zone="UTC", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_at"].help_text = clock_of(zone)


class End(forms.Form):
    ends_on = forms.DateField(label=_("New end"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
