"""Commands and groups of click whose help stands in both languages."""

from collections.abc import Callable
from typing import Any

import click

from firstline.domain.words import Language, Text

Run = Callable[..., None]


def _tongue(ctx: click.Context | None = None) -> Language:
    here = ctx or click.get_current_context(silent=True)
    return "en" if here is not None and here.find_root().obj == "en" else "zh_CN"


class SpokenCommand(click.Command):
    """A command with `words` as its help."""

    words = Text("", "")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language of the run."""
        self.help = self.words.in_(_tongue(ctx))
        super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the help for a list of commands."""
        self.short_help = self.words.in_(_tongue())
        return super().get_short_help_str(limit + 60)


class SpokenGroup(SpokenCommand, click.Group):
    """A group with `words` as its help."""


def command(parent: click.Group, name: str, zh: str, en: str) -> Callable[[Run], click.Command]:
    """Return the decorator that makes a function a command of `parent`."""

    def make(run: Run) -> click.Command:
        made = click.command(name, cls=SpokenCommand)(run)
        made.words = Text(zh, en)
        parent.add_command(made)
        return made

    return make


def group(name: str, zh: str, en: str, parent: click.Group | None = None) -> SpokenGroup:
    """Return a new group, of `parent` where there is one."""
    settings: dict[str, Any] = {"help_option_names": ["--help", "-h"], "max_content_width": 100}
    made = SpokenGroup(name, context_settings=settings)
    made.words = Text(zh, en)
    if parent is not None:
        parent.add_command(made)
    return made
