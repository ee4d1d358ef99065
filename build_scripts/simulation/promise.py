"""A promise of sync, and what is raised where it does not hold."""


class BrokenPromiseError(AssertionError):
    """A promise that did not hold."""


def expect(condition: object, kind: str, sentence: str) -> None:
    """Raise BrokenPromiseError unless `condition` holds; `kind` is the column of the table."""
    if not condition:
        raise BrokenPromiseError(f"{kind}: {sentence}")
