"""The registers of the page of projects, under their headings, in the order of the page."""

from firstline.domain.words import Text
from firstline.viewmodel.project.entry import Entry, Shelf
from firstline.viewmodel.project.findings import FINDINGS, TRACES
from firstline.viewmodel.project.go_live import GO_LIVE
from firstline.viewmodel.project.links import LINKS
from firstline.viewmodel.project.outcomes import OUTCOMES
from firstline.viewmodel.project.plan import PLAN
from firstline.viewmodel.project.progress import PROGRESS
from firstline.viewmodel.project.retention import RETENTION
from firstline.viewmodel.project.rules import RULES
from firstline.viewmodel.project.uat import UAT_ENTRIES

# Each shelf's registers stand in a module of their own; one without registers is not shown.
TESTS: tuple[Entry, ...] = (*UAT_ENTRIES, *GO_LIVE)
SHELVES: tuple[Shelf, ...] = (
    Shelf(Text("阶段与需求", "Phases and requirements"), (*PLAN, TRACES)),
    Shelf(Text("诊断", "Diagnosis"), FINDINGS),
    Shelf(Text("进度与人员", "Progress and people"), PROGRESS),
    Shelf(Text("测试与上线", "Tests and go-live"), TESTS),
    Shelf(Text("接口与数据", "Interfaces and data"), LINKS),
    Shelf(Text("成效", "Outcomes"), OUTCOMES),
    Shelf(Text("合规", "Compliance"), RULES),
    Shelf(Text("保留与销毁", "Retention"), RETENTION),
)
ENTRIES: tuple[Entry, ...] = tuple(one for shelf in SHELVES for one in shelf.entries)
