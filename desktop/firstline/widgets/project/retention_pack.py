"""The rules of retention that come with the program, read when somebody asks for them."""

from firstline.domain.retention.rule import Rules, parse_rules
from firstline.system.resources import read_text


def shipped() -> Rules:
    """Return the shipped rules by category."""
    return parse_rules(read_text("packs", "retention", "retention.toml"), "retention.toml")
