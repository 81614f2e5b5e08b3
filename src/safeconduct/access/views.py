"""Pages of access: signing in, choosing a unit, the own account, the journal, data protection."""

from __future__ import annotations

import io
from dataclasses import replace
from uuid import UUID

import pyotp
import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db import IntegrityError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.access import actions, actors, forms, queries
from safeconduct.access.files import served
from safeconduct.access.models import User
from safeconduct.access.pages import looked, open_page, page
from safeconduct.jobs.runner import last
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal
from safeconduct.kernel.verbs import VERBS, answers, ask
from safeconduct.standards import load

SHOWN = {"application/pdf", "image/png", "image/jpeg", "text/plain"}


def _onward(request) -> str:
    target = request.GET.get("next") or request.POST.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else reverse("access:home")


@open_page("nobody is signed in yet")
def sign_in(request):
    """Name and password; then, where there is one, the second factor."""
    form = forms.SignIn(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if user is not None and user.trained_until and user.trained_until < timezone.localdate():
            form.add_error(None, _("Your data protection training has lapsed. Renew it before you sign in."))
        elif user is not None and user.second_factor:
            request.session["half"] = str(user.uid)
            request.session["half_at"] = timezone.now().timestamp()
            return redirect(f"{reverse('access:second-factor')}?next={_onward(request)}")
        elif user is not None:
            return _enter(request, user)
        else:
            form.add_error(None, _("User name and password do not fit together."))
        status = 422
    return render(request, "access/sign_in.html", {"form": form, "next": _onward(request)}, status=status)


@open_page("only half signed in")
def second_factor(request):
    """The code of the second factor."""
    half = request.session.get("half")
    if not half or timezone.now().timestamp() - request.session.get("half_at", 0) > 300:
        return redirect("access:sign-in")
    form = forms.SecondFactor(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(uid=half, is_active=True).first()
        tries = request.session.get("half_tries", 0) + 1
        request.session["half_tries"] = tries
        if tries > 5:
            request.session.flush()
            return redirect("access:sign-in")
        if user is not None and pyotp.TOTP(user.second_factor).verify(form.cleaned_data["code"].replace(" ", ""), valid_window=1):
            return _enter(request, user)
        form.add_error("code", _("This code is not right, or too old."))
        status = 422
    return render(request, "access/second_factor.html", {"form": form, "next": _onward(request)}, status=status)


def _enter(request, user):
    onward = _onward(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("half", "half_at", "half_tries"):
        request.session.pop(name, None)
    return redirect(onward)


@open_page("whoever is signed in may leave")
@require_POST
def sign_out(request):
    """Leave."""
    logout(request)
    return redirect("access:sign-in")


@open_page("signed in, but in no unit yet")
def choose_unit(request):
    """In which unit do you act?"""
    if not request.user.is_authenticated:
        return redirect("access:sign-in")
    units = actors.units_of(request.user, timezone.now())
    if request.method == "POST":
        chosen = request.POST.get("unit", "")
        if any(str(unit.uid) == chosen for unit in units):
            request.session["unit"] = chosen
            return redirect("access:home")
    return render(request, "access/choose_unit.html", {"units": units})


@page("access.see_home", text="See what waits")
def home(request):
    """What waits for me?"""
    now = timezone.now()
    waiting = sorted((item for items in ask("access.waiting", request.whole_actor, now) for item in items), key=lambda item: (not item["late"], item["title"]))
    return render(request, "access/home.html", {"proposals": queries.waiting_proposals(request.actor, now), "waiting": [w for w in waiting if w["number"]], "now": now})


@page("access.decide")
@require_POST
def decide(request, uid):
    """Agree to a proposal, or decline it."""
    actions.decide(request.whole_actor, proposal=uid, agree=request.POST.get("answer") == "agree", at=timezone.now())
    messages.success(request, _("Done.") if request.POST.get("answer") == "agree" else _("Declined. Nothing was done."))
    return redirect("access:home")


@page("access.set_second_factor", with_one_time=True)
def account(request):
    """My account: password and second factor."""
    password = forms.NewPassword(request.POST if "new" in request.POST else None)
    second = forms.SecondFactor(request.POST if "code" in request.POST else None)
    secret = request.session.get("new_secret") or pyotp.random_base32()
    request.session["new_secret"] = secret
    done, status = "", 200
    try:
        if password.is_bound and password.is_valid():
            actions.change_password(request.whole_actor, old=password.cleaned_data["old"], new=password.cleaned_data["new"], at=timezone.now())
            done, request.user.one_time = _("Your password is changed."), False
        if second.is_bound and second.is_valid():
            actions.set_second_factor(request.whole_actor, secret=secret, code=second.cleaned_data["code"], at=timezone.now())
            request.session.pop("new_secret", None)
            request.user.second_factor = secret
            done = _("Your second factor is in use from the next sign-in on.")
    except Refusal as refusal:
        (password if password.is_bound else second).add_error(None, refusal.sentence())
        status = 422
    uri = pyotp.TOTP(secret).provisioning_uri(name=request.user.username, issuer_name=request.get_host())
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, xmldecl=False, svgns=True, omitsize=False, title=_("Square code of the second factor"))
    context = {"password": password, "second": second, "picture": picture.getvalue().decode(), "secret": secret, "done": done, "first": request.user.one_time, "lacks_second": settings.SECOND_FACTOR_REQUIRED and request.user.second_factor is None}
    return render(request, "access/account.html", context, status=status)


@page("access.see_journal", text="Read the journal of what was done")
def journal_page(request):
    """What happened last?"""
    return render(request, "access/journal.html", {"lines": queries.journal_lines(request.actor, limit=100)})


@page("access.see_demands", text="See who asked for data")
def data_protection(request):
    """Who asked for data, and who looked beyond their own?"""
    form = forms.Demand(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_demand(request.whole_actor, uid=new_uid(), received_at=timezone.now(), at=timezone.now(), **form.cleaned_data)
            return redirect("access:data")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status = 422
    context = {
        "form": form, "demands": queries.demands(request.actor), "glasses": queries.glasses(request.actor), "prints": queries.prints(request.actor),
        "looks": queries.looks(request.actor, 50), "refused": queries.refused_commands(request.actor, 50),
    }  # fmt: skip
    return render(request, "access/data.html", context, status=status)


@open_page("a machine asks whether the server lives")
def health(request):
    """Whether the server answers."""
    return JsonResponse({"ok": True})


def locked_out(request, credentials, *args, **kwargs) -> HttpResponse:
    """Too many wrong tries: wait half an hour."""
    form = forms.SignIn(request.POST or None)
    form.is_valid()
    form.add_error(None, _("Too many wrong tries. Wait half an hour, or ask your administrator."))
    request.actor = request.whole_actor = actors.public()
    return render(request, "access/sign_in.html", {"form": form, "next": ""}, status=429)


@page("access.break_glass")
def glass(request):
    """May I look beyond my own organisation? For four hours, with a reason, told to the data officer."""
    owners = [(str(o.uid), o.name) for o in queries.owners_beyond(request.actor)]
    form = forms.Glass(request.POST or None, owners=owners)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.break_glass(request.whole_actor, uid=new_uid(), owner=UUID(form.cleaned_data["owner"]), reason=form.cleaned_data["reason"], at=timezone.now())
            messages.warning(request, _("Open for four hours. The data officer has been told."))
            return redirect("access:home")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status = 422
    return render(request, "access/glass.html", {"form": form}, status=status)


@page("access.see_users", text="See who signs in")
def users(request):
    """Who may do what?"""
    titles = {role: _(about["title"]) for role, about in actors.role_titles().items()}
    functions = {one.key: _(one.name) for one in load.unit_functions()}
    held = [replace(user, grants=tuple(replace(g, role=titles.get(g.role, g.role)) for g in user.grants)) for user in queries.users(timezone.now())]
    units = [{"unit": unit, "functions": [functions.get(key, key) for key in unit.functions]} for unit in queries.units()]
    return render(request, "access/users.html", {"users": held, "units": units, "backup": last("config.backup"), "may_change": request.whole_actor.may("access.add_user")})


SETTING_UP = {
    "organisation": ("access.add_organisation", forms.NewOrganisation),
    "unit": ("access.add_unit", forms.NewUnit),
    "user": ("access.add_user", forms.NewUser),
    "grant": ("access.grant", forms.NewGrant),
}


def _choices(what):
    if what == "organisation":
        return {"kinds": [(k.key, _(k.name)) for k in load.organisation_kinds()]}
    if what == "unit":
        return {"organisations": [(str(o.uid), o.name) for o in queries.organisations()], "functions": [(f.key, _(f.name)) for f in load.unit_functions()]}
    if what == "grant":
        return {
            "users": [(str(u.uid), f"{u.name} ({u.username})") for u in queries.users(timezone.now()) if u.is_active],
            "units": [(str(u.uid), f"{u.organisation.name}, {u.name}") for u in queries.units()],
            "roles": [(role, _(about["title"])) for role, about in actors.role_titles().items() if role not in ("public", "gateway")],
        }
    return {}


@page("access.add_user")
def set_up(request, what):
    """Add an organisation, a unit, a user or a grant."""
    if what not in SETTING_UP:
        raise NotFound()
    _verb, kind = SETTING_UP[what]
    form = kind(request.POST or None, **_choices(what))
    status, password = (422 if request.method == "POST" else 200), ""
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        for name in ("organisation", "user", "unit"):
            if name in values:
                values[name] = UUID(values[name])
        if what == "user":
            password = values["password"] = actions.new_password()
            values["one_time"] = True
        try:
            call = {"organisation": actions.add_organisation, "unit": actions.add_unit, "user": actions.add_user, "grant": actions.grant}[what]
            call(request.whole_actor, uid=new_uid(), at=timezone.now(), **values)
            status = 200
            if not password:
                waits = what == "grant" and actors.sensitive(values["role"])
                messages.success(request, _("It waits until a second person who gives roles agrees.") if waits else _("Done."))
                return redirect("access:users")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status, password = 422, ""
        except IntegrityError:
            form.add_error(None, _("There is one of that name already."))
            status, password = 422, ""
    return render(request, "access/set_up.html", {"form": form, "what": what, "password": password}, status=status)


def _named(card: queries.GrantCard) -> queries.GrantCard:
    return replace(card, role=_(actors.role_titles()[card.role]["title"]))


@page("access.limit_grant")
def limit_grant(request, uid):
    """Where does this role hold, and until when?"""
    card = queries.grant_card(uid, timezone.now())
    if card is None:
        raise NotFound()
    form = forms.Limit(request.POST or None, initial={"place_path": card.place, "until": card.until})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.limit_grant(request.whole_actor, grant_uid=uid, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Done."))
            return redirect("access:users")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "access/grant.html", {"form": form, "grant": _named(card)}, status=status)


@page("access.grant")
def proposed_grant(request, uid):
    """Do you agree that this person gets this role?"""
    held = queries.waiting_proposal(request.actor, uid, timezone.now())
    card = queries.proposed_grant(held[1]) if held and held[0].verb == "access.grant" else None
    if held is None or card is None:
        raise NotFound()
    reasons = [VERBS[verb].text for verb in sorted(actors.sensitive_verbs()) if verb in actors.roles()[card.role] and verb in VERBS]
    by = held[0].proposed_by
    return render(
        request, "access/grant.html",
        {"grant": _named(card), "proposal": held[0], "by": queries.user_name(by), "own": request.whole_actor.uid in (by, card.user), "rights": [_(str(text)) for text in reasons]},
    )  # fmt: skip


@answers("access.proposal")
def where_to_read(verb: str, uid) -> str:
    """A role is given where it is said in words whom it is for and what it opens."""
    return reverse("access:proposed-grant", args=[uid]) if verb == "access.grant" else ""


@page("access.end_grant")
@require_POST
def end_grant(request, uid):
    """Take a role back."""
    actions.end_grant(request.whole_actor, grant_uid=uid, at=timezone.now())
    messages.success(request, _("The role is taken back."))
    return redirect("access:users")


@page("access.close_user")
@require_POST
def close_user(request, uid):
    """Nobody signs in under this name any more."""
    actions.close_user(request.whole_actor, user=uid, at=timezone.now())
    messages.success(request, _("Nobody signs in under this name any more."))
    return redirect("access:users")


@page("access.read_file", text="Read a file that was kept", help_data=True)
def read_file(request, uid):
    """One file, through the gate; shown as what it is, never as what it says it is."""
    row, content = served(request.actor, uid)
    if row.subject_uid:
        looked(request.whole_actor, "access.read_file", [row.subject_uid])
    response = HttpResponse(content, content_type=row.media_type if row.media_type in SHOWN else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, row.name)
    return response
