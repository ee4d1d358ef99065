"""`firstline report …`: every report that is no register's own."""

from firstline.cli.frozen import report_
from firstline.cli.review import claim, dashboard, quarter, view
from firstline.cli.review.claim import claim_

__all__ = ["claim", "claim_", "dashboard", "quarter", "report_", "view"]
