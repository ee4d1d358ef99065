"""Runs the program: python -m firstline."""

import sys

from firstline.app.main import main

sys.exit(main())
