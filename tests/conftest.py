"""Shared fixtures: no test meets the developer's own profile, screen or keyring."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("FIRSTLINE_PROFILE", None)
