"""One door for developers: run, test, check, bench, pictures, i18n. Needs Python and pip alone."""

import sys

NEEDED = (3, 11)
TOO_OLD = """Firstline needs Python {0}.{1} or newer; this one is {2}.{3}.
Firstline 需要 Python {0}.{1} 或更新版本;当前是 {2}.{3}。"""

if sys.version_info < NEEDED:  # this file stays readable for every Python 3, to be able to say so
    sys.exit(TOO_OLD.format(*(NEEDED + sys.version_info[:2])))

from tasks import main  # noqa: E402 - an older Python could not read it

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
