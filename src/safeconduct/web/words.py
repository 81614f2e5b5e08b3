"""
The catalogue of the room's own words: taken from the sources, kept a language a file, compiled without gettext's tools.

Needs babel, which only who builds or develops has; nothing that serves a page imports this module.
"""

from __future__ import annotations

import ast
import json
import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as read_words
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from safeconduct.standards import load

LANGUAGES = ("ar", "zh_Hans", "fr", "ru", "es")
PSEUDO = "xx"
KEYWORDS = {
    "gettext": None, "_": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
PLACE = re.compile(r"%(?:\([a-z_]+\))?[sdif]|%%|\{[a-z_]*\}")
# What is kept as it is inside a pseudo word: places for facts, and markup.
KEPT = re.compile(r"%(?:\([a-z_]+\))?[sdif]|%%|\{[a-z_]*\}|<[^>]+>|&\w+;")
# Arabic's six forms in the order that every gettext catalogue uses; babel's own order differs in the last two.
PLURALS = {"ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)")}
DAY = datetime(2026, 1, 1, tzinfo=UTC)


def extract(source: Path) -> Catalog:
    """
    Every word of ours under ``source``: ``gettext`` calls in Python, ``translate`` and ``blocktranslate`` in templates, the
    promise of each verb (the first line of its docstring, shown in the journal), the names in the data files and the titles of roles.
    """
    found = Catalog(charset="utf-8", creation_date=DAY)
    for path in sorted(source.rglob("*.py")):
        for line, message, _, context in extract_from_file("python", path, keywords=KEYWORDS):
            _add(found, message, context, f"{path.relative_to(source).as_posix()}", line)
    for path in sorted(path for path in source.rglob("*") if path.suffix in (".html", ".txt") and "templates" in path.parts):
        code = BytesIO(templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode())
        for line, message, _, context in read_words("python", code, keywords=KEYWORDS):
            _add(found, message, context, path.relative_to(source).as_posix(), line)
    for path in sorted(path for path in source.rglob("*.py") if "actions" in (path.stem, path.parent.name)):
        for line, promise in _promises(path):
            _add(found, promise, None, path.relative_to(source).as_posix(), line)
    for text in load.texts() if source.joinpath("standards").is_dir() else ():
        _add(found, text, None, "standards/data", 1)
    for path in sorted(source.rglob("roles/_roles.json")):
        for role in json.loads(path.read_text(encoding="utf-8")).values():
            _add(found, role["title"], None, path.relative_to(source).as_posix(), 1)
    return found


def _promises(path: Path):
    """The line and the first sentence of each verb that a file of actions declares."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and any(isinstance(d, ast.Call) and getattr(d.func, "id", "") == "action" for d in node.decorator_list):
            yield node.lineno, (ast.get_docstring(node) or "").strip().split("\n")[0]


def update(source: Path, locale: Path) -> None:
    """Bring every language's file up to the sources: new words empty, words that are gone left out, the rest as they were."""
    found = extract(source)
    for language in LANGUAGES:
        path = _po(locale, language)
        old = _read(path, language)
        new = _empty(language)
        for message in found:
            if message.id:
                was = old.get(_key(message), message.context)
                new.add(message.id, was.string if was else None, context=message.context, user_comments=was.user_comments if was else ["machine"], locations=[(where, None) for where, _ in message.locations])
        _write(path, new)


def fill(given: dict[str, dict[str, str | list[str]]], locale: Path) -> int:
    """
    Put texts into the empty entries of each language and mark them machine-made; returns how many.

    ``given`` is {language: {our word (its singular): text, or the list of its plural forms}}. What is there stays as it is.
    """
    filled = 0
    for language, texts in given.items():
        path = _po(locale, language)
        have = _read(path, language)
        for message in have:
            text = texts.get(_key(message)) if message.id else None
            done = all(message.string) if isinstance(message.string, tuple) else message.string
            if text and not done:
                message.string, message.user_comments = (tuple(text) if isinstance(text, list) else text), ["machine"]
                filled += 1
        _write(path, have)
    return filled


def compile_all(locale: Path) -> list[Path]:
    """Make the ``.mo`` beside every ``.po`` under ``locale``; returns what was written."""
    written = []
    for path in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as text, path.with_suffix(".mo").open("wb") as out:
            write_mo(out, read_po(text, locale=path.parts[-3]))
        written.append(path.with_suffix(".mo"))
    return written


def compile_pseudo(found: Catalog, locale: Path) -> Path:
    """Make the pseudo-language of all our words and of Django's own, as a ``.mo`` alone; it is never kept."""
    made = Catalog(locale=None, charset="utf-8")
    for message in [*_django_words(), *found]:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            made.add(message.id, tuple(pseudo(text) for text in ids) if isinstance(message.id, tuple) else pseudo(message.id), context=message.context)
    path = _po(locale, PSEUDO).with_suffix(".mo")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_mo(out, made)
    return path


def pseudo(text: str) -> str:
    """The text with every stretch of letters of ours in ⟦ ⟧; places for facts and markup stay outside."""
    out, at = [], 0
    for kept in KEPT.finditer(text):
        out += [_bracketed(text[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*out, _bracketed(text[at:])])


def report(locale: Path, found: Catalog) -> list[dict]:
    """For each language how many words are done, which are missing, and in which the places for facts or plurals differ."""
    states = []
    for language in LANGUAGES:
        have = _read(_po(locale, language), language)
        state = {"language": language, "words": 0, "done": 0, "machine": 0, "reviewed": 0, "missing": [], "broken": []}
        for message in found:
            if not message.id:
                continue
            state["words"] += 1
            own = have.get(_key(message), message.context)
            texts = (own.string if isinstance(own.string, tuple) else (own.string,)) if own else ()
            if not texts or not all(texts):
                state["missing"].append(_key(message))
                continue
            state["done"] += 1
            state["reviewed" if any(comment.startswith("reviewed:") for comment in own.user_comments) else "machine"] += 1
            if not _same_places(message, texts):
                state["broken"].append(_key(message))
        states.append(state)
    return states


def _same_places(message: Message, texts: tuple[str, ...]) -> bool:
    """True where every form names the facts that ours names; a form for one, two or none may leave the number out."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    wanted = set(PLACE.findall(ids[-1]))
    if len(texts) == 1:
        return set(PLACE.findall(texts[0])) == wanted
    return all(set(PLACE.findall(text)) <= wanted for text in texts) and set(PLACE.findall(texts[-1])) == wanted


def _django_words() -> Catalog:
    import django

    path = Path(django.__file__).parent / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as text:
        return read_po(text)


def _bracketed(text: str) -> str:
    if not re.search(r"[^\W\d_]", text):
        return text
    inner = text.strip()
    start = text.index(inner)
    return f"{text[:start]}⟦{inner}⟧{text[start + len(inner):]}"


def _empty(language: str) -> Catalog:
    new = Catalog(locale=language, charset="utf-8", project="Safeconduct", version="1", creation_date=DAY, revision_date=DAY, fuzzy=False)
    new.header_comment = f"# The words of the operations room in {language}. Each entry is marked reviewed (by whom, when) or machine."
    new.last_translator, new.language_team, new.msgid_bugs_address = "see each entry", language, ""
    if language in PLURALS:
        new._num_plurals, new._plural_expr = PLURALS[language]
    return new


def _add(found: Catalog, message, context: str | None, where: str, line: int) -> None:
    ids = tuple(message) if isinstance(message, (tuple, list)) else message
    if ids and (ids if isinstance(ids, str) else all(ids)):
        found.add(ids, locations=[(where, line)], context=context)


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _po(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, catalog, width=0, sort_output=True, include_lineno=False)


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as text:
        return read_po(text, locale=language)
