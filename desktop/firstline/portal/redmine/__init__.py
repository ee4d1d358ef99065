"""Redmine 5: a help desk that others run, by its own REST interface."""

from firstline.portal.redmine.desk import RedminePortal, connect

__all__ = ["RedminePortal", "connect"]
