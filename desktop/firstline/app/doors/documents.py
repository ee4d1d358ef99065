"""What the window's library of documents is handed: packs and files read, and a viewer."""

from pathlib import Path

from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.intake.documents.one_file import read_file
from firstline.intake.documents.pack_files import read_pack
from firstline.system.viewer import open_in_viewer
from firstline.viewmodel.documents.doors import DocumentDoors


def document_doors() -> DocumentDoors:
    """Return the doors of the library's page."""
    return DocumentDoors(read_pack, read_file, _view)


def _view(path: Path) -> None:
    try:
        open_in_viewer(path)
    except OSError as error:
        raise Refused(
            Text("系统没有能打开它的程序。", "The system has no program for it."),
            Text(f"文件在 {path}。", f"The file is {path}."),
        ) from error
