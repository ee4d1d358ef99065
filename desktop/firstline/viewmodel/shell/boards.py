"""The boards of the pages of registers as lines of the palette, found by name or by sound."""

from collections.abc import Mapping, Sequence

from firstline.domain.words import Text
from firstline.viewmodel.contracts.entries import ENTRIES as CONTRACTS
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.health.frames import FRAMES as HEALTH
from firstline.viewmodel.project.entries import ENTRIES as PROJECTS
from firstline.viewmodel.shell.palette import Entry
from firstline.viewmodel.speech import Speech

BOARDS: Mapping[str, tuple[Text, Sequence[Frame]]] = {
    "health": (Text("健康与风险", "Health"), HEALTH),
    "projects": (Text("项目", "Projects"), tuple(one.frame for one in PROJECTS)),
    "contracts": (Text("合同与权益", "Contracts"), tuple(one.frame for one in CONTRACTS)),
}
"""By section: what the palette calls the page, and its boards in order."""
_ALSO = Text("{}登记册", "{} register")  # what people call a board, in either language


def boards(speech: Speech) -> list[Entry]:
    """Return a line for each board; its value is the section and the id of the board."""
    return [
        Entry(speech(one.name), speech(page), one.icon, "board", f"{section} {one.id}",
              also=f"{_ALSO.zh.format(one.name.zh)}\n{_ALSO.en.format(one.name.en.rstrip('s'))}")
        for section, (page, frames) in BOARDS.items() for one in frames
    ]  # fmt: skip
