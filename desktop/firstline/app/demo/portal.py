"""The demo's portal as a process of its own: two people, loopback, gone with the window.

Run as `python -m firstline.app.demo.portal DATABASE NAME…`. It prints the names with their tokens
as one JSON line, then the address, and ends when its standard input is closed.
"""

import json
import sys
from datetime import UTC, datetime
from functools import partial


def main(database: str, names: list[str]) -> None:
    """Make the database and the people, tell their tokens, and serve."""
    from firstline_portal import people  # noqa: PLC0415 - the extra may be missing in the window
    from firstline_portal.rights import Role  # noqa: PLC0415
    from firstline_portal.serve import Serving, open_core, serve  # noqa: PLC0415

    wanted = Serving(f"sqlite:///{database}", port=0, rate_per_s=0, until_eof=True)
    core = open_core(wanted)
    now = datetime.now(UTC)
    tokens = {}
    for name in names:
        add = partial(people.add_person, name=name, role=Role.IT_LEAD, plants=(), now=now)
        tokens[name] = core.database.write(add)
    core.database.close()
    sys.stdout.write(json.dumps(tokens) + "\n")
    sys.stdout.flush()
    serve(wanted)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
