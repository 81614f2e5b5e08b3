"""A gallery of every component, on one sample crisis: what the rooms above will fill with their own figures."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.contrib.staticfiles.views import serve
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation
from django.utils.html import format_html

from safeconduct.kernel.figures import Figure
from safeconduct.web import mine, words
from safeconduct.web.drawn import Band, Item, Line, Map, Phase, Place, Route, Spot, Stage, Step, Will, Work
from safeconduct.web.tables import Column, Table
from safeconduct.web.templatetags.web import wrap
from tests.web.people import PEOPLE

AT = datetime(2027, 1, 14, 14, 40, tzinfo=UTC)
ROOMS = {
    "Prepare": ["Countries", "Register", "Plans", "Agreements", "Training"],
    "Respond": ["Crises", "Outreach", "Cases", "Centres", "Movements"],
    "Recover": ["Returns", "Claims", "Communities"],
    "Learn": ["Exercises", "Reviews", "Readiness", "Programme"],
}


def said(text):
    """A word of a room above: translated there, so here only bracketed in the pseudo-language."""
    return words.pseudo(text) if translation.get_language() == "xx" else text


def figure(label, value=None, url="#records", **more):
    definition = said("People counted once, by the last answer they gave.")
    return Figure(said(label), value, url=url, as_of=AT, definition=definition, source=said("Answers and cases."), **more)


def stages():
    part = {"kind": "part"}
    return [
        Stage(figure("Estimated present", low=2900, best=3400, high=4100)),
        Stage(figure("On file or came forward", 2599)),
        Stage(figure("Reached", 2091)),
        Stage(figure("Accounted for", 1664), "sum", "accounted"),
        Stage(figure("safe and staying", 1021), tone="accounted", **part),
        Stage(figure("wants to leave", 429), tone="accounted", **part),
        Stage(figure("needs assistance", 214), tone="need", **part),
        Stage(figure("Not yet accounted for", 935), "sum", "missing"),
        Stage(figure("delivered without answer", 427), tone="missing", **part),
        Stage(figure("not delivered", 262), tone="missing", **part),
        Stage(figure("no contact on file", 118), tone="missing", **part),
        Stage(figure("answered by another", 87), tone="missing", **part),
        Stage(figure("not safely reachable", 41), tone="missing", **part),
        Stage(figure("Estimated, not heard of", low=300, high=1500), "sum", bar=False),
    ]


def steps():
    return [
        Step(said("Calls by wardens"), 6, 30, "late", said("Late 10 h"), 6, None, said("warden lead, 61 to try"), "#step"),
        Step(said("Field post at Léogâne"), 18, 36, "late", said("Late 5 h"), note=said("deputy, road shut"), url="#step"),
        Step(said("Ask: are you safe?"), 2, 4, "ok", said("Done T+5"), 2.6, 4.8, said("duty officer"), "#step"),
        Step(said("Travel documents desk"), 24, 72, "doing", said("Running"), 25, None, said("37 issued"), "#step"),
        Step(said("Decide on level 3"), 42, 48, "wait", said("Due T+48"), note=said("head of post"), url="#step"),
    ]


def oval(wide, high, lon=-72.75, lat=18.45):
    from math import cos, pi, sin

    ring = [(lon + wide * cos(turn * pi / 24), lat + high * sin(turn * pi / 24)) for turn in range(48)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def picture():
    spots = [
        Spot(-72.335, 18.54, 1184, "Port-au-Prince", "#cell"),
        Spot(-72.47, 18.53, 402, "Carrefour", "#cell"),
        Spot(-72.24, 18.62, 236, "Croix-des-Bouquets", "#cell"),
        Spot(-72.64, 18.51, 173, "Léogâne", "#cell"),
        Spot(-72.87, 18.43, 88, "Petit-Goâve", "#cell"),
        Spot(-72.53, 18.23, 121, "Jacmel", "#cell"),
        Spot(-72.10, 18.83, 47, "Mirebalais", "#cell"),
        Spot(-71.99, 18.55, 31, "Ganthier", "#cell"),
        Spot(-72.9, 18.9, 4, "Nobody may see this", "#cell"),
    ]
    return Map(
        title=said("Map of southern Haiti"),
        about=said("The shaking was worst between Petit-Goâve and Carrefour. Most people are in Port-au-Prince, 1,184."),
        bbox=(-73.4, 18.05, -71.5, 19.05),
        bands=[Band(n, sign, said(name), oval(w, h)) for n, sign, name, w, h in BANDS],
        spots=spots,
        places=[
            Place(-71.86, 18.49, "Jimaní", "pin", said("open 06–18 h")),
            Place(-71.78, 18.95, "Belladère", "gate"),
            Place(-72.29, 18.58, "Toussaint Louverture", "shut", said("airport shut")),
        ],
        routes=[
            Route([(-72.33, 18.54), (-72.2, 18.57), (-72.0, 18.5), (-71.86, 18.49), (-71.5, 18.4)], "way", "RN 8"),
            Route([(-72.24, 18.62), (-72.1, 18.83), (-71.78, 18.95)], "way2", "RN 3"),
            Route([(-72.45, 18.53), (-72.64, 18.51), (-72.87, 18.43)], "shut", "RN 2", said("at Gressier")),
        ],
        source=said("Shaking: USGS ShakeMap version 6."),
        unplaced=278,
        unplaced_url="#unplaced",
    )


BANDS = [(1, "VI", "strong", 0.9, 0.42), (2, "VII", "very strong", 0.62, 0.29), (3, "VIII", "severe", 0.42, 0.16), (4, "IX", "violent", 0.24, 0.08)]


def lines():
    text = said("Request {} came in by SMS in Amharic: T1 by rule 7.")
    return [
        Line(AT, said("Warden brought back list 0147: 12 answered, 3 not reached."), said("Warden")),
        Line(AT, format_html(text, format_html('<a href="#case">{}</a>', wrap("4KD-92M", dir="ltr"))), said("Case worker")),
    ]


def will():
    rows = [
        (33, said("can be called by 5 wardens who signed the duty, each only for their own area")),
        (3, said("have a telephone that others use: the list says “ask for the person, give no reason”")),
        (2, said("stay off: they declined to be called")),
    ]
    return Will(said("Put 38 people on call lists?"), rows, said("Make 5 lists"), "#", said("Each list is numbered."), said("This can be undone."), "#keep", second_person=True)


class Filters(forms.Form):
    place = forms.ChoiceField(required=False)
    name = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, label_suffix="")
        self.fields["place"].label, self.fields["name"].label = said("Place"), said("Name, any script")
        self.fields["place"].choices = [("", said("Inside VI or worse"))]


class Contact(forms.Form):
    telephone = forms.CharField()
    whose = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["telephone"].label = said("Telephone")
        self.fields["telephone"].help_text = said("So that an officer can call back.")
        self.fields["whose"].label, self.fields["note"].label = said("Whose telephone is it?"), said("Note")
        self.fields["whose"].help_text = said("Others may read what we write.")
        self.fields["whose"].choices = [("own", said("own")), ("shared", said("shared")), ("employer", said("employer’s"))]


def people_table():
    return Table(
        name="people",
        caption=said("Longest without a try first."),
        key=lambda row: row["uid"],
        sort="tried",
        empty=(said("Nobody waits here"), said("All 4 answers were confirmed by the person."), "#", said("Show all places")),
        columns=[
            Column("name", said("Name"), value=lambda r: r["name"], url=lambda r: "#person", lead=True, sort="name", hxl="#person+name"),
            Column("own", said("In own script"), value=lambda r: r["own"], lang=lambda r: r["lang"], plain=True),
            Column("born", said("Born"), value=lambda r: r["born"], plain=True, numeric=True, content=False, hxl="#date+birth"),
            Column("where", said("Last known place"), value=lambda r: r["where"], plain=True, hxl="#loc+name"),
            Column("why", said("Why not yet"), value=lambda r: r["why"], cell=why, hxl="#status"),
            Column("tried", said("Last try"), value=lambda r: r["tried"], numeric=True, content=False, sort="tried"),
            Column("telephone", said("Telephone"), value=lambda r: r["telephone"], on_page=False, hxl="#contact+phone"),
        ],
    )


def why(row):
    from safeconduct.web.templatetags.web import status

    words = {"late": "Delivered, no answer", "off": "Not delivered", "wait": "No contact on file", "doing": "Answered by another"}
    return status(row["why"], said(words[row["why"]]))


def people_page(request, rows=None):
    table = people_table()
    tabs = [Item(said("All"), "#", True, 935), Item(said("Delivered without answer"), "#", False, 427), Item(said("Not delivered"), "#", False, 262)]
    return table.page(
        PEOPLE if rows is None else rows,
        table.want(request.GET),
        request.GET,
        total=935,
        tabs=tabs,
        filters=Filters(request.GET),
        verbs=[("list", said("Put on call lists…")), ("write", said("Write again…"))],
        verbs_url="#",
        csv_url="?as=csv",
        xlsx_url="?as=xlsx",
    )


def frame(request, lang, exercise=False):
    menu = [Phase(said(phase), [Item(said(title), "#", title == "Crises") for title in titles]) for phase, titles in ROOMS.items()]
    return {
        "menu": menu,
        "crisis": {"title": "Earthquake, southern Haiti", "url": "#"},
        "search_url": "#",
        "language_url": "#",
        "languages": ["ar", "zh-hans", "en", "fr", "ru", "es"],
        "account": {"name": "S. Tadesse", "role": said("consular officer"), "url": "#", "sign_out_url": "#"},
        "exercise": {"title": "Quake and closed road", "line": said("Messages cannot leave")} if exercise else None,
        "foot": said("Demonstration world: real places, people made by a program."),
        "LANGUAGE_CODE": lang,
    }


def show(request, lang, page):
    with translation.override(lang):
        return HttpResponse(PAGES[page](request, lang))


def crisis(request, lang, exercise=False):
    context = frame(request, lang, exercise) | {
        "stages": stages(),
        "outcomes": [figure(*pair) for pair in [("Assisted", 96), ("Relocated", 58), ("Departed", 131), ("In a place of safety", 74), ("Handed over", 40)]],
        "steps": steps(),
        "picture": picture(),
        "lines": lines(),
        "present": figure("Estimated present", low=2900, best=3400, high=4100, exercise=exercise),
        "as_of": AT,
        "said": SimpleNamespace(**{key: said(text) for key, text in WORDS.items()}),
    }
    return render(request, "gallery/crisis.html", context).content


WORDS = {
    "question": "Who is affected?", "where": "Level 2, restriction", "map": "Where are they?", "funnel": "How far are we?",
    "late": "Are we late? Yes, with 2 of 14 steps", "journal": "What happened last?", "write": "Write to people inside…", "people": "people",
    "report": "Situation report", "open": "Open the dialog", "title": "Who is not yet accounted for?", "save": "Save",
}  # fmt: skip


def parts(request, lang):
    asked = Contact({"note": "x"}) if "errors" in request.GET else Contact()
    context = frame(request, lang) | {
        "page": people_page(request, [] if "empty" in request.GET else None),
        "will": will(),
        "job": Work(said("Reading the spreadsheet"), 312, 500, url="#", stop_url="#", said=said("4 refused")),
        "form": asked,
        "said": SimpleNamespace(**{key: said(text) for key, text in WORDS.items()}),
    }
    return render(request, "gallery/parts.html", context).content


def my(request, lang):
    codes = ["en", "ar", "am", "es", "fr", "ru", "zh-hans", "fil", "id", "bn", "ne", "sw", "ht"]
    languages = [{"code": code, "url": f"/{code}/my/", "current": code == lang} for code in codes]
    context = {"lang": lang, "languages": languages, "near_languages": ["am"], "hide_url": "/weather/", "organisation": "Embassy of Utopia", "said": said}
    return render(request, "gallery/my.html", context).content


def sheet(request, lang):
    return render(request, "gallery/sheet.html", {"people": PEOPLE, "said": SimpleNamespace(**{key: said(text) for key, text in WORDS.items()})}).content


def refusal(request, lang):
    return render(request, "409.html", frame(request, lang) | {"sentence": said("The boat is full."), "back_url": "#"}).content


def signin(request, lang):
    return render(request, "web/signin.html", {"form": Contact(), "language_url": "#", "languages": ["en", "ar"], "LANGUAGE_CODE": lang}).content


PAGES = {
    "crisis": crisis,
    "exercise": lambda request, lang: crisis(request, lang, exercise=True),
    "parts": parts,
    "my": my,
    "sheet": sheet,
    "refusal": refusal,
    "signin": signin,
    "403": lambda request, lang: render(request, "403.html", frame(request, lang)).content,
    "404": lambda request, lang: render(request, "404.html", frame(request, lang)).content,
    "500": lambda request, lang: render_to_string("500.html", {"LANGUAGE_CODE": lang}),
}
ROOM_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def strict(view):
    """The policy that the product will send, so that a console error here is one there."""

    def wrapped(request, **kwargs):
        response = view(request, **kwargs)
        own = mine.style_hash() if kwargs.get("page") == "my" else "'self'"
        response["Content-Security-Policy"] = ROOM_POLICY.replace("style-src 'self'", f"style-src {own}")
        return response

    return wrapped


urlpatterns = [
    path("static/<path:path>", lambda request, path: serve(request, path, insecure=True)),
    path("<str:lang>/<str:page>/", strict(show)),
]
