"""Part 9 of the quarterly review: how far the staff was trained when the quarter ended (S69)."""

import json

from firstline.domain.training.covered import Cover, cover_from
from firstline.domain.words import Text
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Table, Words

TRAINING = "training"  # the text of a snapshot; those of earlier versions have none
_HEADS = (
    (Text("课程", "Course"), 12), (Text("名称", "Title"), 38), (Text("应会人数", "Asked of"), 10),
    (Text("有效", "Valid"), 10), (Text("已失效", "Lapsed"), 10), (Text("缺", "Gaps"), 10),
    (Text("覆盖", "Covered"), 10),
)  # fmt: skip


def coverage(shot: Shot, words: Words) -> list[Table]:
    """Return people × courses as they were frozen; nothing for a snapshot of an earlier version."""
    text = shot.texts.get(TRAINING)
    if not text:
        return []
    found = cover_from(json.loads(text))
    rows = [
        [one.course, words.say(one.title), str(one.asked), str(one.holds), str(one.lapsed),
         str(one.gaps), _share(one.holds, one.asked)]
        for one in found.courses
    ]  # fmt: skip
    asked, held, lapsed, gaps = found.cells
    if rows:
        rows.append([words.say(Text("合计", "In all")), "", str(asked), str(held), str(lapsed),
                     str(gaps), _share(held, asked)])  # fmt: skip
    else:
        rows = [[words.say(Text("没有登记人员和岗位要求", "no people and roles are recorded")),
                 *("—" for _ in _HEADS[1:])]]  # fmt: skip
    name = Text("9 培训覆盖(季末)", "9 Training coverage at the end")
    return [Table(name, _HEADS, rows, _note(found))]


def _share(held: int, asked: int) -> str:
    return f"{100 * held // asked}% ({held}/{asked})" if asked else "—"


def _note(found: Cover) -> Text:
    return Text(
        f"截至 {found.on}:在岗 {found.people} 人,{found.whole} 人应会课程全部有效;"
        f"可做 L1/L2 步骤的有效证书 {found.openers} 张。只计数,不写人名。",
        f"As of {found.on}: {found.people} people, {found.whole} of them lack nothing; "
        f"{found.openers} valid certificates open L1 or L2 steps. People are counted, not named.",
    )
