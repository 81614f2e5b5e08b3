"""Why something is not written, approved or released."""

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal


class NoSafeWay(Refusal):
    """There is no address of this person that is safe to use."""

    text = _("There is no safe way to write to this person. Call, where that is safe, or leave the answer to be read with the code.")


class NobodyChosen(Refusal):
    """The audience is empty."""

    text = _("This audience is nobody. Choose a hazard, a place, a language, a crisis or a list.")


class NoName(Refusal):
    """What is kept needs a name."""

    text = _("Give it a name under which it is found again.")


class NoText(Refusal):
    """There is no text in any language."""

    text = _("There is no text yet. Write one, or choose a template.")


class NotApproved(Refusal):
    """The template has not been approved."""

    text = _("This template is not approved. Somebody else than its author must approve it first.")


class OwnText(Refusal):
    """The author may not approve the own template."""

    text = _("You wrote this template. Somebody else must approve it.")


class MachineText(Refusal):
    """All there is, is machine text, and nobody answered for it."""

    text = _("Every text is a machine translation. Have one reviewed, or say that you answer for it.")


class SayWhy(Refusal):
    """An authority gave an instruction and the sender did not say how our advice stands to it."""

    text = _("%(authority)s gave an instruction. Say that our advice says the same, or why it differs.")


class SecondPerson(Refusal):
    """The one who proposed it can't also agree to it."""

    text = _("You proposed this. A second person must agree.")


class AlreadyDecided(Refusal):
    """A text that has left its draft can't be changed."""

    text = _("This is %(state)s and can't be changed any more. Write a correction.")


class UnknownChannel(Refusal):
    """No such channel."""

    text = _("There is no channel %(channel)s.")


class UnknownPlace(Refusal):
    """A text has a place in braces that nobody fills."""

    text = _("The text has {%(place)s} in it, which nobody fills. Known are: %(known)s.")


class NotEmpty(Refusal):
    """A text is empty or too long."""

    text = _("Write a text of at most %(most)s signs.")
