"""Loads PySide without what a program needs only when it is told of a mistake.

PySide brings a hundred kilobytes of Python that describe the arguments of every Qt function, for
the texts of its `TypeError` and for `help()`. They lie in its library as source text, are compiled
anew at every start, which takes 20 ms, and no window asks for them. Here each of these modules is
compiled when something of it is first asked.

PySide also puts a hook into every import from then on, which reads the source of each module to
see whether it asks for PySide's other spelling of names. Ours never does: the module with the hook
waits too, and the hook is taken out again.
"""

import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# What stands in a module's place until it is asked for something (PEP 562).
_STAND_IN = """
def __getattr__(name):
    if globals().pop("__getattr__", None):
        for own in OWN:
            globals().pop(own, None)
        source = __loader__.zfile.read(__file__)
        exec(compile(source, __file__, "exec"), globals())
    try:
        return globals()[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
"""
# What PySide's library itself looks for: before it describes a mistake, in the dictionary of the
# module; and at every import, where None says that nothing is asked.
_MAPPING = """
OWN = ("OWN", "update_mapping")
def update_mapping():
    __getattr__("update_mapping")()
"""
_FEATURE = """
OWN = ("OWN", "feature_import", "feature_imported")
def feature_import(*given, **named):
    return None
def feature_imported(module):
    return None
"""
_PLAIN = """
OWN = ("OWN",)
"""
_PLACE = "shibokensupport/{}.py"
_LATE = {
    _PLACE.format(name): own + _STAND_IN
    for name, own in {
        "feature": _FEATURE,
        "signature/mapping": _MAPPING,
        "signature/errorhandler": _PLAIN,
        "signature/layout": _PLAIN,
        "signature/parser": _PLAIN,
        "signature/lib/enum_sig": _PLAIN,
        "signature/lib/pyi_generator": _PLAIN,
        "signature/lib/tool": _PLAIN,
    }.items()
}


@contextmanager
def loaded_lightly() -> Iterator[None]:
    """Within it PySide's first import leaves out what is named above; later ones change nothing.

    Where another PySide keeps these modules otherwise, it loads as it always does.
    """
    plain_import, plain_compile = builtins.__import__, builtins.compile

    def compile_late(source: Any, filename: Any, *how: Any, **named: Any) -> Any:
        return plain_compile(_LATE.get(filename, source), filename, *how, **named)

    builtins.compile = compile_late
    try:
        yield
    finally:
        builtins.compile = plain_compile
        builtins.__import__ = plain_import
