"""The package as text for the vendor's portal: headings, what is missing, files, expected times."""

import json

from firstline.domain.handoff.package import Filled, Package
from firstline.domain.sla.timer import Metric
from firstline.domain.words import Text

SCHEMA = "firstline.handoff/1"
MISSING = Text("(缺)", "(missing)")
DUTIES = Text("客户责任", "Customer duties")
EXPECTED = Text("期望回复时刻", "Expected reply")
AUTHORISATION = Text("授权单号", "Authorisation")
FILES = Text("附件与 SHA-256", "Attachments, SHA-256")
LEFT = Text("未随包", "Not in the package")
CODE = Text("服务识别码", "Service code")
NO_CODE = Text("服务识别码不随包,电话里报(见应急联系卡)。",
               "The service code does not go along; it is told on the phone.")  # fmt: skip
_METRICS = {
    Metric.FIRST_RESPONSE: Text("首次响应", "First response"),
    Metric.RESOLUTION: Text("解决", "Resolution"),
}
_NO_TARGET = Text("无时限", "no target")


def body(package: Package) -> str:
    """Return the body as it is pasted into the vendor's portal: one heading for each field."""
    language = package.language
    parts = [_said(one, package) for one in package.fields if one.value or one.missing]
    tails = (
        (DUTIES, package.duties),
        (EXPECTED, expected(package)),
        (AUTHORISATION, _authorisation(package)),
        (FILES, _files(package)),
        (LEFT, _left_out(package)),
        (Text("脱敏", "Redaction"), redaction_line(package).in_(language)),
        (CODE, NO_CODE.in_(language)),
    )
    parts += [_headed(name.in_(language), text) for name, text in tails if text]
    return "\n".join(parts) + "\n"


def expected(package: Package) -> str:
    """Return when replies are due by the agreement, one a line."""
    lines = []
    for one in package.expected:
        name = _METRICS[one.metric].in_(package.language)
        at = f"{one.at:%Y-%m-%d %H:%M %z}" if one.at else _NO_TARGET.in_(package.language)
        lines.append(f"{name}:{at}" if package.language == "zh_CN" else f"{name}: {at}")
    return "\n".join(lines)


def redaction_line(package: Package) -> Text:
    """Return the redaction report as one line: which rule removed how much, who reviewed it."""
    zh = "、".join(f"{one.title.zh} {one.count} 处" for one in package.removed) or "没有命中"
    en = ", ".join(f"{one.title.en}: {one.count}" for one in package.removed) or "nothing found"
    by = package.reviewed_by or "-"
    return Text(f"{zh};复核人:{by}", f"{en}; reviewed by: {by}")


def fields_json(package: Package) -> str:
    """Return fields.json: every field with its names, and what is missing."""
    return _json({
        "schema": SCHEMA, "package": package.id, "ticket": package.number,
        "made_at": package.made_at.isoformat(), "title": package.title,
        "fields": [
            {"id": one.field.id, "name_zh": one.field.name.zh, "name_en": one.field.name.en,
             "value": one.value, "need": str(one.field.need), "missing": one.missing}
            for one in package.fields
        ],
        "duties": package.duties,
        "expected_reply": [
            {"metric": str(one.metric), "at": one.at.isoformat() if one.at else None}
            for one in package.expected
        ],
        "authorisation": package.authorisation.number if package.authorisation else "",
        "attachments": [
            {"name": one.name, "sha256": one.sha256, "size": len(one.data), "text": True}
            for one in package.texts
        ] + [
            {"name": one.name, "sha256": one.sha256, "size": one.size, "text": False}
            for one in package.files
        ],
        "left_out": [
            {"name": one.name, "why_zh": one.why.zh, "why_en": one.why.en}
            for one in package.left_out
        ],
    })  # fmt: skip


def redaction_json(package: Package) -> str:
    """Return redaction.json: counts for each rule, a preview, and who reviewed it."""
    return _json({
        "package": package.id, "rules": package.rules,
        "removed": [
            {"rule": one.rule, "title_zh": one.title.zh, "title_en": one.title.en,
             "count": one.count, "values": one.values}
            for one in package.removed
        ],
        "preview": [
            {"place_zh": one.place.zh, "place_en": one.place.en, "line": one.line}
            for one in package.preview
        ],
        "files_confirmed_by_eye": [one.name for one in package.files],
        "reviewed_by": package.reviewed_by, "reviewed_at": package.made_at.isoformat(),
    })  # fmt: skip


def codes(text: str, most_bytes: int) -> tuple[str, ...]:
    """Return `text` in as many parts as codes of `most_bytes` need, each numbered "[1/3] …".

    Parts end between characters, at the end of a line where one is near.
    """
    room = most_bytes - len(b"[99/99]\n")
    parts: list[str] = []
    rest = text
    while rest:
        part = rest.encode()[:room].decode(errors="ignore")
        if len(part) < len(rest):
            end = part.rfind("\n")
            part = part[: end + 1] if end > len(part) // 2 else part
        parts.append(part)
        rest = rest[len(part) :]
    if len(parts) == 1:
        return (text,)
    return tuple(f"[{index}/{len(parts)}]\n{part}" for index, part in enumerate(parts, 1))


def _said(one: Filled, package: Package) -> str:
    return _headed(one.field.name.in_(package.language),
                   one.value or MISSING.in_(package.language))  # fmt: skip


def _headed(name: str, text: str) -> str:
    return f"【{name}】\n{text}" if "\n" in text else f"【{name}】{text}"


def _authorisation(package: Package) -> str:
    one = package.authorisation
    return one.number if one and (package.texts or package.files) else ""


def _files(package: Package) -> str:
    lines = []
    for text in package.texts:
        remark = f" · {text.remark.in_(package.language)}" if text.remark.zh else ""
        lines.append(f"{text.name}  {text.sha256}{remark}")
    lines += [f"{one.name}  {one.sha256}" for one in package.files]
    return "\n".join(lines)


def _left_out(package: Package) -> str:
    return "\n".join(f"{one.name}:{one.why.in_(package.language)}" if package.language == "zh_CN"
                     else f"{one.name}: {one.why.in_(package.language)}"
                     for one in package.left_out)  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
