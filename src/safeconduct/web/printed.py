"""The sheets that leave the house: a situation report and a call list, from plain nouns to a PDF in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from safeconduct.kernel.figures import Figure
from safeconduct.web.charts import funnel_bars
from safeconduct.web.drawn import Line, Stage
from safeconduct.web.pdf import can_draw, render_pdf
from safeconduct.web.written import day, figure_text, moment, text_of


@dataclass(frozen=True)
class Callee:
    """One person on a call list: a name, a telephone, how to speak and when. Nothing else about them is printed."""

    name: str
    phone: str
    own_name: str = ""
    speak: Any = ""
    hours: Any = ""
    whose: Any = ""


@dataclass(frozen=True)
class CallList:
    """A numbered list with one holder, who destroys it by a day. ``emergency`` is the local number, ``our_line`` ours."""

    number: str
    organisation: str
    where: Any
    holder: str
    signed_date: date
    printed_at: datetime
    destroy_date: date
    emergency: str
    rows: Sequence[Callee]
    our_line: str = ""
    exercise: bool = False


@dataclass(frozen=True)
class SituationReport:
    """A crisis at one moment: ``answer`` in one sentence, parts of (question, stages), the last lines of its journal."""

    crisis: str
    organisation: str
    level: Any
    answer: Any
    as_of: datetime
    parts: Sequence[tuple[Any, Sequence[Stage]]]
    lines: Sequence[Line] = ()
    exercise: bool = False


@dataclass(frozen=True)
class CasePaper:
    """A request for assistance on paper: its code and no name; ``lines`` are (when, who, words) of the person and of us."""

    code: str
    number: str
    organisation: str
    holder: str
    printed_at: datetime
    destroy_date: date
    state: Any
    triage: str
    reasons: Any
    provisional: bool
    needs: Any
    people: int
    next_news_at: datetime | None
    lines: Sequence[tuple[datetime, Any, str]]
    exercise: bool = False


def case_paper_pdf(paper: CasePaper, lang: str, font_dir: str | Path | None = None) -> bytes:
    """
    A request on A4, its number and destroy-by date on every page: class with its reasons, what was said, what we answered.

    Words that could not be drawn are left out, and the sheet says how many were. Refuses `pdf.NoFont` for anything else.
    """
    with override(lang):
        left_out, lines = 0, []
        for at, who, words in paper.lines:
            shown = words if can_draw(words, font_dir) else "…"
            left_out += shown != words
            lines.append({"at": moment(at), "who": text_of(who), "text": shown})
        data = {
            "words": _case_words(), "organisation": paper.organisation, "code": paper.code, "number": paper.number, "holder": paper.holder,
            "printed": moment(paper.printed_at), "destroy_by": day(paper.destroy_date), "state": str(paper.state), "class_": paper.triage, "reasons": str(paper.reasons),
            "provisional": paper.provisional, "needs": text_of(paper.needs), "lines": lines, "exercise": paper.exercise,
            "people": ngettext("For %(n)s person", "For %(n)s people", paper.people) % {"n": paper.people} if paper.people > 1 else "",
            "news": moment(paper.next_news_at) if paper.next_news_at else "",
            "left_out": ngettext("%(number)s text is not printed: there is no font for it here. Read it on the page.", "%(number)s texts are not printed: there is no font for them here. Read them on the page.", left_out) % {"number": left_out} if left_out else "",
        }  # fmt: skip
    return render_pdf("case", data, lang, font_dir=font_dir, made_at=paper.printed_at)


def call_list_pdf(sheet: CallList, lang: str, font_dir: str | Path | None = None) -> bytes:
    """
    The call list on A4, its number and destroy-by date on every page, with the slip of destruction.

    Refuses `pdf.NoFont` where a name, a place or a word could not be drawn. A name in its own script that could not be drawn
    is left out beside the name that can, and the sheet says how many were.
    """
    with override(lang):
        rows, left_out = [], 0
        for person in sheet.rows:
            own = person.own_name if can_draw(person.own_name, font_dir) else ""
            left_out += own != person.own_name
            rows.append({"name": person.name, "own": own, "phone": person.phone, "speak": text_of(person.speak), "hours": text_of(person.hours), "whose": text_of(person.whose)})
        data = {
            "words": _call_words(sheet), "organisation": sheet.organisation, "number": sheet.number, "where": text_of(sheet.where),
            "holder": sheet.holder, "signed": day(sheet.signed_date), "printed": moment(sheet.printed_at), "destroy_by": day(sheet.destroy_date),
            "emergency": sheet.emergency, "our_line": sheet.our_line, "rows": rows, "exercise": sheet.exercise,
            "left_out": ngettext("%(number)s name in its own script is not printed: there is no font for it here.", "%(number)s names in their own script are not printed: there is no font for them here.", left_out) % {"number": left_out} if left_out else "",
        }  # fmt: skip
    return render_pdf("call_list", data, lang, font_dir=font_dir, made_at=sheet.printed_at)


def situation_report_pdf(report: SituationReport, lang: str, font_dir: str | Path | None = None) -> bytes:
    """The situation report on A4: the answer, every figure with its range, what happened last, and what each figure means."""
    with override(lang):
        meanings = {}
        for _title, stages in report.parts:
            for stage in stages:
                fig = stage.figure
                meanings[str(fig.label)] = [str(fig.label), str(fig.definition), str(fig.source), moment(fig.as_of)]
        data = {
            "words": _report_words(), "organisation": report.organisation, "crisis": report.crisis, "level": str(report.level),
            "answer": _plain(report.answer), "as_of": moment(report.as_of), "exercise": report.exercise,
            "parts": [{"title": str(title), "rows": _bars(stages)} for title, stages in report.parts],
            "lines": [{"at": moment(line.at), "text": _plain(line.text), "who": str(line.who)} for line in report.lines],
            "meanings": list(meanings.values()),
        }  # fmt: skip
    return render_pdf("situation_report", data, lang, font_dir=font_dir, made_at=report.as_of)


def figures_csv(figures: Sequence[Figure]) -> bytes:
    """Figures as HXL-tagged CSV: label, value, low, best, high, as-of, definition, source, the tag of what it counts; a range has no single value."""
    from safeconduct.web.tables import Column, Table

    columns = [
        Column("label", _("Figure"), hxl="#indicator+name"),
        Column("value", _("Value"), hxl="#affected"),
        Column("low", _("Low"), hxl="#affected+min"),
        Column("best", _("Best"), hxl="#affected+best"),
        Column("high", _("High"), hxl="#affected+max"),
        Column("as_of", _("As of"), hxl="#date"),
        Column("definition", _("Definition"), hxl="#description"),
        Column("source", _("Source"), hxl="#meta+source"),
        Column("hxl", _("HXL tag"), hxl="#meta+tag"),
        Column("exercise", _("Exercise"), value=lambda fig: _("exercise") if fig.exercise else "", hxl="#meta+exercise"),
    ]
    return b"".join(Table(columns, "").csv(figures))


def _bars(stages: Sequence[Stage]) -> list[dict]:
    return [
        {"label": str(bar.stage.figure.label), "value": _plain(figure_text(bar.stage.figure)), "strong": bar.stage.kind == "sum", "inner": bar.stage.kind == "part",
         "wide": bar.solid + bar.pale if bar.css else 0, "start": bar.start, "solid": bar.solid, "pale": bar.pale}
        for bar in funnel_bars(list(stages))
    ]  # fmt: skip


def _plain(text: object) -> str:
    return " ".join(strip_tags(str(text)).split())


def _report_words() -> dict[str, str]:
    return {
        "title": _("Situation report"), "as_of": _("As of"), "figure": _("Figure"), "share": _("Share"), "people": _("People"),
        "happened": _("What happened last?"), "when": _("When"), "what": _("What"), "means": _("What each figure means"),
        "definition": _("Definition"), "source": _("Source"), "exercise": _("Exercise: nothing here is real"),
    }  # fmt: skip


def _case_words() -> dict[str, str]:
    return {
        "title": _("Request for assistance"), "paper": _("Paper"), "destroy_by": _("Destroy by"), "holder": _("Holder, one person"), "printed": _("Printed"),
        "state": _("State"), "class_": _("Why this class"), "provisional": _("provisional until somebody has seen it"), "news": _("Next news"),
        "said": _("What was said?"), "when": _("When"), "who": _("Who"), "what": _("What"),
        "nameless": _("No name stands on this paper: it is found in the record under the code."), "exercise": _("Exercise: nothing here is real"),
    }  # fmt: skip


def _call_words(sheet: CallList) -> dict[str, str]:
    return {
        "title": _("Call list"), "list": _("List"), "holder": _("Holder, one person"), "signed": _("Duty signed"), "printed": _("Printed"),
        "destroy_by": _("Destroy by"), "say": _("Say"), "never": _("Do not"), "danger": _("In danger:"), "then_us": _("then our line"),
        "say_text": _("“Good day, may I speak to … ? I call to hear whether you are well. Are you safe? Do you need help? Do you want to leave?” Say who sent you only when the person is alone."),
        "never_text": _("Leave a message, give a reason to anybody else, promise anything, ask for papers, or write down illness or plans."),
        "name": _("Name"), "telephone": _("Telephone"), "speak": _("Speak"), "hours": _("Good hours; whose telephone, if not own"),
        "safe": _("Safe"), "needs": _("Needs help"), "leaves": _("Wants to leave"), "unreached": _("Not reached"), "time": _("Time"),
        "end": _("When all are called, or by the day above at the latest"),
        "end_text": _("Bring the answers back by telephone or to the post, then tear or burn this list and send this slip. Found it? Please do not read or copy it: destroy it, or give it to %(organisation)s.") % {"organisation": sheet.organisation},
        "brought": _("Answers brought back"), "destroyed": _("Destroyed on, at"), "witness": _("Witness"), "exercise": _("Exercise: nothing here is real"),
    }  # fmt: skip
