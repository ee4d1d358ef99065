"""The command `firstline-portal`: words in, an exit code out, every problem one plain sentence."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click
from sqlalchemy.exc import SQLAlchemyError

from firstline.domain.errors import Problem
from firstline.domain.words import Language, Text
from firstline_portal.commands import root


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` (default: the process's own words) and return its exit code.

    0 done, 1 refused or failed, 2 bad input or usage.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = _language(arguments)
    try:
        with root.make_context("firstline-portal", arguments, obj=language) as context:
            root.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except BrokenPipeError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except _EXPECTED as error:
        text, code = _told(error)
        return _say(text, language, code)
    return 0


_EXPECTED = (
    click.ClickException, KeyboardInterrupt, click.Abort, Problem, SQLAlchemyError, OSError,
)  # fmt: skip


def _told(error: BaseException) -> tuple[Text, int]:
    """Return the sentence and the exit code of what can go wrong."""
    if isinstance(error, Problem):
        return Text(error.in_("zh_CN"), error.in_("en")), error.exit_code
    if isinstance(error, click.ClickException):
        return _usage(error), 2
    if isinstance(error, SQLAlchemyError):
        why = " ".join(str(getattr(error, "orig", error)).split())[:200]
        return Text(f"数据库出错:{why}", f"The database failed: {why}"), 1
    if isinstance(error, OSError):
        what = f"{error.strerror}: {error.filename}" if error.filename else str(error)
        return Text(f"系统不允许:{what}", f"The system refused: {what}"), 1
    return Text("已中断。", "Interrupted."), 1


def _language(arguments: Sequence[str]) -> Language:
    for index, one in enumerate(arguments):
        if one == "--lang" and arguments[index + 1 : index + 2] == ["en"]:
            return "en"
        if one == "--lang=en":
            return "en"
    return "zh_CN"


def _usage(error: click.ClickException) -> Text:
    said = " ".join(error.format_message().split())[:300]
    return Text(f"命令写得不对:{said} 加 --help 查看用法。", f"{said} Add --help to see the usage.")


def _say(text: Text, language: Language, code: int) -> int:
    with suppress(OSError):
        line = " ".join(text.in_(language).split())
        print(line.encode("utf-8", "replace").decode(), file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())
