"""Bringing a list: upload, name the columns, try, bring, mend what was refused."""

from __future__ import annotations

import itertools

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from safeconduct.access.pages import page
from safeconduct.kernel.figures import Figure
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal
from safeconduct.people import actions, forms, queries
from safeconduct.web.drawn import Work
from safeconduct.web.tables import Column, Table

STATES = {
    "waiting": gettext_lazy("its columns are not named yet"), "queued": gettext_lazy("waits for its turn"), "running": gettext_lazy("is being read"), "done": gettext_lazy("done"),
    "failed": gettext_lazy("failed"), "cancelled": gettext_lazy("stopped"),
}  # fmt: skip
SHOWN = 100  # refused rows on the page; all of them are in the file
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("people.see_imports", text="See the lists that were brought", help_data=True)
def lists(request):
    """Which lists were brought, and how did they end?"""
    form = forms.Upload(request.POST or None, request.FILES or None)
    status, may = 200, request.whole_actor.may("people.import_people")
    if request.method == "POST" and may and form.is_valid():
        uid, brought = new_uid(), form.cleaned_data["file"]
        try:
            actions.import_people(request.whole_actor, run=uid, content=brought.read(), name=brought.name, unit=request.unit.uid, size=brought.size, at=timezone.now())
            return redirect("people:list", uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    status = 422 if form.errors else 200
    runs = [{"run": run, "state": STATES[run.state]} for run in queries.import_runs(request.actor)]
    return render(request, "people/lists.html", {"form": form, "runs": runs, "may": may}, status=status)


@page("people.see_imports", help_data=True)
def one(request, uid):
    """How is this list read, and which rows need another look?"""
    run = queries.import_run(request.actor, uid)
    columns = queries.columns_of(request.actor, uid) if run.has_file and run.state in ("waiting", "done", "cancelled", "failed") else None
    form = forms.Columns(request.POST or None, header=columns.header, proposed=columns.proposed) if columns else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise NotFound()
        if form.is_valid():
            try:
                actions.start_import(request.whole_actor, run=uid, columns=form.columns(), dry="trial" in request.POST, at=timezone.now())
                return redirect("people:list", uid)
            except NotFound:
                raise
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
        status = 422
    counted = (run.rows, run.created, run.updated, run.unchanged, run.refused)
    context = {
        "run": run, "state": STATES[run.state], "columns": columns, "form": form, "figures": _figures(run), "may": request.whole_actor.may("people.start_import"), "counted": any(counted),
        "work": _work(run), "refused": _refused_table(request.actor, run) if run.refused else None, "busy": run.state in ("queued", "running"),
    }  # fmt: skip
    return render(request, "people/list.html", context, status=status)


def _work(run) -> Work:
    return Work(
        _("Reading the list"), run.rows, max(run.rows, 1), url=reverse("people:list", args=[run.uid]), stop_url=reverse("people:list-stop", args=[run.uid]),
        finished=run.state not in ("queued", "running"), said=str(STATES[run.state]),
    )  # fmt: skip


def _figures(run) -> list[Figure]:
    at = run.ended_at or run.made_at
    told = (
        (_("Created"), run.created, _("Rows of people who were not on file under this organisation.")),
        (_("Updated"), run.updated, _("Rows that told something else than what was on file; only that was written.")),
        (_("Unchanged"), run.unchanged, _("Rows of people on file that told nothing new.")),
        (_("Refused"), run.refused, _("Rows that can't be kept as they are; each says which field and what to do.")),
    )
    return [Figure(label, value, definition=definition, source=_("The list that was brought"), as_of=at) for label, value, definition in told]


def _refused_table(actor, run):
    table = Table(
        name="refused", caption=gettext_lazy("Refused rows, in the order of the list"), empty=("", "", "", ""), size=SHOWN,
        columns=[
            Column("number", gettext_lazy("Row"), lead=True, numeric=True), Column("field", gettext_lazy("Field")),
            Column("remedy", gettext_lazy("What to do"), value=lambda r: str(r.remedy), content=False),
        ],
    )  # fmt: skip
    rows = list(itertools.islice(queries.refused_rows(actor, run.uid, SHOWN), SHOWN))
    files = {f"{form}_url": reverse("people:list-refused", args=[run.uid, form]) for form in ("csv", "xlsx")}
    return table.page(rows, table.want({}), {}, total=run.refused, **files)


@page("people.cancel_import", text="Stop a list that is being read", help_data=True)
@require_POST
def stop(request, uid):
    """Stop reading; what was written stays."""
    actions.cancel_import(request.whole_actor, run=uid, at=timezone.now())
    return redirect("people:list", uid)


@page("people.see_imports", help_data=True)
def refused(request, uid, form):
    """The refused rows as a file to be mended and brought again: their columns, and one that says what to do."""
    header = queries.header_of(request.actor, uid)
    rows = queries.refused_rows(request.actor, uid)
    table = Table(
        name="refused", caption="", empty=("", "", "", ""),
        columns=[*(Column(f"c{i}", heading, value=_cell(i)) for i, heading in enumerate(header)), Column("remedy", "remedy", value=lambda r: f"{r.field}: {r.remedy}")],
    )  # fmt: skip
    if form == "xlsx":
        return HttpResponse(table.xlsx(rows, "refused"), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="refused.xlsx"'})
    if form != "csv":
        raise NotFound()
    return StreamingHttpResponse(table.csv(rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="refused.csv"'})


def _cell(place: int):
    return lambda row: row.cells[place] if len(row.cells) > place else ""
