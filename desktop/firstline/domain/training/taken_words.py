"""What is to be told of an import besides its counts: what came in and asks or counts nothing."""

from firstline.domain.training.taking_in import Taken
from firstline.domain.words import Text


def told_of(taken: Taken) -> list[Text]:
    """Return a line for what does not count yet, and one for each role that asks for nothing.

    First of all stands whose steps are opened: who takes a list in vouches for every name in it.
    """
    return [*_opening(taken), *_ungranted(taken.ungranted), *_used(taken.settled), *_idle(taken)]


def _opening(taken: Taken) -> list[Text]:
    return [
        Text(f"{course} 的 {many} 条通过记录会开放 {opens} 级步骤:导入即由您担保,请逐个核对姓名。",
             f"{many} passes of {course} open steps of class {opens}: by taking them in you vouch "
             "for them; check each name.")
        for (course, opens), many in sorted(taken.opening.items())
    ]  # fmt: skip


def _ungranted(many: int) -> list[Text]:
    if not many:
        return []
    return [
        Text(f"{many} 条通过记录要由本人以外、有名字的人授予才算数:"
             "在设置里填写您的名字再导入一次同一文件,自己的请同事授予。",
             f"{many} passes count only once somebody else, who has a name, grants them: put your "
             "name into the settings and take the same file in again; your own, a colleague "
             "grants.")
    ]  # fmt: skip


def _used(many: int) -> list[Text]:
    if not many:
        return []
    entries = "entry is" if many == 1 else "entries are"
    return [Text(f"预订过的名额按到场消耗:台账 {many} 笔,随这次导入撤回。",
                 f"Places that were booked count as used: {many} {entries} made in ledgers, "
                 "taken back with this import.")]  # fmt: skip


def _idle(taken: Taken) -> list[Text]:
    return [
        Text(f"角色“{role[:40]}”没有要求任何课程({many} 行):核对写法,或规定它要学什么。",
             f"No course is asked of the role “{role[:40]}” ({many} rows): check the word, "
             "or say what it needs.")
        for role, many in sorted(taken.idle.items(), key=lambda one: (-one[1], one[0]))
    ]  # fmt: skip
