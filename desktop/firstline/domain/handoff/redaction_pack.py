"""Reads a pack of redaction rules; a rule that does not do what it promises is refused."""

import re
import warnings
from typing import Any

from firstline.domain.handoff.redaction import CHECKS, PLACEHOLDER, Redactor, Rule, Rules
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import read_toml
from firstline.domain.words import Text

SCHEMA = "firstline.redaction/1"


def parse_rules(text: str, file: str) -> Rules:
    """Return the rules in a TOML text. Raises BadInput naming file, line, place and fault.

    Every rule carries texts that it must and must not find, and is tried on them here. The
    shipped rules are packs/redaction/redaction.toml.
    """
    source = read_toml(text, file)
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    rules = []
    for index, raw in enumerate(top.take("rule") or ()):
        rules.append(_rule(Fields(source, ("rule", index), raw)))
    made = Rules(top.name("id"), top.text("version", ""), tuple(rules))
    top.allow("title_zh", "title_en", "license")
    top.done()
    return made


def _rule(one: Fields) -> Rule:
    made = Rule(
        one.name("id"),
        Text(one.text("title_zh"), one.text("title_en")),
        _pattern(one, "pattern", one.text("pattern")),
        _placeholders(one),
        one.choice("check", tuple(CHECKS), ""),
        _pattern(one, "unless_after", guard) if (guard := one.text("unless_after", "")) else None,
        _flag(one),
    )
    for name, wanted in (("must_match", True), ("must_not_match", False)):
        for sample in one.texts(name):
            if _finds(made, sample) is not wanted:
                said = ("没有找到", "does not find") if wanted else ("误中", "wrongly finds")
                raise one.fault(
                    name, f"规则{said[0]}“{sample}”。", f"the rule {said[1]} {sample!r}."
                )
    one.done()
    return made


def _placeholders(one: Fields) -> Text:
    """Return what takes the place of a find; without `replace_en` the same in both languages."""
    zh = one.text("replace")
    en = one.text("replace_en", "")
    if en and not PLACEHOLDER.fullmatch(en):
        raise one.fault(
            "replace_en", f"“{en}”应像 <phone#n>,最多 16 个字符。",
            f"{en!r} must look like <phone#n>, of at most 16 characters.",
        )  # fmt: skip
    return Text(zh, en or zh)


def _finds(rule: Rule, sample: str) -> bool:
    from dataclasses import replace  # noqa: PLC0415 - once at load

    redactor = Redactor(Rules("", "", (replace(rule, enabled=True),)))
    return redactor.text(sample) != sample


def _pattern(one: Fields, name: str, text: str) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings(action="error"):
            return re.compile(text)
    except (re.error, FutureWarning) as error:
        raise one.fault(
            name, f"正则表达式有误:{error}。", f"not a regular expression: {error}."
        ) from None


def _flag(one: Fields) -> bool:
    value: Any = one.take("enabled")
    if not isinstance(value, bool | None):
        raise one.fault("enabled", "应为 true 或 false。", "must be true or false.")
    return value is not False
