"""The migrant's style sheet, minified once, and the hash by which a strict policy lets it stand inside the page."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

SHEET = Path(__file__).parent / "static" / "web" / "my.css"


@cache
def style() -> str:
    """The sheet without comments and needless space."""
    return minify(SHEET.read_text(encoding="utf-8"))


@cache
def style_hash() -> str:
    """The source for ``style-src``: ``'sha256-…'`` of exactly what `style` returns."""
    digest = hashlib.sha256(style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def minify(css: str) -> str:
    """
    Take out comments and the space that means nothing.

    Keeps the space around ``+`` and between a colon and what stands before it, where it means a descendant.
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r": (?=[^{}]*[;}])", ":", css)
    return css.replace(";}", "}").strip()
