"""
The migrant's pages. One question a screen, the next screen is the answer of the POST, no redirect, no script needed.

Nothing here is shown of a person; what was sent is answered with a code. No session, no account: therefore nothing that a
forged request could misuse, and no cookie is asked of a telephone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from safeconduct.access import actors
from safeconduct.access.pages import open_page
from safeconduct.cases import queries as cases
from safeconduct.cases.actions import say_whether_help_came
from safeconduct.checkins import actions
from safeconduct.checkins import queries as checkins
from safeconduct.checkins.rules import CampaignOver, NotADay
from safeconduct.kernel.ids import new_uid, read_code
from safeconduct.kernel.refusals import Refusal
from safeconduct.messaging import queries as messages
from safeconduct.my import forms, limits, queries
from safeconduct.people import queries as people
from safeconduct.people.actions import say_it_holds
from safeconduct.standards import load
from safeconduct.web.mine import style_hash

LANGUAGES = tuple(one if isinstance(one, str) else one.code for one in load.catalogue_languages())
OPEN = "anybody may come forward, with no link, document, status, nationality or account"
SALT = "my.receipt"
ICONS = {
    "medical": "health", "danger": "shield", "trapped": "alarm", "child_alone": "child", "water_food": "water", "shelter": "home", "held": "shield", "papers": "paper",
    "leave": "leave", "looking_for": "look", "something_else": "other",
}  # fmt: skip
WAYS = (("call", "call"), ("write", "write"), ("only_when_i_write", "other"), ("code", "look"))


def _language(request, lang: str = "") -> str:
    """The language of the address; else the first that the telephone asks for and we have; else English."""
    if lang in LANGUAGES:
        return lang
    if lang:
        raise Http404
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        tag = part.split(";")[0].strip()
        for candidate in (tag, tag.split("-")[0], {"zh": "zh-hans", "tl": "fil", "in": "id"}.get(tag.split("-")[0], "")):
            if candidate in LANGUAGES:
                return candidate
    return "en"


def _page(request, template: str, lang: str, office, *, switch: str = "my:start", behind: str = "my:invited-in", token: str = "", status: int = 200, **more) -> HttpResponse:
    """Draw one of our pages: small, in one response, kept by nobody."""
    now = timezone.now()

    def say(key: str, **values: object) -> str:
        return queries.say(key, lang, **values)

    def url(code: str) -> str:
        return reverse(behind, args=[token, code]) if token else reverse(switch, args=[code])

    context = {
        "lang": lang,
        "s": {key: one.texts[lang] for key, one in _plain_sentences().items()},
        "languages": [{"code": code, "url": url(code), "current": code == lang} for code in LANGUAGES],
        "near_languages": [code for code in ("ar", "en", "am", "fr") if code != lang][:2],
        "hide_url": reverse("my:weather"),
        "organisation": office.name if office else "",
        "who_reads": say("start.who_reads", office=office.name) if office else "",
        "not_firewalled": say("start.not_firewalled") if office and office.not_firewalled else "",
        "numbers": [] if office is None else [{"number": number, "words": say(f"danger.{kind}", number="\x00")} for kind, number in office.numbers[:2]],
        "sos_now": say("danger.now", numbers="\x00") if office and office.numbers else "",
        "sos_worse": say("danger.worse", numbers="\x00") if office and office.numbers else "",
        "nobody": say("danger.nobody_on_duty", numbers="\x00") if office and office.numbers and not office.on_duty else "",
        "read_again": say("danger.read_again", when=queries.moment(office.next_duty, now, office.zone, lang)) if office and not office.on_duty and office.next_duty else "",
        "token": token,
        **more,
    }
    response = render(request, f"my/{template}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response._csp_update = {"style-src": style_hash()}
    return response


def _plain_sentences():
    return {one.key: one for one in load.sentences() if not one.placeholders and one.where != "sms"}


@open_page(OPEN)
def first(request):
    """Are you safe? In the language of the telephone."""
    return _start(request, _language(request))


@open_page(OPEN)
def start(request, lang):
    """Are you safe?"""
    return _start(request, _language(request, lang))


@open_page("a personal link; it shows nothing of the person and ends with its campaign")
def invited(request, token, lang=""):
    """The same question behind a personal link."""
    now = timezone.now()
    if again := limits.links_shut_until(request, now):
        return _often(request, _language(request, lang), again)
    ask = checkins.ask_by_token(token, now)
    if ask is None:
        limits.wrong_link(request, now)
    if ask is None or ask.over:
        return _start(request, _language(request, lang))
    return _start(request, _language(request, lang), token=token, organisation=ask.organisation_id, crisis=ask.crisis_uid)


@open_page("a personal link; it shows nothing of the person and ends with the answer")
@csrf_exempt
def holds(request, token, lang=""):
    """Do you still live where you told us? Behind any other link is the first page, so that it tells nothing."""
    lang, now = _language(request, lang), timezone.now()
    if again := limits.links_shut_until(request, now):
        return _often(request, lang, again)
    person = messages.question_behind(token[:40])
    if person is None:
        limits.wrong_link(request, now)
        return _start(request, lang)
    done = request.method == "POST"
    if done:
        say_it_holds(actors.public(lang), person=person, at=now)
    return _page(request, "holds", lang, queries.office(now), behind="my:holds-in", token=token, done=done)


def _often(request, lang, until):
    """Codes and links are not looked up for now; the door stays open, and the number to call stands here."""
    now = timezone.now()
    office = queries.office(now)
    again = queries.say("danger.read_again", lang, when=queries.moment(until, now, office.zone, lang)) if office else ""
    return _page(request, "often", lang, office, client=new_uid(), again=again, status=429)


def _start(request, lang, token="", organisation=None, crisis=None):
    office = queries.office(timezone.now(), organisation, crisis)
    return _page(request, "start", lang, office, token=token, client=new_uid())


@open_page("neutral page behind Hide: nothing of ours is on it")
def weather(request):
    """Somewhere else."""
    response = render(request, "my/weather.html", {})
    response.headers["Cache-Control"] = "no-store"
    return response


@open_page("a script that keeps the first screens on the telephone; it shows nothing of anybody")
def worker(request):
    """The worker that makes these pages usable without network; its address gives it these pages and no others."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> str:
    return (Path(__file__).parent / "worker.js").read_text("utf8")


@open_page("a screen that the telephone shows by itself when there is no network")
def kept(request, lang):
    """Your answer is kept on this telephone and sent when there is network."""
    lang = _language(request, lang)
    return _page(request, "kept", lang, queries.office(timezone.now()))


def _uid(text: str | None) -> UUID:
    try:
        return UUID(str(text))
    except (ValueError, TypeError):
        return new_uid()


@open_page(OPEN)
@csrf_exempt
@require_POST
def take(request, lang):
    """The one address to which every screen sends; the answer is the next screen."""
    lang = _language(request, lang)
    now = timezone.now()
    token = request.POST.get("t", "")[:40]
    ask = checkins.ask_by_token(token, now) if token and not limits.links_shut_until(request, now) else None
    if token and ask is None:
        limits.wrong_link(request, now)
    office = queries.office(now, ask.organisation_id if ask else None, ask.crisis_uid if ask else None)
    if office is None:
        raise Http404
    if ask is not None and ask.over:
        ask, token = None, ""
    what = request.POST.get("answer", "")
    receipt = _receipt(request.POST.get("r", ""))
    if receipt is not None and what in ("", "wish", "how"):
        return _after(request, lang, office, token, receipt)
    if what == "help" and "sent" not in request.POST:
        return _page(request, "help", lang, office, token=token, client=_uid(request.POST.get("id")), needs=_needs(lang), receipt=request.POST.get("r", ""))
    if what == "other" and "sent" not in request.POST:
        return _page(request, "other", lang, office, token=token, client=_uid(request.POST.get("id")))
    if what == "register":
        return _register(request, lang, office, now)
    return _record(request, lang, office, token, ask, what, receipt)


def _register(request, lang, office, now):
    """Ask to be warned before anything happens: one screen, then a code. What cannot be used is asked again, with what was written."""
    told, wrong = request.POST, []
    if "sent" in told:
        telephone, until = people.read_telephone(told.get("tel", "")[:30], told.get("country", "")), forms.day(told.get("until", ""))
        known = {code for code, _name in queries.countries(lang)}
        wrong = [name for name, bad in (("tel", not telephone), ("country", told.get("country") not in known), ("until", until is None and bool(told.get("until")))) if bad]
        if not wrong:
            try:
                return _page(request, "registered", lang, office, code=_put_on_list(told, lang, office, telephone, until, now), received=queries.moment(now, now, office.zone, lang))
            except NotADay:
                wrong = ["until"]
    held = {name: told.get(name, "")[:500] for name in ("name", "lang", "tel", "whose", "safe", "country", "where", "until")}
    held["lang"], held["country"] = held["lang"] or lang, held["country"] or office.country
    return _page(request, "register", lang, office, client=_uid(told.get("id")), countries=queries.countries(lang), held=held, wrong=wrong, status=422 if wrong else 200)


def _put_on_list(told, lang, office, telephone, until, now) -> str:
    where = told.get("where", "")[:500]
    return actions.register_self(
        actors.public(lang), client_id=_uid(told.get("id")), owner=office.id, name=told.get("name", "")[:120].strip(), language=told["lang"] if told.get("lang") in LANGUAGES else lang,
        telephone=telephone, whose=told["whose"] if told.get("whose") in ("own", "shared") else "unknown", safe=told.get("safe") == "yes", country=told["country"],
        path=queries.path_named(told["country"], where), where_text=where, until=until, today=now.date(), at=now,
    )  # fmt: skip


def _needs(lang):
    return [{"key": n.key, "icon": ICONS.get(n.key, "other"), "text": queries.say(n.sentence, lang)} for n in load.triage().needs]


def _record(request, lang, office, token, ask, what, receipt):
    """Keep what was sent, before anything more is asked; show the receipt."""
    now = timezone.now()
    by = "another" if request.POST.get("by") == "another" else "self"
    said = {"help": "needs_assistance", "safe": "safe"}.get(what, "needs_assistance")
    known = {n.key for n in load.triage().needs}
    needs = [n for n in request.POST.getlist("need") if n in known]
    common = {
        "client_id": _uid(request.POST.get("id")), "said": said, "by": by, "words": request.POST.get("more", "")[:2000], "where_text": request.POST.get("where", "")[:500],
        "needs": needs, "language": lang, "people_count": forms.number(request.POST.get("people")), "at": now,
        "many_from_one_source": limits.many_from_one_source(request, now),
        **(forms.position(request.POST) if by == "self" else {}),
    }  # fmt: skip
    actor = actors.public(lang)
    try:
        if receipt is not None:
            told = actions.answer(actor, person=receipt["person"], crisis=office.crisis_uid, way="web", **common)
        elif ask is not None and by == "self":
            told = actions.answer(actor, ask=ask.uid, way="link", **common)
        else:
            told = actions.come_forward(
                actor, person=new_uid(), owner=office.id, way="web", name=request.POST.get("name", "")[:120], crisis=office.crisis_uid, country=office.country,
                path=office.path, **common,
            )  # fmt: skip
    except CampaignOver:
        told = actions.come_forward(actor, person=new_uid(), owner=office.id, way="web", crisis=office.crisis_uid, country=office.country, path=office.path, **common)
    return _sent(request, lang, office, token, said, told, by)


def _sign(told, said: str) -> str:
    return signing.dumps({"a": str(told["answer"]), "c": str(told["case"] or ""), "s": said}, salt=SALT, compress=True)


def _receipt(text: str):
    """What a receipt says of itself; None where it is none of ours or older than two days."""
    if not text:
        return None
    try:
        held = signing.loads(text, salt=SALT, max_age=2 * 86400)
    except signing.BadSignature:
        return None
    answer = checkins.answer_behind(UUID(held["a"]))
    return None if answer is None else {"answer": UUID(held["a"]), "case": UUID(held["c"]) if held["c"] else None, "said": held["s"], "person": answer}


def _sent(request, lang, office, token, said, told, by, saved=False):
    now = timezone.now()
    receipt = _sign(told, said)
    if said == "needs_assistance":
        status = cases.by_code(actors.duty("my.receipt"), told["code"])
        return _page(request, "sent", lang, office, switch="my:start", token=token, receipt=receipt, **_standing(lang, office, status, now), saved=saved, ways=_ways(lang), by=by)
    return _page(
        request, "safe", lang, office, token=token, receipt=receipt, received=queries.moment(now, now, office.zone, lang), client=new_uid(), by=by,
        code=checkins.code_of_answer(told["answer"]), changed=saved,
    )  # fmt: skip


def _standing(lang, office, status, now):
    """What is true of a request, in words."""
    zone = office.zone
    return {
        "code": status.code,
        "received": queries.moment(status.received_at, now, zone, lang),
        "read": queries.moment(status.read_at, now, zone, lang) if status.read_at else "",
        "hands": queries.say("status.office", lang, office=status.unit) if status.in_hands and status.unit else "",
        "news": queries.say("news.next", lang, when=queries.until(status.next_news_at, now, zone, lang)) if status.next_news_at and not status.closed else "",
        "answers": [{"at": queries.moment(at, now, zone, lang), "text": text} for at, text in status.answers],
        "ask_back": status.asked_whether_help_came,
    }


def _ways(lang):
    return [{"key": key, "icon": icon, "text": queries.say(f"answer.{key}", lang)} for key, icon in WAYS]


def _after(request, lang, office, token, receipt):
    """What the person adds after the receipt: how to answer, or what they want to do."""
    now = timezone.now()
    actor = actors.public(lang)
    told = {"answer": receipt["answer"], "case": receipt["case"], "code": cases.code_of(actors.duty("my.receipt"), receipt["case"]) if receipt["case"] else ""}
    if "how" in request.POST or "tel" in request.POST:
        try:
            actions.say_how(actor, answer=receipt["answer"], how=request.POST.get("how", ""), telephone=request.POST.get("tel", "")[:30], country=office.country, at=now)
            return _sent(request, lang, office, token, receipt["said"], told, "self", saved=True)
        except Refusal:
            return _sent(request, lang, office, token, receipt["said"], told, "self")
    wish = request.POST.get("wish", "")
    if wish in ("stay", "leave"):
        said = {"stay": "safe_staying", "leave": "wants_to_leave"}[wish]
        actions.answer(actor, client_id=_uid(request.POST.get("id")), person=receipt["person"], crisis=office.crisis_uid, said=said, way="web", language=lang, at=now)
    return _sent(request, lang, office, token, receipt["said"], told, "self", saved=True)


@open_page("a request is found by its code alone; nothing of the person is shown")
@csrf_exempt
def by_code(request, lang):
    """What has become of my request?"""
    lang = _language(request, lang)
    now = timezone.now()
    office = queries.office(now)
    if office is None:
        raise Http404
    if request.method != "POST":
        return _page(request, "code", lang, office, switch="my:code")
    if again := limits.codes_shut_until(request, now):
        return _often(request, lang, again)
    code = read_code(request.POST.get("code", ""))
    status = cases.by_code(actors.duty("my.receipt"), code) if code else None
    if status is None:
        if code:  # a slip of the finger is no code at all
            limits.wrong_code(request, now)
        return _page(request, "code", lang, office, switch="my:code", unknown=True, status=422)
    came = request.POST.get("came", "")
    if came in ("yes", "no") and status.asked_whether_help_came:
        say_whether_help_came(actors.public(lang), case=status.uid, came=came == "yes", at=now)
        status = cases.by_code(actors.duty("my.receipt"), code)
    return _page(request, "sent", lang, office, switch="my:code", **_standing(lang, office, status, now), by="self", ways=[], receipt="")


@open_page("who read an answer, and its deletion: behind the receipt that only the sender has")
@csrf_exempt
def record(request, lang):
    """Who has read my answer? Delete it."""
    lang = _language(request, lang)
    now = timezone.now()
    office = queries.office(now)
    receipt = _receipt(request.POST.get("r", ""))
    if office is None or receipt is None:
        raise Http404
    if request.POST.get("do") == "delete":
        actions.take_back(actors.public(lang), answer=receipt["answer"], at=now)
        return _page(request, "gone", lang, office)
    rows = [
        queries.say("record.row", lang, office=reader.organisation, purpose=reader.purpose, when=queries.moment(reader.at, now, office.zone, lang))
        for reader in checkins.readers_of_answer(receipt["answer"])
    ]
    return _page(request, "record", lang, office, rows=rows, receipt=request.POST.get("r", ""))
