"""What a person is told of an edit that Request Tracker did not take as it was."""

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Answer, CopyState
from firstline.domain.errors import NOTHING
from firstline.domain.ticket.fields import NAMES
from firstline.domain.words import Text
from firstline.portal.rt.acts import Result

GIVE_UP = 5  # tries at which a fault of RT's own is taken for its answer


class Fault(Exception):  # noqa: N818 - it says what happened
    """What became of a write is not known: RT failed over it, or it moved again and again."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Vanished(Exception):  # noqa: N818 - it says what happened
    """The ticket was deleted, hidden or merged while we wrote."""


class NoFile(Exception):  # noqa: N818 - it says what happened
    """The file that an edit names was not given to `upload` yet."""


def outcome_of(edit: Edit, result: Result, *, again: bool) -> Answer:
    """Return the answer to an edit of which `result` came; `again`: it was sent before."""
    if result.refused:
        done = bool(result.done)
        return Answer(edit.id, Outcome.REJECTED, "refused", refused(result.refused, part=done))
    if result.clashes:
        names = [NAMES[one.field] for one in result.clashes]
        zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
        said = Text(f"另一方也改了{zh}。", f"The other side changed it too: {en}.")
        return Answer(edit.id, Outcome.CONFLICT, "moved", said)
    merged = result.merged and not again
    return Answer(edit.id, Outcome.MERGED if merged else Outcome.APPLIED)


def refused(words: list[str] | str, *, part: bool = False) -> Text:
    """Return the reason with RT's own words, in whatever language it speaks."""
    listed = [words] if isinstance(words, str) else words
    said = "; ".join(one for one in dict.fromkeys(listed) if one)
    zh, en = ("其余已生效。", " The rest was done.") if part else ("", "")
    if not said:
        return Text(f"RT 没有接受这项更改。{zh}", f"RT did not take this change.{en}")
    return Text(f"RT 的答复:“{said}”。{zh}", f"RT says: “{said}”.{en}")


def waits(edit: Edit, code: str = "waits-for-record") -> Answer:
    """Return the answer to an edit that is sent again later: what it builds on is not decided."""
    return Answer(edit.id, Outcome.IN_PROGRESS, code, NOTHING)


def fault(edit: Edit, words: str, tries: int) -> Answer:
    """Return the answer where RT failed over the edit; after several times that is its answer."""
    if tries < GIVE_UP:
        return Answer(edit.id, Outcome.UNKNOWN, "server-fault", NOTHING)
    said = Text(
        f"RT 处理这项更改时屡次出错({words or '500'})。",
        f"RT failed over this change several times ({words or '500'}).",
    )
    return Answer(edit.id, Outcome.REJECTED, "server-fault", said)


def gone_answer(edit: Edit, state: CopyState, into: int) -> Answer:
    """Return the answer to an edit of a ticket that is not there (any more), or is another's."""
    if into:
        code, said = "merged", Text(
            f"工单已并入 #{into},请改写到那里。", f"It was merged into #{into}; write there."
        )  # fmt: skip
    elif state is CopyState.HIDDEN:
        code, said = "forbidden", Text(
            "您不能再看到这张工单。", "You may no longer see this ticket."
        )  # fmt: skip
    else:
        code, said = "gone", Text("这张工单已被删除。", "This ticket was deleted.")
    return Answer(edit.id, Outcome.REJECTED, code, said)


def unknown_person(name: str, number: int) -> str:
    """Return why a name cannot be used at RT: nobody, or several, are called so."""
    shown = name[:80]
    if number == 0:
        return f"no user “{shown}” / 没有用户“{shown}”"
    return f"several users “{shown}”, give the login / 有多个“{shown}”,请写登录名"
