"""How far an environment is like production, point by point, and what tests found there (S55)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.sheet import text_of
from firstline.domain.uat.run import Run, Verdict
from firstline.domain.words import Text

POINTS: Mapping[str, Text] = {
    "same_version": Text("版本、补丁同生产", "Version as production"),
    "same_machine": Text("硬件同生产", "Hardware as production"),
    "full_data": Text("数据量同生产", "Data volume as production"),
    "linked": Text("接口、打印接通", "Interfaces, printers linked"),
}
"""What makes a test there tell of production; each is yes, no, or not known."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The points that hold of an environment, out of how many; not known counts as not."""

    score: int
    of: int
    why: Text


def likeness(entity: Entity) -> Likeness:
    """Return the score of an environment with each point (S55)."""
    zh, en, score = [], [], 0
    for name, words in POINTS.items():
        said = text_of(entity, name) or "unknown"
        score += said == "yes"
        mark = {"yes": "✓", "no": "✗"}.get(said, "?")
        known = UNSURE.get(said, UNSURE["unknown"])
        zh.append(f"{mark} {words.zh}" if said != "unknown" else f"{mark} {words.zh}({known.zh})")
        en.append(f"{mark} {words.en}" if said != "unknown" else f"{mark} {words.en} ({known.en})")
    head = f"{score}/{len(POINTS)}"
    return Likeness(score, len(POINTS), Text(
        f"像生产 {head}:{'、'.join(zh)}", f"Like production {head}: {', '.join(en)}"
    ))  # fmt: skip


def came_of(entity: Entity, runs: Iterable[Run]) -> Text:
    """Return how the acceptance tests that name this environment came out."""
    name = text_of(entity, "name").casefold()
    project = text_of(entity, "project").casefold()
    came = Counter(
        one.verdict for one in runs
        if text_of(one.entity, "environment").strip().casefold() == name
        and project in ("", text_of(one.entity, "project").casefold())
    )  # fmt: skip
    if not came:
        return Text("这里没有测试过", "nothing was tested here")
    good, going = came[Verdict.PASSED], came[Verdict.RUNNING]
    bad = sum(came.values()) - good - going
    return Text(
        f"测试 {sum(came.values())} 次:{good} 次通过,{bad} 次没有通过,{going} 次进行中",
        f"{sum(came.values())} tests here: {good} passed, {bad} did not, {going} under way",
    )
