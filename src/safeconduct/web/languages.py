"""What a language is called in its own script, how it is tagged in HTML, and which way it is written."""

from __future__ import annotations

from safeconduct.standards import load

# The room's languages are marked with those of the migrant's pages: a switch shows every one in its own script.
OWN_NAMES = {
    "ar": "العربية",
    "zh-hans": "简体中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
    "pt": "Português",
    "fil": "Filipino",
    "id": "Bahasa Indonesia",
    "bn": "বাংলা",
    "ne": "नेपाली",
    "am": "አማርኛ",
    "sw": "Kiswahili",
    "ht": "Kreyòl ayisyen",
    "xx": "⟦Pseudo⟧",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "ps", "he", "dv", "ug", "yi"})


def own_name(code: str) -> str:
    """The language's name in its own script; the code where no list has it."""
    known = OWN_NAMES.get(code.lower())
    if known is None:
        try:
            known = load.language(code).name
        except load.UnknownEntry:
            known = code
    return known


def bcp47(code: str) -> str:
    """The tag that HTML wants: ``zh-hans`` becomes ``zh-Hans``, the pseudo-language ``en-XA``."""
    if code == "xx":
        return "en-XA"
    parts = code.replace("_", "-").split("-")
    return "-".join([parts[0].lower()] + [part.title() if len(part) == 4 else part.upper() for part in parts[1:]])


def direction(code: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if code.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
