"""E-mail by SMTP: one connection a batch; subject and sender say no more than the text does."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from safeconduct.messaging.channels.base import Outcome, Parcel, Transport
from safeconduct.standards import load


class Smtp(Transport):
    """``host``, ``port``, ``from``; ``tls`` is starttls (as it stands), ssl or none; ``user``, ``password`` where the server asks."""

    def hand_over(self, batch: Sequence[Parcel]) -> list[Outcome]:
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            final = isinstance(error, smtplib.SMTPAuthenticationError)
            return [Outcome(parcel.reference, fault=type(error).__name__, final=final) for parcel in batch]
        with server:
            return [self._one(server, parcel) for parcel in batch]

    def _connect(self) -> smtplib.SMTP:
        chosen = self.settings
        tls, timeout = chosen.get("tls", "starttls"), chosen.get("timeout", 15)
        if tls == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(chosen["host"], chosen.get("port", 465), timeout=timeout, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(chosen["host"], chosen.get("port", 587), timeout=timeout)
            if tls == "starttls":
                server.starttls(context=ssl.create_default_context())
        if chosen.get("user"):
            server.login(chosen["user"], chosen["password"])
        return server

    def _one(self, server: smtplib.SMTP, parcel: Parcel) -> Outcome:
        letter = EmailMessage()
        letter["From"], letter["To"] = self.settings["from"], parcel.address
        letter["Subject"] = self.settings.get("subject") or _subject(parcel.language)
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(idstring=parcel.reference.hex, domain=self.settings["from"].rpartition("@")[2].strip("> ") or "localhost")
        letter["Content-Language"] = parcel.language
        letter.set_content(parcel.text)
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return Outcome(parcel.reference, fault=f"smtp-{codes[0]}", final=codes[0] >= 500)
        except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as error:
            return Outcome(parcel.reference, fault=type(error).__name__, final=isinstance(error, (UnicodeError, ValueError)))
        return Outcome(parcel.reference, provider_id=letter["Message-ID"].strip("<>")[:80])


def _subject(language: str) -> str:
    texts = load.sentence("page.title").texts  # "Information": it shows on a locked screen
    return texts.get(language, texts["en"])
