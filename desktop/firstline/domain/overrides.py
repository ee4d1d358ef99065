"""The mark `@override` for methods that Qt calls; Python 3.11 does not have it yet."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import override
elif sys.version_info >= (3, 12):
    from typing import override
else:

    def override(method):
        """Return `method` marked as replacing one of its base class."""
        method.__override__ = True
        return method


__all__ = ["override"]
