"""A refusal becomes a page with one sentence; headers that no page may lack."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from safeconduct.access import locking
from safeconduct.access.keys import NoKey
from safeconduct.kernel.refusals import Refusal


class Refusals:
    """Shows a refusal that no view turned into a form error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response: HttpResponse = self.get_response(request)
        response.headers.setdefault("Referrer-Policy", "no-referrer" if request.path.startswith("/my/") else "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, Refusal):
            return None
        template = "web/refusal.html" if exception.status == 409 else f"{exception.status}.html"
        return render(request, template, {"sentence": exception.sentence(), "back_url": _came_from(request)}, status=exception.status)


def _came_from(request) -> str:
    """The page of this house from which somebody came; nothing where it was another one, or the refused page itself."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}) or urlsplit(came).path == request.path:
        return ""
    return urlsplit(came)._replace(scheme="", netloc="").geturl()


class Locked:
    """While the process is locked every address shows the page that asks for the passphrase; an officer's request keeps it open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        keeper = locking.KEEPER
        if keeper is None:
            return self.get_response(request)
        with keeper.entered() as may:
            if may:
                response: HttpResponse = self.get_response(request)
                if getattr(request, "user", None) is not None and request.user.is_authenticated:
                    keeper.touch()
                return response
        return unlock(request, keeper)


def unlock(request, keeper) -> HttpResponse:
    """Ask for the passphrase; open with the right one. No session and no database stands behind this page."""
    wrong = ""
    with translation.override(translation.get_language_from_request(request)):
        if request.method == "POST" and "passphrase" in request.POST:
            try:
                keeper.unlock(request.POST["passphrase"])
                return HttpResponseRedirect("/")
            except locking.TooOften:
                wrong = gettext("Too many wrong tries. Wait a minute.")
            except NoKey:
                wrong = gettext("The passphrase does not open this installation.")
        text = render_to_string("access/unlock.html", {"wrong": wrong, "language": translation.get_language() or "en"})
    response = HttpResponse(text, status=503 if not wrong else 422)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True  # a lock is no fault
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return response


class Idle:
    """Signs out after a time without a request (a field installation: minutes)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.session.set_expiry(settings.IDLE_SECONDS)
        return self.get_response(request)
