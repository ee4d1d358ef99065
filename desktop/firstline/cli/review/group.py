"""`firstline report …`: every report that is no register's own."""

from firstline.cli.frozen import report_
from firstline.cli.review import dashboard

__all__ = ["dashboard", "report_"]
