"""What is said to people about a file that is brought, as codes with facts, so that a page can say it in their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SAYINGS = {
    # why something was proposed
    "heading.is": "The heading '%(heading)s' is the name of this section (%(phrase)s).",
    "heading.holds": "The heading '%(heading)s' holds '%(phrase)s'.",
    "heading.below": "It stands below the heading '%(heading)s'.",
    "heading.content": "The heading is not known; the words below it (%(phrase)s) are those of this section.",
    "field.is": "The heading '%(heading)s' names this field.",
    "title": "The first title of the document.",
    "title.file": "No title was found; the name of the file stands in its place.",
    "table.columns": "The columns %(columns)s were recognised.",
    "table.continues": "It goes on where the table %(block)s ended.",
    "table.text": "No list of a plan has these columns; the table is kept as text.",
    "anchored": "It belongs to the text of block %(block)s.",
    "kind.words": "The document says %(phrase)s.",
    "kind.unsaid": "Nothing says which kind of document it is; a consular plan is taken.",
    # why something is in the list
    "none.section": "No section was recognised for it.",
    "none.before": "It stands before the first heading of a section.",
    "none.contents": "A table of contents: it is made anew.",
    "none.running": "Head or foot of the page: it is made anew.",
    "none.deleted": "Deleted in a tracked change.",
    "none.comment": "A comment in the margin.",
    "none.hidden": "Hidden text.",
    "none.image": "A picture; its words are not read.",
    "none.embedded": "A file inside the file; it is not opened.",
    "none.waits": "Nobody has confirmed where it belongs.",
    "none.refused": "It was put here by a person.",
    "none.brackets": "Signs in it cannot be kept in a document.",
    # notes on a value
    "value.day": "'%(text)s' may be two days; it is kept as text.",
    "value.unread": "'%(text)s' is not %(wanted)s; it is kept as text.",
    "value.new-role": "No role is called '%(text)s'; a new one is made.",
    # files that cannot be read
    "file.empty": "%(file)s: it is empty. Save the plan again and bring that file.",
    "file.large": "%(file)s: it is larger than %(most)s MB. Take out the pictures, or cut it into parts.",
    "file.old": "%(file)s: it is locked with a password or in the old format of Word (.doc). Open it, remove the password, save it as Word document (.docx).",
    "file.password": "%(file)s: it is locked with a password. Save it without one.",
    "file.kind": "%(file)s: it is neither a Word document (.docx) nor a PDF%(found)s. Save it as one of them.",
    "file.broken": "%(file)s: it is cut off or broken (%(where)s). Open it, save it again and bring that file.",
    "file.bomb": "%(file)s: %(where)s would unpack to far more than a plan needs. Nothing was read. Ask who sent it, or save only its text.",
    "file.xml": "%(file)s: %(where)s, line %(line)s: it is not whole (%(why)s). Open it in Word, save it again and bring that file.",
    "file.entity": "%(file)s: %(where)s declares a document type or entities, which no Word document does. Nothing was read. Ask who sent it.",
    "file.deep": "%(file)s: %(where)s is nested deeper than %(most)s levels. Copy the text into a new document.",
    "file.blank": "%(file)s: there are no words in it.",
    "file.scanned": "%(file)s: its pages are pictures without text. Have them read by a text recognition (OCR), or bring the Word document.",
    "file.words": "%(file)s: it holds more text than one plan may (%(most)s MB). Cut it into parts, one a plan.",
    "file.pages": "%(file)s: it has more than %(most)s pages. Cut it into parts.",
    "kind.other": "The proposal was made for another kind of document (%(held)s). Propose again for %(asked)s.",
    "decision.unknown": "There is no block %(block)s in this proposal.",
    "decision.section": "There is no section '%(asked)s' in a document of this kind.",
    "decision.rows": "The table %(block)s cannot become '%(asked)s'.",
}  # fmt: skip


@dataclass(frozen=True)
class Why:
    """A code of `SAYINGS` with its facts; as text, the English sentence."""

    code: str
    facts: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return SAYINGS[self.code] % dict(self.facts)


def why(code: str, **facts: Any) -> Why:
    """A saying with its facts."""
    return Why(code, tuple(facts.items()))


class Unreadable(ValueError):
    """A file that cannot be brought, or a decision that does not fit: ``why`` says what and what to do."""

    def __init__(self, code: str, **facts: Any):
        self.why = why(code, **facts)
        super().__init__(str(self.why))
