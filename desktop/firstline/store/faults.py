"""What can go wrong with the profile's file, each as one plain sentence."""

import errno
import os
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from firstline.domain.errors import Problem, StoreProblem
from firstline.domain.words import Text

KEPT = Text("已保存的内容都还在。", "Everything that was saved is still there.")
UNTOUCHED = Text("文件没有被改动。", "The file was not touched.")
_DOCTOR = Text(
    "请运行 firstline doctor,或用 firstline restore 恢复备份。",
    "Run firstline doctor, or firstline restore with a backup.",
)
_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"}


def not_a_folder(path: Path) -> StoreProblem:
    """Return the problem of a profile that is a file."""
    return StoreProblem(
        Text(f"{path} 是一个文件,不是文件夹。", f"{path} is a file, not a folder."),
        UNTOUCHED,
        Text("请另选一个文件夹作为配置目录。", "Choose a folder for the profile."),
    )


def no_folder(path: Path, error: OSError) -> StoreProblem:
    """Return the problem of a profile folder that cannot be reached or made."""
    reason = error.strerror or type(error).__name__
    return StoreProblem(
        Text(f"打不开配置目录 {path}({reason})。", f"Cannot open the profile {path} ({reason})."),
        KEPT,
        Text(
            "请检查磁盘是否已连接、是否有权限,再重试。",
            "Check that the drive is connected and that you may write there, then try again.",
        ),
    )


def newer(path: Path, found: int, known: int) -> StoreProblem:
    """Return the problem of a file that a later version of the program wrote."""
    return StoreProblem(
        Text(
            f"{path.name} 由更新的版本写成(格式 {found},本程序只认识到 {known})。",
            f"{path.name} was written by a newer version"
            f" (format {found}; this program knows up to {known}).",
        ),
        UNTOUCHED,
        Text("请升级本程序后再打开。", "Update this program, then open it again."),
    )


def foreign(path: Path) -> StoreProblem:
    """Return the problem of a database that belongs to another program."""
    return StoreProblem(
        Text(f"{path.name} 是其他程序的数据库。", f"{path.name} belongs to another program."),
        UNTOUCHED,
        Text("请另选一个文件夹作为配置目录。", "Choose another folder for the profile."),
    )


def not_a_database(path: Path) -> StoreProblem:
    """Return the problem of a file that is no database, such as a text file."""
    return StoreProblem(
        Text(f"{path.name} 不是数据库文件。", f"{path.name} is not a database."),
        UNTOUCHED,
        _DOCTOR,
    )


def damaged(path: Path, detail: str) -> StoreProblem:
    """Return the problem of a file that is cut off or damaged."""
    return StoreProblem(
        Text(f"{path.name} 已损坏({detail})。", f"{path.name} is damaged ({detail})."),
        Text(
            "原文件没有被改动,日志和备份都还在。",
            "The file was not touched; the journal and the backups are kept.",
        ),
        _DOCTOR,
    )


class DamagedRow(StoreProblem):
    """A stored row no longer says what was written: the file is sound, its content is not."""


def damaged_row() -> DamagedRow:
    """Return the problem of a stored row that no longer says what was written."""
    return DamagedRow(
        Text("有一行数据已损坏,读不出来。", "A stored row is damaged and cannot be read."),
        Text("日志和备份都还在。", "The journal and the backups are kept."),
        _DOCTOR,
    )


def vanished(path: Path) -> StoreProblem:
    """Return the problem of a profile whose journal is there and whose database is not."""
    return StoreProblem(
        Text(
            f"{path.name} 不见了或是空的,但日志里还有记录。",
            f"{path.name} is missing or empty, while the journal still holds work.",
        ),
        Text("日志和备份都还在。", "The journal and the backups are kept."),
        _DOCTOR,
    )


def replaced(path: Path) -> StoreProblem:
    """Return the problem of a file that was deleted or replaced while it was open."""
    return StoreProblem(
        Text(
            f"{path.name} 在打开期间被删除或替换。",
            f"{path.name} was deleted or replaced while it was open.",
        ),
        Text("这一次没有保存。", "This act was not saved."),
        Text("请重新打开程序。", "Open the program again."),
    )


def read_only(path: Path) -> StoreProblem:
    """Return the problem of a file or folder that may not be written."""
    return StoreProblem(
        Text(f"{path} 是只读的,无法写入。", f"{path} is read-only."),
        KEPT,
        Text(
            "请取得写入权限,或另选一个文件夹。",
            "Get permission to write there, or choose another folder.",
        ),
    )


def locked(path: Path, waited_s: float) -> StoreProblem:
    """Return the problem of a file that another program holds for too long."""
    return StoreProblem(
        Text(
            f"{path.name} 被其他程序占用,等了 {waited_s:.0f} 秒。",
            f"{path.name} is held by another program; waited {waited_s:.0f} seconds.",
        ),
        Text("这一次没有保存,之前的都还在。", "This act was not saved; all earlier ones are."),
        Text("请关闭占用它的程序后重试。", "Close the program that holds it, then try again."),
    )


def full(path: Path) -> StoreProblem:
    """Return the problem of a disk without room."""
    return StoreProblem(
        Text(f"磁盘已满,无法写入 {path.name}。", f"The disk is full; cannot write {path.name}."),
        Text("这一次没有保存,之前的都还在。", "This act was not saved; all earlier ones are."),
        Text("请腾出空间后重试。", "Free some space, then try again."),
    )


def is_full(error: BaseException | None) -> bool:
    """Whether `error` says that the disk has no room."""
    name: str = getattr(error, "sqlite_errorname", "") or ""
    number = error.errno if isinstance(error, OSError) else None
    return name in _FULL or number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def of_system(error: OSError, path: Path) -> StoreProblem:
    """Return the sentence for what the system answered about `path`."""
    if is_full(error):
        return full(path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return read_only(path)
    return no_folder(path, error)


def explain(error: sqlite3.Error, path: Path, waited_s: float = 5.0) -> Problem | None:
    """Return the sentence for `error`, or None when it is a bug of ours."""
    name: str = getattr(error, "sqlite_errorname", "") or ""
    if is_full(error):
        return full(path)
    if "decode" in str(error) and not name:  # bytes that are no text: the row, not the file
        return damaged_row()
    if name == "SQLITE_READONLY_DBMOVED" or (name and not path.parent.is_dir()):
        return no_folder(path.parent, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
    sentences: Mapping[str, Callable[[], Problem]] = {
        "BUSY": lambda: locked(path, waited_s),
        "LOCKED": lambda: locked(path, waited_s),
        "NOTADB": lambda: not_a_database(path),
        "CORRUPT": lambda: damaged(path, str(error)),
        "IOERR": lambda: damaged(path, str(error)),
        "READONLY": lambda: read_only(path),
        "PERM": lambda: read_only(path),
        "CANTOPEN": lambda: read_only(path.parent),
    }
    said = sentences.get(name.removeprefix("SQLITE_").partition("_")[0])
    return said() if said else None
