"""What records call people, and whose name or number that is."""

from collections.abc import Callable, Iterable, Iterator

from firstline.domain.training.person import Person, plain_name, plain_number

Finder = Callable[[str, str], str | None]
BY_NUMBER, BY_NAME = "#", "@"
"""Before what a record calls its person: a number, or a name where it has none."""


def called(number: str, name: str) -> str:
    """Return what a completion calls its person, as it is compared."""
    plain = plain_number(number)
    return f"{BY_NUMBER}{plain}" if plain else f"{BY_NAME}{plain_name(name)}"


def finder_of(staff: Iterable[Person]) -> Finder:
    """Return what finds a person's plain number by number, or by a name that nobody else bears."""
    numbers, names = known(staff)

    def find(number: str, name: str) -> str | None:
        plain = plain_number(number)
        if plain:
            return numbers.get(plain)
        return names.get(plain_name(name))

    return find


def known(staff: Iterable[Person]) -> tuple[dict[str, str], dict[str, str]]:
    """Return whose plain number each number means, former ones too, and whose each name is."""
    several = tuple(staff)
    numbers: dict[str, str] = {}
    names: dict[str, str] = {}
    for one in several:
        plain = plain_number(one.number)
        numbers.update(dict.fromkeys(one.former, plain))
        names[plain_name(one.label)] = plain
    numbers.update((plain, plain) for plain in [plain_number(one.number) for one in several])
    return numbers, names


def keys_of(staff: Iterable[Person]) -> Iterator[str]:
    """Yield everything that completions may call these people."""
    numbers, names = known(staff)
    yield from (f"{BY_NUMBER}{one}" for one in numbers)
    yield from (f"{BY_NAME}{one}" for one in names)
