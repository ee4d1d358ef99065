"""Writes a paper of training where a person said; a failure is told, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from firstline.domain.errors import Problem, Refused
from firstline.domain.words import Text
from firstline.viewmodel.training import papers
from firstline.viewmodel.training.model import TrainingModel

SAVE = Text("存为文件", "Save as")
PAGES = "PDF (*.pdf);;HTML (*.html)"


def ask_path(owner: QWidget, model: TrainingModel, name: str, kinds: str) -> Path | None:
    """Ask where to write; None where nobody wants to."""
    title = model.desktop.speech(SAVE)
    path, _ = QFileDialog.getSaveFileName(owner, title, str(Path.home() / name), kinds)
    return Path(path) if path else None


def write(model: TrainingModel, path: Path, make: Callable[[], str]) -> bool:
    """Write a page as PDF or .html, or a text as .ics; a failure is told as a banner."""
    from firstline.widgets.paper import write_pdf, write_text  # noqa: PLC0415 - seldom used

    try:
        text = make()
        if path.suffix.lower() in (".ics", ".html", ".htm"):
            write_text(text, path)
        else:
            write_pdf(text, path, "a4")
    except OSError as error:
        _tell(model, path, error)
        return False
    except Problem as problem:
        model.desktop.problem.emit(problem)
        return False
    return True


def _tell(model: TrainingModel, path: Path, error: OSError) -> None:
    why = error.strerror or str(error)
    model.desktop.problem.emit(Refused(
        Text(f"写不了 {path}:{why}。", f"{path} cannot be written: {why}."),
        Text("原来的文件没有动。", "The file that was there is as it was."),
        Text("请换一个位置再试。", "Try another place."),
    ))  # fmt: skip


def write_workbook(model: TrainingModel, path: Path) -> bool:
    """Write the matrix of those whom the filters show."""
    try:
        whole, files = papers.whole(model), model.doors.files
        if files is not None:
            files.workbook(path, whole, model.desktop.speech.language)
    except Problem as problem:
        model.desktop.problem.emit(problem)
        return False
    return files is not None


def write_statements(model: TrainingModel, path: Path) -> bool:
    """Write what those whom the filters show passed as xAPI statements; a failure is told."""
    files = model.doors.files
    if files is None:
        return False
    try:
        made = papers.statements(model)
        files.write_statements(path, made)
    except OSError as error:
        _tell(model, path, error)
        return False
    except Problem as problem:
        model.desktop.problem.emit(problem)
        return False
    many = len(made)
    model.say(Text(f"已写出 {many} 条语句", f"Statements written: {many}"))
    return True


def save_certificate(owner: QWidget, model: TrainingModel, key: str) -> None:
    """Ask where, and write a certificate. Raises Refused where it is gone."""
    page, one = papers.certificate(model, key)
    name = f"{one.person}-{one.course}-{one.on}.pdf".replace("/", "-")
    path = ask_path(owner, model, name, PAGES)
    if path is not None:
        write(model, path, lambda: page)
