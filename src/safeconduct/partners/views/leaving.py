"""Lists that leave: services and contacts as a file, for an organisation and a purpose, through the export gate."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.access import queries as access
from safeconduct.access.pages import page
from safeconduct.kernel.ids import new_uid
from safeconduct.partners import actions, forms, queries, shown, words
from safeconduct.partners.views.answering import done
from safeconduct.web.tables import Column, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _services() -> list[Column]:
    """A list of services as it comes in and goes out: the same columns are read again."""
    return [
        Column("uid", gettext_lazy("Reference"), hxl="#meta+id"), Column("name", gettext_lazy("Name"), hxl="#service+name"), Column("kind", gettext_lazy("Kind"), hxl="#service+type"),
        Column("organisation", gettext_lazy("Organisation"), hxl="#org+name"), Column("path", gettext_lazy("Area"), hxl="#adm+code"), Column("lat", gettext_lazy("Latitude"), hxl="#geo+lat"),
        Column("lon", gettext_lazy("Longitude"), hxl="#geo+lon"), Column("address", gettext_lazy("Address"), hxl="#loc+address"), Column("capacity", gettext_lazy("Capacity"), hxl="#capacity"),
        Column("hours", gettext_lazy("Hours"), hxl="#date+hours"), Column("for_whom", gettext_lazy("For whom"), hxl="#population"),
        Column("eligibility", gettext_lazy("Who is taken"), hxl="#population+type"), Column("languages", gettext_lazy("Languages"), hxl="#language"),
        Column("accessibility", gettext_lazy("Who can get in"), hxl="#access"), Column("telephone", gettext_lazy("Telephone"), hxl="#contact+phone"),
        Column("how_to_refer", gettext_lazy("How to refer"), hxl="#description+refer"), Column("what_to_say", gettext_lazy("What to say"), hxl="#description+say"),
        Column("firewall", gettext_lazy("Immigration control"), hxl="#meta+firewall"), Column("status", gettext_lazy("Status"), hxl="#status"),
        Column("verified_at", gettext_lazy("Verified"), hxl="#date+verified"),
    ]  # fmt: skip


def _contacts() -> list[Column]:
    def way(*kinds):
        return lambda card: ", ".join(value for kind, value in card.channels if kind in kinds)

    return [
        Column("uid", gettext_lazy("Reference"), hxl="#meta+id"), Column("name", gettext_lazy("Name"), hxl="#contact+name"), Column("kind", gettext_lazy("Kind"), hxl="#contact+type"),
        Column("function", gettext_lazy("For what"), hxl="#contact+function"), Column("organisation", gettext_lazy("Organisation"), hxl="#org+name"), Column("unit", gettext_lazy("Unit"), hxl="#org+unit"),
        Column("post", gettext_lazy("Post"), hxl="#contact+title"), Column("path", gettext_lazy("Area"), hxl="#adm+code"),
        Column("telephone", gettext_lazy("Telephone"), value=way("mobile", "telephone", "satellite"), hxl="#contact+phone"), Column("radio", gettext_lazy("Radio"), value=way("radio"), hxl="#contact+radio"),
        Column("email", gettext_lazy("E-mail"), value=way("email"), hxl="#contact+email"), Column("languages", gettext_lazy("Languages"), hxl="#language"),
        Column("verified_at", gettext_lazy("Answered a test"), hxl="#date+verified"),
    ]  # fmt: skip


@page("partners.export_services")
def give_services(request):
    """May the list of services leave, and to whom?"""
    return _give(request, "services", lambda own: [one for one in queries.services(request.whole_actor, timezone.now()) if own or (one.mine and not one.is_secret)], actions.export_services)


@page("partners.export_contacts")
def give_contacts(request):
    """May the list of contacts leave, and to whom?"""
    return _give(request, "contacts", lambda own: [one for one in queries.contacts(request.whole_actor, timezone.now()) if own or one.mine], actions.export_contacts)


def _give(request, what, rows_of, verb):
    now, own = timezone.now(), access.organisation_ids
    form, status = forms.Give(request.POST or None, organisations=shown.organisations()), 200
    rows = rows_of(False)
    if request.method == "POST":
        status, conditions = 422, []

        def call(told):
            nonlocal rows
            recipient = shown.uid_of(told["recipient"])
            rows = rows_of(own(recipient) == [request.whole_actor.organisation_id])
            conditions.extend(verb(request.whole_actor, export_uid=new_uid(), recipient=recipient, purpose=told["purpose"], at=now, **{what: [one.uid for one in rows]}))

        if done(form, call):
            return _file(what, rows, conditions, form.cleaned_data["form"])
    context = {"form": form, "what": what, "title": words.EXPORTS[what], "rows": len(rows), "back": f"partners:{what}"}
    return render(request, "partners/give.html", context, status=status)


def _file(what, rows, conditions, form):
    """The file, with the conditions on which it goes in every row, so that they stay with it."""
    columns = _services() if what == "services" else _contacts()
    if conditions:
        said = [str(words.CONDITIONS.get(one, one)) for one in conditions]
        columns.append(Column("conditions", gettext_lazy("Conditions"), value=lambda _card: said, hxl="#meta+conditions"))
    table = Table(columns, "")
    if form == "xlsx":
        return HttpResponse(table.xlsx(rows, _(str(words.EXPORTS[what]))), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{what}.xlsx"'})
    return HttpResponse(b"".join(table.csv(rows)), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{what}.csv"'})
