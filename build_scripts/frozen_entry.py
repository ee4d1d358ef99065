"""Where the frozen program begins: as `python -m firstline` does, and its second processes too."""

import os
import sys

DEMO_PORTAL = "firstline.app.demo.portal"


def main() -> int:
    """Run the program, or what it starts beside itself by `sys.executable -m MODULE`.

    In a frozen program `sys.executable` is the program: it answers to `-m` for its own modules.
    """
    # A machine without an id of its own, as a fresh image may be, has no bus to speak to; libdbus
    # would end the whole program for it, in the middle of writing a PDF.
    os.environ.setdefault("DBUS_FATAL_WARNINGS", "0")
    if sys.argv[1:3] == ["-m", DEMO_PORTAL]:
        from firstline.app.demo import portal  # noqa: PLC0415 - the window needs none of it

        portal.main(sys.argv[3], sys.argv[4:])
        return 0
    from firstline.app.main import main as run  # noqa: PLC0415 - see above

    return run()


if __name__ == "__main__":
    sys.exit(main())
