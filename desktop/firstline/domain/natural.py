"""The order of people: 9 comes before 10, also inside of words."""

import re

Natural = tuple[tuple[int, str], ...]


def natural(text: str) -> Natural:
    """Return what sorts `text` so that the numbers in it count as numbers."""
    return tuple(
        (len(one.lstrip("0")), one.lstrip("0")) if one.isdigit() else (-1, one)
        for one in re.split("([0-9]+)", text)
    )


def naturals(parts: tuple[str, ...]) -> tuple[Natural, ...]:
    """Return what sorts several texts, the first before the second."""
    return tuple(natural(one) for one in parts)
