"""Goes to one leaf of a section's page; the page names its leaves, and is loaded when wanted."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firstline.widgets.shell import Shell


def show_leaf(shell: "Shell", section: str, leaf: str) -> None:
    """Show the section, and there the leaf that the page's module calls `leaf`."""
    shell.go(section)
    page = shell.pages.currentWidget()
    show = getattr(page, "show_leaf", None)
    named = getattr(sys.modules[type(page).__module__], leaf, None)
    if show is not None and named is not None:
        show(named)
