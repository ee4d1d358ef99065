"""`firstline environment list | add | set | import`: copies, their age, and whether masked."""

from firstline.cli.grammar import Group
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health import environment
from firstline.domain.health.columns import UNSURE
from firstline.domain.health.environment import PURPOSES, SHEET
from firstline.domain.health.likeness import came_of, likeness
from firstline.domain.health.sheet import text_of
from firstline.domain.uat.run import KIND, runs_from
from firstline.domain.words import Text

environment_ = Group("environment", words=Text("环境登记", "The register of environments"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the environments, those with flags first."""
    records, today = session.store.records(SHEET.kind), session.now().date()
    runs, say = runs_from(session.store.records(KIND)), session.language
    rows = []
    for one, flags in environment.environments(records, today, project):
        like, tests = likeness(one), came_of(one, runs)
        more = {
            "production_like": {"score": like.score, "of": like.of}, "tests": tests.in_(say),
            "why": f"{like.why.in_(say)}\n{tests.in_(say)}",
        }  # fmt: skip
        cells = (
            PURPOSES.get(text_of(one, "purpose"), PURPOSES["test"]).in_(say),
            text_of(one, "data_on"),
            UNSURE.get(text_of(one, "masked"), UNSURE["unknown"]).in_(say),
            f"{like.score}/{like.of}", text_of(one, "name"),
        )  # fmt: skip
        rows.append(Row(one, flags, more, cells))
    return rows


REGISTER = Register(
    SHEET, rows_of,
    (Text("用途", "Purpose"), Text("数据日期", "Data as of"), Text("脱敏", "Masked"),
     Text("像生产", "Like production"), Text("名称", "Name")),
)  # fmt: skip
add_commands(environment_, REGISTER)
