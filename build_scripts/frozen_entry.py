"""Where the frozen program begins: as `python -m firstline` does, and its second processes too."""

import os
import sys
from collections.abc import MutableMapping

DEMO_PORTAL = "firstline.app.demo.portal"


def main() -> int:
    """Run the program, or what it starts beside itself by `sys.executable -m MODULE`.

    In a frozen program `sys.executable` is the program: it answers to `-m` for its own modules.
    """
    prepare(os.environ)
    if sys.argv[1:3] == ["-m", DEMO_PORTAL]:
        from firstline.app.demo import portal  # noqa: PLC0415 - the window needs none of it

        portal.main(sys.argv[3], sys.argv[4:])
        return 0
    from firstline.app.main import main as run  # noqa: PLC0415 - see above

    return run()


def prepare(environment: MutableMapping[str, str]) -> None:
    """Set what every process from here on, ours or a foreign one, is to find.

    A browser or file manager that the program opens must load the system's libraries and not ours;
    our own second process finds its libraries anew. A machine without an id of its own, as a fresh
    image may be, has no bus to speak to: libdbus would end the program in the middle of a PDF.
    """
    before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    if before:
        environment["LD_LIBRARY_PATH"] = before
    else:
        environment.pop("LD_LIBRARY_PATH", None)
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    environment.setdefault("DBUS_FATAL_WARNINGS", "0")


if __name__ == "__main__":
    sys.exit(main())
