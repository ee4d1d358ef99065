"""Values: frozen, slotted dataclasses whose methods are written when they are first needed.

The standard decorator writes and compiles six methods for each class while its module is read;
a start pays for some hundred values that it never makes. This one writes `__init__` when the first
value is made, and takes the others from the standard decorator when one of them is first asked.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "lazily"]

_FIELDS = "__dataclass_fields__"
_LATER = ("__eq__", "__hash__", "__repr__")  # written by the standard decorator


def lazily(*, frozen: bool = False, slots: bool = True, eq: bool = True) -> Callable[[type], type]:
    """Return a decorator that does what `dataclasses.dataclass` does, later.

    For classes without bases, with slots, and without options beside these three.
    """

    def make(cls: type) -> type:
        return _slotted(cls, frozen=frozen, eq=eq)

    if not slots:
        raise TypeError("a value has slots")
    return make


if TYPE_CHECKING:
    from dataclasses import dataclass  # what a type checker is to see
else:
    dataclass = lazily


class _Fields:
    """The fields of a class, described when `fields`, `replace` or `asdict` first ask for them."""

    def __get__(self, _one: object, owner: type) -> Any:
        twin = _twin(owner)
        dataclasses.dataclass(init=False, repr=False, eq=False)(twin)  # no method is written
        setattr(owner, _FIELDS, getattr(twin, _FIELDS))
        return getattr(owner, _FIELDS)


def _slotted(cls: type, *, frozen: bool, eq: bool) -> type:
    """Return `cls` made anew with slots, and with methods that write themselves."""
    if cls.__bases__ != (object,):
        raise TypeError(f"{cls.__name__} has bases: the standard dataclass is for it")
    own, names = dict(cls.__dict__), tuple(cls.__annotations__)
    defaults = {name: own.pop(name) for name in names if name in own}
    for gone in ("__dict__", "__weakref__"):
        own.pop(gone, None)
    own["__slots__"] = names
    own["__match_args__"] = names
    own["__value__"] = (defaults, frozen, eq)
    own[_FIELDS] = _Fields()
    own.setdefault("__init__", _first_init)
    own.setdefault("__repr__", _first_repr)
    if eq:
        own.setdefault("__eq__", _first_eq)
        own.setdefault("__hash__", _first_hash if frozen else None)
    if frozen:
        own.update(
            __setattr__=_refuse_set, __delattr__=_refuse_delete,
            __getstate__=_state, __setstate__=_take_state,
        )  # fmt: skip
    return type(cls)(cls.__name__, cls.__bases__, own)


def _write_init(cls: type) -> None:
    """Write `__init__` of `cls` and put it in the place of the stub."""
    defaults, _frozen, _eq = cls.__dict__["__value__"]
    known: dict[str, Any] = {"_HAS": dataclasses.MISSING}
    heads, lines = [], []
    for name in cls.__match_args__:  # type: ignore[attr-defined]
        known[f"_put_{name}"] = cls.__dict__[name].__set__
        head, value = name, name
        given = defaults.get(name, dataclasses.MISSING)
        if isinstance(given, dataclasses.Field):
            if given.default_factory is not dataclasses.MISSING:
                known[f"_make_{name}"] = given.default_factory
                head, value = f"{name}=_HAS", f"_make_{name}() if {name} is _HAS else {name}"
            given = given.default
        if given is not dataclasses.MISSING:
            known[f"_is_{name}"] = given
            head = f"{name}=_is_{name}"
        heads.append(head)
        lines.append(f"  _put_{name}(self, {value})")
    if "__post_init__" in cls.__dict__:
        lines.append("  self.__post_init__()")
    source = f"def __init__(self, {', '.join(heads)}):\n" + "\n".join(lines)
    exec(source, known)  # noqa: S102 - our own names and nothing else, as the standard one does
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {**cls.__annotations__, "return": None}
    cls.__init__ = made  # type: ignore[misc]


def _twin(cls: type) -> type:
    """Return a class with the fields of `cls` and no slots, for the standard decorator."""
    defaults, _frozen, _eq = cls.__dict__["__value__"]
    body = {"__annotations__": dict(cls.__annotations__), "__doc__": cls.__doc__}
    return type(cls.__name__, (), {**body, **defaults})


def _finish(cls: type) -> None:
    """Take the methods that are left from the standard decorator."""
    _defaults, frozen, eq = cls.__dict__["__value__"]
    twin = _twin(cls)
    dataclasses.dataclass(init=False, eq=eq, unsafe_hash=frozen and eq)(twin)
    for name in _LATER:
        if cls.__dict__.get(name) in _STUBS:
            setattr(cls, name, getattr(twin, name))


def _owner(one: object) -> type:
    """Return the class of `one` whose methods are still to be written."""
    return next(cls for cls in type(one).__mro__ if "__value__" in cls.__dict__)


def _first_init(self: object, *given: Any, **named: Any) -> None:
    cls = _owner(self)
    _write_init(cls)
    cls.__init__(self, *given, **named)  # type: ignore[misc]


def _first_eq(self: object, other: object) -> Any:
    _finish(_owner(self))
    return self == other


def _first_hash(self: object) -> int:
    _finish(_owner(self))
    return hash(self)


def _first_repr(self: object) -> str:
    _finish(_owner(self))
    return repr(self)


_STUBS: tuple[object, ...] = (_first_eq, _first_hash, _first_repr)


def _refuse_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: object) -> list[Any]:
    return [getattr(self, name) for name in type(self).__match_args__]  # type: ignore[attr-defined]


def _take_state(self: object, state: list[Any]) -> None:
    for name, value in zip(type(self).__match_args__, state, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(self, name, value)
