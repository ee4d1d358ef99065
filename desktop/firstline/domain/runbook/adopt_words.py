"""What a later version of a template would add to a runbook, in lines that a person reads."""

from collections.abc import Sequence

from firstline.domain.runbook.adopt import Difference
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.words import Text

NOTHING = Text("没有可以补进去的内容。", "There is nothing that could be laid in.")


def lines(found: Difference) -> list[Text]:
    """Return the difference line by line: what comes, what it stops, what stays out and why."""
    told = [
        *(Text(f"+ 关口 {one.id} {one.title.zh}", f"+ gate {one.id} {one.title.en}")
          for one in found.gates),
        *(Text(f"+ {one.id}({one.gate},{SEVERITIES[one.severity].zh}){one.title.zh}",
               f"+ {one.id} ({one.gate}, {SEVERITIES[one.severity].en}) {one.title.en}")
          for one in found.items),
        *(Text(f"+ 关口 {name} {said.zh}", f"+ gate {name} {said.en}")
          for name, said in found.asks),
    ]  # fmt: skip
    if found.is_empty:
        told.append(NOTHING)
    if found.opened:
        told.append(Text(
            f"! 现在放行的关口 {_list(found.opened)} 要重新放行:要两人确认。",
            f"! Gates that let pass now will have to again: {_list(found.opened)}; two people.",
        ))  # fmt: skip
    if found.timed:
        told.append(Text("! 新的计时步骤没有演练过。", "! New timed steps were never rehearsed."))
    if found.left:
        told.append(Text(
            f"– 不补:{_list(found.left)}(关口 {_list(found.signed)} 已签字放行)",
            f"– stays out: {_list(found.left)} (gates {_list(found.signed)} were signed)",
        ))  # fmt: skip
    if found.other:
        told.append(Text(
            f"= 措辞或级别有别,保持原样:{_list(found.other)}",
            f"= reads otherwise now and stays as it was begun: {_list(found.other)}",
        ))  # fmt: skip
    return told


def _list(names: Sequence[str]) -> str:
    more = len(names) - 12
    return ", ".join(names[:12]) + (f" +{more}" if more > 0 else "")
