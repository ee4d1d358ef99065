"""What goes into the frozen program and what stays out, as lists that a test can read."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "build_scripts" / "firstline.spec"
ENTRY = ROOT / "build_scripts" / "frozen_entry.py"
NAME = "firstline"  # the program of the terminal; on Windows the window has one of its own
WINDOW_NAME = "firstlinew"
INSIDE = "_internal"  # where PyInstaller puts everything but the programs

RESOURCES = ("icons", "licences", "packs", "styles")  # pictures are the README's alone
OTHER_FILES = ("LICENSE", "README.md", "SECURITY.md")
PACKAGES = ("firstline", "firstline_portal")  # modules that are imported by name are in, too
# What the demo's portal imports by name (uvicorn's own defaults, and what it is told to use).
BY_NAME = (
    "uvicorn.loops.asyncio", "uvicorn.loops.auto", "uvicorn.protocols.http.auto",
    "uvicorn.protocols.http.h11_impl", "uvicorn.protocols.websockets.auto", "uvicorn.lifespan.on",
    "uvicorn.lifespan.off", "uvicorn.logging", "sqlalchemy.dialects.sqlite.pysqlite",
    "tzdata",  # a system may have no zones, and Windows never has
)  # fmt: skip
# Tools, and drivers and protocols that no part of the desk speaks.
LEFT_OUT = (
    "psycopg", "psycopg_binary", "psycopg_c", "hypothesis", "mypy", "mypyc", "pytest", "_pytest",
    "pytestqt", "ruff", "schemathesis", "importlinter", "grimp", "PyInstaller", "setuptools",
    "pkg_resources", "_distutils_hack", "wheel", "pip", "ensurepip", "tkinter", "_tkinter",
    "turtle", "idlelib", "lib2to3", "pydoc_data", "unittest", "doctest", "test", "distutils",
    "numpy", "pandas", "PIL", "IPython", "rich", "pygments", "markdown_it", "yaml", "werkzeug",
    "opentelemetry.exporter", "opentelemetry.sdk", "greenlet", "MySQLdb", "uvloop", "httptools",
    "watchfiles", "websockets", "wsproto", "PySide6.QtTest", "PySide6.QtQml", "PySide6.QtQuick",
    "PySide6.QtOpenGL", "PySide6.QtSql", "PySide6.scripts",
)  # fmt: skip

# Qt's plugins that a desk needs on any of its systems; every other one stays out.
PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "platforminputcontexts": ("ibus", "compose"),
    "platformthemes": ("qxdgdesktopportal",),
    "iconengines": ("qsvgicon",),
    "imageformats": ("qgif", "qico", "qjpeg", "qsvg", "qwebp"),
    "printsupport": ("cupsprintersupport", "windowsprintersupport"),
    "styles": ("qmodernwindowsstyle", "qwindowsvistastyle"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("bradient", "adwaita"),
    "xcbglintegrations": (),
    "tls": (),
}
TRANSLATIONS = ("qtbase_zh_CN.qm",)  # English is Qt's own language
# Libraries that only plugins or modules which stay out would load.
_USELESS = re.compile(
    r"(Qt6?(Qml|Quick|Pdf|VirtualKeyboard|Sql|Test|Designer|OpenGLWidgets|3D|Labs|EglFS|Help)"
    r"|Qt6WaylandCompositor|libgtk-3|libgdk-3|opengl32sw|d3dcompiler|qtvirtualkeyboard)"
)
# What PyInstaller would run before every start. PySide's loads Qt, which a command need not; those
# for `inspect`, `pkgutil` and `multiprocessing` serve what no part of the program does.
BEFORE_ALL = ("pyi_rth_cryptography_openssl",)
_DOC_FOLDERS = {"tests", "docs"}


def plugin_is_in(plugin: PurePosixPath) -> bool:
    """Whether a Qt plugin, by its path from `plugins/` on, belongs to the program."""
    folder, stem = plugin.parts[0], plugin.stem.removeprefix("lib").casefold()
    return any(stem.startswith(one) for one in PLUGINS.get(folder, ()))


def is_in(place: str) -> bool:
    """Whether a collected file, by its place in the frozen folder, belongs to the program."""
    path = PurePosixPath(place.replace("\\", "/"))
    parts = path.parts
    if parts and parts[0] == "PySide6":
        if "plugins" in parts:
            return plugin_is_in(PurePosixPath(*parts[parts.index("plugins") + 1 :]))
        if "translations" in parts:
            return path.name in TRANSLATIONS
        if "qml" in parts:
            return False
    return not _USELESS.search(path.name) and not (_DOC_FOLDERS & set(parts[:-1]))


Collected = tuple[str, str, str]  # PyInstaller's: the place in the folder, the source, the kind


def kept(collected: Iterable[Collected]) -> list[Collected]:
    """Return what belongs to the program, in order."""
    return sorted(one for one in collected if is_in(one[0]))


def reached(
    collected: Iterable[Collected], needs: Callable[[str], Iterable[str]]
) -> list[Collected]:
    """Return what is loaded by something: the plain libraries that nothing kept needs go.

    `needs` gives the file names of the libraries that the library at a path asks for. Programs,
    plugins and Python's extension modules are asked for by name and stay.
    """
    several = sorted(collected)
    by_name: dict[str, list[Collected]] = {}
    for one in several:
        by_name.setdefault(PurePosixPath(one[0]).name, []).append(one)
    found = [one for one in several if not _is_plain_library(one[0])]
    seen = {one[0] for one in found}
    for one in found:  # it grows meanwhile
        for name in needs(one[1]) if one[2] != "SYMLINK" else ():
            fresh = [other for other in by_name.get(name, ()) if other[0] not in seen]
            seen |= {other[0] for other in fresh}
            found += fresh
    return sorted(found)


def _is_plain_library(place: str) -> bool:
    path = PurePosixPath(place)
    plain = path.name.startswith("lib") and ".so" in path.name and "plugins" not in path.parts
    return plain and "lib-dynload" not in path.parts and not path.name.startswith("libpython")


def with_targets(collected: Iterable[Collected], there: Iterable[Collected]) -> list[Collected]:
    """Return `collected` without links to libraries that are not `there`."""
    names = {PurePosixPath(one[0]).name for one in there}
    return [one for one in collected if one[2] != "SYMLINK" or PurePosixPath(one[1]).name in names]


def runs(script: str) -> bool:
    """Whether a script of PyInstaller's runs at the start: ours, and few of its own."""
    return not script.startswith("pyi_rth_") or script in BEFORE_ALL


def resources(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield (file, folder in the program) of all that ships beside the code."""
    for folder in RESOURCES:
        for file in sorted((root / "resources" / folder).rglob("*")):
            if file.is_file():
                yield str(file), file.parent.relative_to(root).as_posix()
    for name in OTHER_FILES:
        yield str(root / name), "resources/licences" if name == "LICENSE" else "resources"


def modules(root: Path = ROOT) -> Iterator[str]:
    """Yield the names of all our own modules: commands and pages are imported by name."""
    for package in PACKAGES:
        for file in sorted((root / "desktop" / package).rglob("*.py")):
            parts = file.relative_to(root / "desktop").with_suffix("").parts
            if parts[-1] != "__main__":
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
