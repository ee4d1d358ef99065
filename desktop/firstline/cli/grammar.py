"""Commands and options that speak both languages, on top of click."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import click

from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.words import Language, Text

CONTEXT = {"help_option_names": ["--help", "-h"], "max_content_width": 100}
LANGUAGES = ("zh_CN", "en")
NO_TEXT = Text("", "")
USAGE = Text("用法: ", "Usage: ")


def session_of(ctx: click.Context) -> Session:
    """Return the session of this run."""
    return cast("Session", ctx.find_root().obj)


def _tongue(ctx: click.Context | None = None) -> Language:
    here = ctx or click.get_current_context(silent=True)
    return session_of(here).language if here else "zh_CN"


class Option(click.Option):
    """An option whose help stands in both languages."""

    def __init__(self, *decls: Any, words: Text = NO_TEXT, **attrs: Any) -> None:
        super().__init__(*decls, **attrs)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help in the language of the run."""
        if self.words.zh:
            self.help = self.words.in_(_tongue(ctx))
        return super().get_help_record(ctx)


class _Formatter(click.HelpFormatter):
    """Writes click's own headings in Chinese."""

    _HEADINGS = {"Options": "选项", "Commands": "命令"}  # noqa: RUF012 - never changed

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or USAGE.zh)

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._HEADINGS.get(heading, heading))


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        if _tongue(self) == "en":
            return super().make_formatter()
        return _Formatter(width=self.terminal_width, max_width=self.max_content_width)


class _Spoken(click.Command):
    """What commands and groups have in common: help in two languages and the shared options."""

    context_class = _Context
    words: Text = NO_TEXT

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = self.words.in_(_tongue(ctx))
        super().format_help_text(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = Text("显示用法", "Show this help").in_(_tongue(ctx))
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        self.short_help = self.words.in_(_tongue())
        return super().get_short_help_str(limit + 40)


class Command(_Spoken):
    """A command; `--lang`, `--profile` and `--json` work on every one of them."""

    def __init__(self, *args: Any, words: Text = NO_TEXT, greedy: str = "", **attrs: Any) -> None:
        attrs.setdefault("context_settings", CONTEXT)
        attrs["params"] = [*(attrs.get("params") or ()), *_shared(), _json()]
        super().__init__(*args, **attrs)
        self.words = words
        self._greedy = greedy

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, letting the greedy option (`--attach A B`) take every word up to the next one."""
        return super().parse_args(ctx, _spread(args, self._greedy) if self._greedy else args)


class Group(_Spoken, click.Group):
    """A group whose commands' modules are imported only when they are called."""

    def __init__(
        self,
        *args: Any,
        words: Text = NO_TEXT,
        lazy: dict[str, tuple[str, Text]] | None = None,
        **attrs: Any,
    ) -> None:
        attrs.setdefault("context_settings", CONTEXT)
        attrs["params"] = [*(attrs.get("params") or ()), *_shared()]
        attrs.setdefault("no_args_is_help", False)
        super().__init__(*args, **attrs)
        self.words = words
        self._lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own shape
        """Return the names in the order they were given."""
        return [*self._lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module at need."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _ = self._lazy[cmd_name]
        return cast(
            "click.Command", getattr(import_module(module), f"{cmd_name.replace('-', '_')}_")
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands without importing them."""
        rows = [(name, words.in_(_tongue(ctx))) for name, (_, words) in self._lazy.items()]
        for name, command in self.commands.items():
            rows.append((name, command.get_short_help_str()))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command named by the first word. Raises BadInput with the names there are."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            names = ", ".join(self.list_commands(ctx))
            raise BadInput(
                Text(f"没有“{args[0][:40]}”这个命令。", f"There is no command “{args[0][:40]}”."),
                next_step=Text(f"可用:{names}。", f"Commands: {names}."),
            )
        return super().resolve_command(ctx, args)


def _spread(args: Iterable[str], name: str) -> list[str]:
    out: list[str] = []
    taking = fresh = False
    for one in args:
        if one.startswith("-") and one != "-":
            taking = fresh = one == name
        elif taking and not fresh:
            out.append(name)
        else:
            fresh = False
        out.append(one)
    return out


def _shared() -> tuple[click.Option, ...]:
    def keep_language(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        if value:
            session_of(ctx).choose(language=value)

    def keep_profile(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        if value:
            session_of(ctx).choose(folder=Path(value))

    return (
        Option(
            ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, is_eager=True,
            callback=keep_language, words=Text("界面语言", "Language of the messages"),
        ),
        Option(
            ["--profile"], metavar="DIR", expose_value=False, is_eager=True,
            callback=keep_profile,
            words=Text("配置与数据所在文件夹", "The profile's folder (also FIRSTLINE_PROFILE)"),
        ),
    )  # fmt: skip


def _json() -> click.Option:
    def keep(ctx: click.Context, _param: click.Parameter, *, value: bool) -> None:
        session_of(ctx).json = session_of(ctx).json or value

    return Option(
        ["--json"], is_flag=True, expose_value=False, is_eager=True,
        callback=lambda ctx, param, value: keep(ctx, param, value=value),
        words=Text("输出 JSON", "Print JSON"),
    )  # fmt: skip


Run = Callable[..., None]


def command(
    name: str, words: Text, *, greedy: str = "", parent: click.Group | None = None
) -> Callable[[Run], click.Command]:
    """Return the decorator that makes a function, called with the session first, a command."""

    def make(run: Run) -> click.Command:
        def with_session(*args: Any, **values: Any) -> None:
            run(session_of(click.get_current_context()), *args, **values)

        params = list(reversed(getattr(run, "__click_params__", ())))
        made = Command(name, callback=with_session, words=words, greedy=greedy, params=params)
        if parent is not None:
            parent.add_command(made)
        return made

    return make


def option(*names: str, words: Text, **attrs: Any) -> Callable[[Run], Run]:
    """Return the decorator that adds an option with help in both languages."""
    return cast("Callable[[Run], Run]", click.option(*names, cls=Option, words=words, **attrs))


def argument(name: str, **attrs: Any) -> Callable[[Run], Run]:
    """Return the decorator that adds a positional word."""
    return cast("Callable[[Run], Run]", click.argument(name, **attrs))
