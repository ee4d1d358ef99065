"""What stands beside the book – sessions, material, transfer, imports – may still be read."""

from html import escape

from firstline.domain.words import Text
from firstline.viewmodel.training.matrix import READING
from firstline.viewmodel.training.model import TrainingModel


def is_awaited(model: TrainingModel) -> bool:
    """Whether nothing of it has come yet, so that an empty list says nothing."""
    return model.read is None or model.read.awaits


def empty_words(model: TrainingModel, nothing: Text) -> str:
    """Return what an empty list says: that it is being read, or `nothing` once it was."""
    return model.desktop.speech(READING if is_awaited(model) else nothing)


def still(model: TrainingModel) -> str:
    """Return the line of a page that lacks what is still being read, "" of one that is whole."""
    if not is_awaited(model):
        return ""
    return f"<p class='q'>{escape(model.desktop.speech(READING))}</p>"
