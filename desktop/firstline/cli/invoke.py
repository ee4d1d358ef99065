"""Runs the words of one command through the grammar."""

import click

from firstline.cli.root import build_root
from firstline.cli.session import Session
from firstline.cli.usage import as_problem


def invoke(session: Session, arguments: list[str]) -> int:
    """Run the command in `arguments` and return its exit code.

    Raises Problem, for words that the grammar does not know too.
    """
    try:
        root = build_root()
        # Not root.main(): it would answer an interruption and a closed pipe in its own way.
        with root.make_context("firstline", arguments, obj=session) as context:
            root.invoke(context)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        raise as_problem(error) from error
    return 0
