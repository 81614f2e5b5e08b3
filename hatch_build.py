"""Build hook: compiles every catalogue (.po) to the form that is read (.mo), so that who installs needs no gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Words(BuildHookInterface):
    """Compiles the catalogues of every room beside their sources and takes them into the wheel, also into an editable one."""

    def initialize(self, version, build_data):
        """Called before a build of either kind."""
        for path in sorted(Path(self.root, "src").rglob("LC_MESSAGES/*.po")):
            with path.open("rb") as text, path.with_suffix(".mo").open("wb") as out:
                write_mo(out, read_po(text, locale=path.parts[-3]))
            build_data["artifacts"].append(path.with_suffix(".mo").relative_to(self.root).as_posix())
