"""What a screen reader hears and does: runs in the system's Python, which has pyatspi (AT-SPI).

Reads one JSON line after another, [act, role, name, text], and answers each with one: the names
of what was found, or an error. `name` may be the beginning of a name.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

PATIENCE_S = 30.0


def nodes(node: Any) -> Iterator[Any]:
    """Yield what is showing under a node; what goes away meanwhile is left out."""
    import pyatspi

    try:
        showing = node.getState().contains(pyatspi.STATE_SHOWING)
        if showing or node.getRole() == pyatspi.ROLE_APPLICATION:
            yield node
            for at in range(node.childCount):
                if (child := node.getChildAtIndex(at)) is not None:
                    yield from nodes(child)
    except (LookupError, RuntimeError):
        return


def find(role: str, name: str) -> Any:
    """Return the first thing of this role that shows and whose name begins so, or None."""
    import pyatspi

    for app in pyatspi.Registry.getDesktop(0):
        app.clear_cache()  # no loop runs here that would take in what has changed
        for node in nodes(app):
            if node.getRoleName() == role and node.name.startswith(name):
                return node
    return None


def act(what: str, role: str, name: str, text: str) -> list[str]:
    """Do one thing and return the names that were heard. Raises LookupError when nothing fits."""
    end = time.monotonic() + PATIENCE_S
    while (node := find(role, name)) is None:
        if time.monotonic() > end:
            raise LookupError(f"no {role} {name!r}")
        time.sleep(0.2)
    if what == "press":
        node.queryAction().doAction(0)
    elif what == "write":
        node.queryEditableText().setTextContents(text)
    elif what == "choose":
        node.parent.querySelection().selectChild(node.getIndexInParent())
    elif what == "focus":
        node.queryComponent().grabFocus()
    return [node.name]


def main() -> None:
    """Serve until standard input ends."""
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = {"heard": act(*json.loads(line))}
        except (LookupError, NotImplementedError, RuntimeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
