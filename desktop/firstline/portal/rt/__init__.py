"""Request Tracker 5 by its REST 2.0: tickets, replies, notes and files of a foreign desk."""

from firstline.portal.rt.adapter import RequestTracker, connect

__all__ = ["RequestTracker", "connect"]
