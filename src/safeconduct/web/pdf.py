"""
Paper: a typst template and plain data become a PDF, in every script that a font here can draw.

Data goes in as JSON, never as markup. Nothing is printed with empty boxes: a character without a font refuses the whole
sheet (`glyphs.GlyphsMissing`), and says which script is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg
import typst
from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.web import glyphs
from safeconduct.web.languages import bcp47, direction

TEMPLATES = Path(__file__).parent / "typst"
FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari")
# Packaged families that widen what can be drawn where they are installed; their absence is no fault.
WELCOME = ("Hind Siliguri", "Noto Sans Khmer", "Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Telugu")


class NoFont(Refusal):
    """A sheet would have empty boxes in it."""

    text = _("This cannot be printed: there is no font for %(scripts)s here. Add one to the folder of fonts; the page can be printed from the browser meanwhile.")


def render_pdf(template: str, data: dict[str, Any], lang: str, *, font_dir: str | Path | None = None, made_at: datetime | None = None) -> bytes:
    """
    The PDF of ``template`` (a name under ``web/typst`` without its ending) filled with ``data``.

    ``data`` is what JSON can hold; its words are already in ``lang``. ``font_dir`` adds a folder of fonts. ``made_at`` is
    written into the file, so that the same data gives the same bytes. Refuses `NoFont`.
    """
    folders = font_folders(font_dir)
    check(data, font_dir)
    inputs = {"data": json.dumps(data, ensure_ascii=False), "lang": bcp47(lang).split("-")[0], "dir": direction(lang), "fonts": json.dumps(_families(folders))}
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=_fonts(folders), ignore_system_fonts=True, sys_inputs=inputs)
    return compiler.compile(input=str(TEMPLATES / f"{template}.typ"), format="pdf", timestamp=made_at, pdf_standards=["ua-1"])


def check(data: Any, font_dir: str | Path | None = None) -> None:
    """Refuse `NoFont` where a text anywhere in ``data`` has a character that could not be drawn."""
    try:
        glyphs.check(list(_texts(data)), list(font_folders(font_dir)))
    except glyphs.GlyphsMissing as missing:
        raise NoFont(scripts=", ".join(missing.scripts)) from missing


def can_draw(text: str, font_dir: str | Path | None = None) -> bool:
    """True where every character of the text can be drawn."""
    try:
        glyphs.check([text], list(font_folders(font_dir)))
    except glyphs.GlyphsMissing:
        return False
    return True


@lru_cache(maxsize=4)
def font_folders(font_dir: str | Path | None = None) -> tuple[Path, ...]:
    """The folders that fonts are taken from: the packaged families, and the installation's own."""
    folders = []
    for name in (*FAMILIES, *WELCOME):
        try:
            folders.append(Path(fontpkg.path(name)).parent)
        except fontpkg.FontpkgError:
            if name in FAMILIES:
                raise
    return tuple([*folders, Path(font_dir)] if font_dir else folders)


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders])


@lru_cache(maxsize=4)
def _families(folders: tuple[Path, ...]) -> list[str]:
    found = _fonts(folders).families()
    return [*FAMILIES, *sorted(family for family in found if family not in FAMILIES)]


def _texts(data: Any) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)
