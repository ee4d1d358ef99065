"""What a routing says: one line beside the field, and the whole explanation as lines."""

from firstline.domain.routing.routing import RULE_NAMES, Routing, Rule
from firstline.domain.words import Text

NOBODY = Text("没有建议:没有合适的人在班", "No suggestion: nobody suitable is on duty")
NO_ROSTER = Text("还没有名单。", "There is no roster yet.")


def suggestion(routing: Routing) -> Text:
    """Return the line that stands beside the assignee: 建议:王芳(库存模块技能 3 级,在班)."""
    if routing.rule is Rule.NOBODY:
        return NOBODY
    who = routing.assignee
    return Text(f"建议:{who}({routing.why.zh})", f"Suggested: {who} ({routing.why.en})")


def explanation(routing: Routing) -> list[Text]:
    """Return who wins by which rule, and why each of the others does not."""
    rule = RULE_NAMES[routing.rule]
    lines = [suggestion(routing), Text(f"决定规则:{rule.zh}", f"Deciding rule: {rule.en}")]
    return lines + [
        Text(f"{one.name}:{one.why.zh}", f"{one.name}: {one.why.en}") for one in routing.others
    ]
