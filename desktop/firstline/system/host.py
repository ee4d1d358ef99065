"""What this machine is called, as its own network knows it."""

import platform


def host_name() -> str:
    """Return the machine's name, "this-pc" where it has none."""
    return platform.node().partition(".")[0].strip()[:80] or "this-pc"
