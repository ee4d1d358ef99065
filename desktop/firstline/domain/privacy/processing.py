"""The register of processing: which personal data, why, on what basis, who gets them, how long."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, UNSURE, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of
from firstline.domain.words import Text

REVIEW_DAYS = 365
"""A record that nobody looked at for so long is told (our own rule)."""
BASES: Mapping[str, Text] = {
    "unknown": Text("不清楚", "unknown"),
    "consent": Text("同意", "consent"),
    "contract": Text("合同或人力资源管理所必需", "contract or HR management"),
    "legal": Text("法定职责或义务", "legal duty"),
    "emergency": Text("突发卫生事件或紧急情况", "emergency"),
    "public_interest": Text("公共利益的新闻报道等", "news and public interest"),
    "published": Text("已合法公开的信息", "lawfully published"),
    "other": Text("法律规定的其他情形", "another case of law"),
}
"""Bases of the PIPL, article 13."""
GDPR_BASES: Mapping[str, Text] = {
    "unknown": Text("不清楚", "unknown"), "consent": Text("同意", "consent"),
    "contract": Text("合同", "contract"), "legal": Text("法律义务", "legal obligation"),
    "vital": Text("重大利益", "vital interests"), "public": Text("公共任务", "public task"),
    "legitimate": Text("正当利益", "legitimate interests"),
}  # fmt: skip
"""Bases of the GDPR, article 6(1)."""
SHEET = Sheet(
    "processing_record", "records", "PR", Text("处理活动", "Processing record"),
    (
        Column("activity", Text("处理活动", "Activity"), must=True),
        Column("categories", Text("信息类别", "Categories of data"), must=True),
        Column("subjects", Text("涉及的人", "Whose data")),
        Column("purpose", Text("目的", "Purpose"), Shape.LINES),
        Column("basis", Text("合法性基础(个保法十三条)", "Basis (PIPL 13)"), Shape.CHOICE, BASES,
               must=True, first="unknown"),
        Column("sensitive", Text("敏感个人信息", "Sensitive data"), Shape.CHOICE, UNSURE,
               must=True, first="unknown"),
        Column("recipients", Text("接收方", "Recipients")),
        Column("retention", Text("保存期限", "Retention")),
        Column("cross_border", Text("数据出境", "Leaves the country"), Shape.CHOICE, UNSURE,
               must=True, first="unknown"),
        Column("transfer", Text("出境依据", "Mechanism of the transfer")),
        Column("eu", Text("涉及欧盟的人", "People in the EU"), Shape.CHOICE, UNSURE, must=True,
               first="no"),
        Column("gdpr_basis", Text("GDPR 六条依据", "Basis (GDPR 6)"), Shape.CHOICE, GDPR_BASES),
        Column("assessed_on", Text("影响评估日期", "Impact assessment"), Shape.DAY),
        Column("reviewed_on", Text("最近核对", "Last reviewed"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "activity"),
)  # fmt: skip


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what a processing record still lacks; unknown counts as the worse case (S43)."""
    told = {name: text_of(entity, name) for name in (
        "basis", "purpose", "retention", "owner", "cross_border", "transfer", "eu", "gdpr_basis",
        "sensitive",
    )}  # fmt: skip
    found: list[Flag] = []
    if told["basis"] in ("", "unknown"):
        found.append(Flag("no_basis", Text("没有合法性基础", "it has no legal basis")))
    for name, zh, en in (
        ("purpose", "没有写目的", "no purpose is given"),
        ("retention", "没有保存期限", "no retention is given"),
        ("owner", "没有负责人", "nobody owns it"),
    ):
        if not told[name]:
            found.append(Flag(f"no_{name}", Text(zh, en)))
    if told["cross_border"] != "no" and not told["transfer"]:
        said = Text("数据出境没有写依据", "it leaves the country without a mechanism")
        unknown = Text("是否出境不清楚", "nobody knows whether it leaves the country")
        yes = told["cross_border"] == "yes"
        found.append(Flag("cross_border", said if yes else unknown))
    if told["eu"] != "no" and told["gdpr_basis"] in ("", "unknown"):
        found.append(Flag("no_gdpr_basis", Text("可能涉及欧盟的人,没有写 GDPR 依据",
                          "people in the EU, perhaps, and no GDPR basis is given")))  # fmt: skip
    heavy = told["sensitive"] != "no" or told["cross_border"] == "yes"
    if heavy and day_of(entity, "assessed_on") is None:
        found.append(Flag("no_assessment", Text("要做个人信息保护影响评估",
                          "it needs an impact assessment")))  # fmt: skip
    found += _stale(entity, today)
    return tuple(found)


def _stale(entity: Entity, today: date) -> Iterable[Flag]:
    seen = day_of(entity, "reviewed_on")
    if seen is None:
        yield Flag("never_reviewed", Text("从没有核对过", "it was never reviewed"))
    elif today - seen > timedelta(days=REVIEW_DAYS):
        yield Flag("stale", Text(f"{seen} 以来没有核对", f"not reviewed since {seen}"))


def processings(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the processing records with their flags, those with the most first."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (-len(pair[1]), text_of(pair[0], "activity")))
