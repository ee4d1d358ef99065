"""Lets `python -m firstline_portal` do what the command `firstline-portal` does."""

import sys

from firstline_portal.main import main

if __name__ == "__main__":
    sys.exit(main())
