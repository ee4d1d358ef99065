"""Loads PySide without what a program needs only when it is told of a mistake.

PySide brings a hundred kilobytes of Python that describe the arguments of every Qt function, for
the texts of its `TypeError` and for `help()`. They lie in its library as source text, are compiled
anew at every start, which takes 20 ms, and no window asks for them. Here each of these modules is
compiled when something of it is first asked.

PySide also puts a hook into every import from then on, which reads the source of each module to
see whether it asks for PySide's other spelling of names. Ours never does: it is taken out again.
"""

import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_PLACE = "shibokensupport/signature/{}.py"
_LATE = frozenset(
    _PLACE.format(one)
    for one in (
        "mapping", "errorhandler", "layout", "parser", "lib/enum_sig", "lib/pyi_generator",
        "lib/tool",
    )
)  # fmt: skip
# What stands in a module's place until it is asked for something (PEP 562). `update_mapping` is
# what PySide's library looks for in the dictionary itself before it describes a mistake.
_STAND_IN = """
def __getattr__(name):
    if globals().pop("__getattr__", None):
        globals().pop("update_mapping", None)
        source = __loader__.zfile.read(__file__)
        exec(compile(source, __file__, "exec"), globals())
    try:
        return globals()[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None

def update_mapping():
    __getattr__("update_mapping")()
"""


@contextmanager
def loaded_lightly() -> Iterator[None]:
    """Within it PySide's first import leaves out what is named above; later ones change nothing.

    Where another PySide keeps these modules otherwise, it loads as it always does.
    """
    plain_import, plain_compile = builtins.__import__, builtins.compile

    def compile_late(source: Any, filename: Any, *how: Any, **named: Any) -> Any:
        if filename in _LATE:
            source = _STAND_IN
        return plain_compile(source, filename, *how, **named)

    builtins.compile = compile_late
    try:
        yield
    finally:
        builtins.compile = plain_compile
        builtins.__import__ = plain_import
