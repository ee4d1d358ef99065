"""What the tests of several desks share: a desk is a profile at one portal, driven by commands."""

from collections.abc import Callable
from typing import Any

from cli_run import Ran
from portal_process import PortalProcess

PASSPHRASE = "一个很长的口令"  # noqa: S105 - of these tests
Desk = Callable[..., Ran]


def joined(portal: PortalProcess, run: Desk, user: str) -> None:
    """Let a desk join the portal with a token of a new user."""
    token = portal.tell("user", "add", user, "--role", "superuser")
    added = run("portal", "add", "hq", portal.url, "--kind", "native", "--token-stdin", "--json",
                stdin=token + "\n")  # fmt: skip
    assert added.code == 0, added.err
    assert added.json["reached"] is True


def new(run: Desk, title: str) -> dict[str, Any]:
    """Record a ticket at a desk and return its JSON object."""
    made = run("ticket", "new", "--title", title, "--impact", "2", "--urgency", "2", "--json")
    assert made.code == 0, made.err
    ticket: dict[str, Any] = made.json
    return ticket


def shown(run: Desk, key: str) -> dict[str, Any]:
    """Return a ticket's JSON object as a desk shows it."""
    done = run("ticket", "show", key, "--json")
    assert done.code == 0, done.err
    ticket: dict[str, Any] = done.json
    return ticket
