"""The group `firstline uat`: cases, runs, defects, rates and the signature of each process."""

from firstline.cli.grammar import Group
from firstline.domain.words import Text

_HOME = "firstline.cli.uat."
_READ = f"{_HOME}read"

uat_ = Group(
    "uat",
    words=Text("用户验收测试:用例、执行、缺陷、签字", "Acceptance tests: cases, runs, sign-off"),
    lazy={
        "case": (f"{_HOME}case", Text("测试用例", "Test cases")),
        "run": (f"{_HOME}run", Text("测试执行:开始、逐步记录、复测", "Runs: start, step, retest")),
        "defects": (_READ, Text("由测试产生的缺陷", "The defects that runs found")),
        "rate": (_READ, Text("每个流程的通过率", "The pass rate of each process")),
        "signoff": (f"{_HOME}signoff", Text("按流程签字", "Sign for a process")),
    },
)
