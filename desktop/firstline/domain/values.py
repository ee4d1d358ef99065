"""Values: frozen, slotted dataclasses whose methods are written when they are first needed.

The standard decorator writes and compiles six methods for each class while its module is read;
a start pays for some hundred values that it never makes. This one writes `__init__`, `__eq__` and
`__hash__` each when it is first called. For what is left the standard module is loaded; with it
come those that read and take apart code.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "lazily", "replace"]

# ruff: noqa: PLC0415 - dataclasses is loaded when it is first needed

_FIELDS = "__dataclass_fields__"
_OPTIONS = frozenset({"default", "default_factory", "compare", "repr"})  # of `field`
_NOTHING = object()


def lazily(*, frozen: bool = False, slots: bool = True, eq: bool = True) -> Callable[[type], type]:
    """Return a decorator that does what `dataclasses.dataclass` does, later.

    For classes without bases, with slots, and without options beside these three.
    """

    def make(cls: type) -> type:
        return _slotted(cls, frozen=frozen, eq=eq)

    if not slots:
        raise TypeError("a value has slots")
    return make


class _Field:
    """What `field` said of one name; the standard `field` is told when it is first needed."""

    def __init__(self, how: dict[str, Any]) -> None:
        self.how = how


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace  # what a type checker is to see
else:
    dataclass = lazily

    def field(**how: Any) -> Any:
        """Say of a name what `dataclasses.field` says, as far as a value needs it."""
        if how.keys() - _OPTIONS:
            raise TypeError(f"a value's field takes {', '.join(sorted(_OPTIONS))}")
        return _Field(how)

    def replace(one: Any, /, **changes: Any) -> Any:
        """Return the value `one` with `changes`, as `dataclasses.replace` does."""
        cls = type(one)
        if "__value__" in vars(cls):
            return cls(**{name: getattr(one, name) for name in cls.__match_args__} | changes)
        import dataclasses

        return dataclasses.replace(one, **changes)


class _Fields:
    """The fields of a class, described when `fields`, `replace` or `asdict` first ask for them."""

    def __get__(self, _one: object, owner: type) -> Any:
        import dataclasses

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
    if any(type(one).__module__ == "dataclasses" for one in defaults.values()):
        raise TypeError(f"{cls.__name__}: the standard `field` is not for a value")
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
    """Write `__init__` of `cls`."""
    defaults, _frozen, _eq = cls.__dict__["__value__"]
    known: dict[str, Any] = {"_HAS": _NOTHING}
    heads, lines = [], []
    for name in cls.__match_args__:  # type: ignore[attr-defined]
        known[f"_put_{name}"] = cls.__dict__[name].__set__
        head, value = name, name
        given = defaults.get(name, _NOTHING)
        if isinstance(given, _Field):
            if "default_factory" in given.how:
                known[f"_make_{name}"] = given.how["default_factory"]
                head, value = f"{name}=_HAS", f"_make_{name}() if {name} is _HAS else {name}"
            given = given.how.get("default", _NOTHING)
        if given is not _NOTHING:
            known[f"_is_{name}"] = given
            head = f"{name}=_is_{name}"
        heads.append(head)
        lines.append(f"  _put_{name}(self, {value})")
    if "__post_init__" in cls.__dict__:
        lines.append("  self.__post_init__()")
    made = _write(cls, "__init__", f"self, {', '.join(heads)}", lines, known)
    made.__annotations__ = {**cls.__annotations__, "return": None}


def _write(cls: type, name: str, takes: str, lines: list[str], known: dict[str, Any]) -> Any:
    """Write the method `name` of `cls` and put it in the place of the stub."""
    exec(f"def {name}({takes}):\n" + "\n".join(lines), known)  # noqa: S102 - as the standard one
    made = known[name]
    made.__qualname__ = f"{cls.__qualname__}.{name}"
    setattr(cls, name, made)
    return made


def _compared(cls: type, one: str) -> str:
    """Return the expression of all that counts when values of `cls` are compared, read of `one`."""
    defaults, _frozen, _eq = cls.__dict__["__value__"]
    parts = []
    for name in cls.__match_args__:  # type: ignore[attr-defined]
        given = defaults.get(name)
        if not isinstance(given, _Field) or given.how.get("compare", True):
            parts.append(f"{one}.{name},")
    return f"({' '.join(parts)})"


def _twin(cls: type) -> type:
    """Return a class with the fields of `cls` and no slots, for the standard decorator."""
    from dataclasses import field as standard

    defaults, _frozen, _eq = cls.__dict__["__value__"]
    body = {"__annotations__": dict(cls.__annotations__), "__doc__": cls.__doc__}
    for name, given in defaults.items():
        body[name] = standard(**given.how) if isinstance(given, _Field) else given
    return type(cls.__name__, (), body)


def _owner(one: object) -> type:
    """Return the class of `one` whose methods are still to be written."""
    return next(cls for cls in type(one).__mro__ if "__value__" in cls.__dict__)


def _first_init(self: object, *given: Any, **named: Any) -> None:
    cls = _owner(self)
    _write_init(cls)
    cls.__init__(self, *given, **named)  # type: ignore[misc]


def _first_eq(self: object, other: object) -> Any:
    cls = _owner(self)
    same = f"  if other.__class__ is self.__class__: return {_compared(cls, 'self')}"
    lines = [f"{same} == {_compared(cls, 'other')}", "  return NotImplemented"]
    _write(cls, "__eq__", "self, other", lines, {})
    return self == other


def _first_hash(self: object) -> int:
    cls = _owner(self)
    _write(cls, "__hash__", "self", [f"  return hash({_compared(cls, 'self')})"], {})
    return hash(self)


def _first_repr(self: object) -> str:
    import dataclasses

    cls = _owner(self)
    twin: Any = _twin(cls)
    dataclasses.dataclass(init=False, eq=False)(twin)
    cls.__repr__ = twin.__repr__  # type: ignore[method-assign]
    return repr(self)


def _refuse_set(_self: object, name: str, _value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_self: object, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: object) -> list[Any]:
    return [getattr(self, name) for name in type(self).__match_args__]  # type: ignore[attr-defined]


def _take_state(self: object, state: list[Any]) -> None:
    for name, value in zip(type(self).__match_args__, state, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(self, name, value)
