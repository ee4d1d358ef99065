"""The sentences for a file that cannot be read as what it is meant to be."""

from pathlib import Path

from firstline.domain.errors import NOTHING, BadInput
from firstline.domain.words import Text

NOTHING_IN = Text("没有导入任何内容。", "Nothing was imported.")


def bad_file(path: Path, zh: str, en: str, next_step: Text = NOTHING) -> BadInput:
    """Return the error for a whole file: its name and what is wrong with it."""
    name = path.name[:120]
    return BadInput(Text(f"{name}:{zh}", f"{name}: {en}"), NOTHING_IN, next_step)


def unreadable(path: Path, error: OSError) -> BadInput:
    """Return the error for a file that the system does not open."""
    if isinstance(error, FileNotFoundError):
        return bad_file(path, "没有这个文件。", "there is no such file.")
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return bad_file(path, "这是文件夹,不是文件。", "this is a folder, not a file.")
    if isinstance(error, PermissionError):
        return bad_file(path, "没有读取权限。", "there is no permission to read it.")
    why = error.strerror or type(error).__name__
    return bad_file(path, f"读不出来({why})。", f"it cannot be read ({why}).")
