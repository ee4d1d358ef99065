"""Values behave as the standard library's frozen, slotted dataclasses do, only later."""

import copy
import dataclasses
import pickle
import threading
from collections.abc import Mapping

import pytest

from firstline.domain.values import dataclass, field, lazily, replace

THREADS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A value with every kind of field that the program uses."""

    name: str
    size: int = 3
    tags: Mapping[str, str] = field(default_factory=dict)
    memo: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def double(self) -> int:
        return 2 * self.size


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The same, by the standard decorator."""

    name: str
    size: int = 3
    tags: Mapping[str, str] = dataclasses.field(default_factory=dict)
    memo: list[int] = dataclasses.field(default_factory=list, compare=False, repr=False)


@dataclass(slots=True)
class Pot:
    """One that may change."""

    full: bool = False
    of: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """One that looks at what it is given."""

    n: int

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError(self.n)


@dataclass(eq=False, slots=True)
class Thing:
    """One that is only itself."""

    n: int


def test_a_value_is_made_compared_and_shown_as_a_standard_one() -> None:
    one, other = Place("a", tags={"x": "y"}), Place("a", 3, {"x": "y"}, [1])
    assert one == other
    assert one != Place("b", tags={"x": "y"})
    stranger: object = Standard("a", 3, {"x": "y"})
    assert one != stranger
    assert repr(one) == repr(Standard("a", 3, {"x": "y"})).replace("Standard", "Place")
    assert one.double == 6
    assert one.tags is not Place("a").tags


def test_a_value_without_mutable_parts_can_be_a_key() -> None:
    assert {Checked(1): "one"}[Checked(1)] == "one"
    assert hash(Checked(2)) == hash(Checked(2))
    with pytest.raises(TypeError):
        hash(Pot())


def test_nothing_of_a_frozen_value_changes() -> None:
    one = Place("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    assert not hasattr(one, "__dict__")


def test_the_tools_of_dataclasses_work_on_a_class_of_which_nothing_was_made() -> None:
    @dataclass(frozen=True, slots=True)
    class Fresh:
        """Made here, so that nothing of it was asked before."""

        a: int
        b: str = "b"

    assert [one.name for one in dataclasses.fields(Fresh)] == ["a", "b"]
    assert dataclasses.replace(Fresh(1), b="c") == Fresh(1, "c")
    assert dataclasses.asdict(Fresh(1)) == {"a": 1, "b": "b"}
    match Fresh(1, "x"):
        case Fresh(a, b):
            assert (a, b) == (1, "x")


def test_a_value_that_may_change_does() -> None:
    pot = Pot()
    pot.full = True
    pot.of.append("x")
    assert pot == Pot(full=True, of=["x"])


def test_what_is_given_is_looked_at() -> None:
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)


def test_a_thing_is_equal_to_itself_alone() -> None:
    one = Thing(1)
    assert one == one  # noqa: PLR0124 - that is the point
    assert one != Thing(1)
    assert len({one, one, Thing(1)}) == 2


def test_a_missing_or_unknown_argument_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="name"):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        Place("a", colour=1)  # type: ignore[call-arg]


def test_a_value_is_copied_and_pickled() -> None:
    one = Place("a", tags={"x": "y"})
    assert copy.copy(one) == one
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_a_class_with_bases_is_left_to_the_standard_library() -> None:
    with pytest.raises(TypeError, match="bases"):

        @lazily(frozen=True)
        class _Child(Place):
            extra: int = 0


def test_a_value_is_replaced_as_a_standard_one() -> None:
    one = Place("a", tags={"x": "y"})
    assert replace(one, size=4) == dataclasses.replace(one, size=4) == Place("a", 4, {"x": "y"})
    assert replace(Standard("a"), size=4) == Standard("a", 4)
    with pytest.raises(TypeError, match="colour"):
        replace(one, colour=1)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="-1"):
        replace(Checked(1), n=-1)


def test_a_field_that_a_value_would_not_heed_is_refused() -> None:
    with pytest.raises(TypeError, match="compare"):
        field(init=False)
    with pytest.raises(TypeError, match="standard"):

        @lazily(frozen=True)
        class _Mixed:
            tags: list[str] = dataclasses.field(default_factory=list)


def test_what_does_not_count_in_comparing_does_not_count_in_a_key() -> None:
    @dataclass(frozen=True, slots=True)
    class Noted:
        """Made here, so that nothing of it was asked before."""

        a: int
        note: str = field(default="", compare=False)

    assert Noted(1, "x") == Noted(1, "y")
    assert hash(Noted(1, "x")) == hash(Noted(1, "y")) == hash((1,))


def test_several_threads_make_the_first_value_at_once() -> None:
    for _ in range(40):
        assert made_at_once() == [(True, True, ())] * THREADS


def made_at_once() -> list[object]:
    """Return what threads saw that made the first values of a class together."""

    @dataclass(frozen=True, slots=True)
    class Fresh:
        """Made here, so that nothing of it was asked before."""

        a: int
        b: tuple[int, ...] = ()

    start, found = threading.Barrier(THREADS), list[object]()

    def make() -> None:
        start.wait(10)
        one, other = Fresh(1), Fresh(1, ())
        found.append((one == other, hash(one) == hash(other), one.b))

    workers = [threading.Thread(target=make) for _ in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found
