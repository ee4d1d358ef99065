"""Writes a page of a working group, or its calendar, where a person said."""

from pathlib import Path

from firstline.domain.errors import Refused
from firstline.domain.words import Text
from firstline.viewmodel.group.group import GroupModel


def write_page(model: GroupModel, path: Path, kind: str, calendar: str) -> bool:
    """Write the page `kind` to `path` as PDF or .html, or `calendar` as .ics.

    A failure is told as a banner; then False comes back.
    """
    from firstline.widgets.paper import write_pdf, write_text  # noqa: PLC0415 - seldom used

    ending = path.suffix.lower()
    text = model.page(calendar if ending == ".ics" else kind)
    try:
        if ending in (".ics", ".html", ".htm"):
            write_text(text, path)
        else:
            write_pdf(text, path, "a4")
    except OSError as error:
        why = error.strerror or str(error)
        model.desktop.problem.emit(
            Refused(
                Text(f"写不了 {path}:{why}。", f"{path} cannot be written: {why}."),
                Text("原来的文件没有动。", "The file that was there is as it was."),
                next_step=Text("请换一个位置再试。", "Try another place."),
            )
        )
        return False
    return True
