"""Every command of this release exists with exactly its options, and answers in both languages."""

from pathlib import Path

import click
import pytest
from cli_run import Run

from firstline.cli.root import build_root

COMMANDS: dict[str, set[str]] = {
    "ticket new": {"--title", "--body", "--impact", "--urgency", "--type", "--site", "--product",
                   "--module", "--channel", "--requester", "--at", "--attach"},
    "ticket list": {"--limit", "--sort"},
    "ticket show": set(),
    "ticket set": set(),
    "ticket reply": {"--internal"},
    "ticket attach": set(),
    "ticket handoff": {"--out", "--received-at", "--case-no", "--proof"},
    "ticket log": {"--leg", "--at", "--received-at", "--reason", "--proof", "--text"},
    "sla evaluate": {"--lines"},
    "import": {"--format", "--map", "--dry-run", "--timezone"},
    "export": set(),
    "search": {"--in", "--limit"},
    "knowledge import": {"--dry-run"},
    "knowledge list": {"--all"},
    "knowledge show": set(),
    "knowledge gaps": set(),
    "knowledge helped": {"--ticket"},
    "alarm list": {"--within"},
    "alarm card": set(),
    "demo": set(),
    "backup": set(),
    "restore": set(),
    "doctor": set(),
    "portal add": {"--kind", "--user", "--token-stdin", "--ca", "--place", "--unchecked"},
    "portal list": set(),
    "portal remove": set(),
    "portal test": set(),
    "sync": set(),
    "outbox list": set(),
    "outbox show": set(),
    "outbox retry": set(),
    "outbox withdraw": set(),
    "pack export": {"--sealed", "--plain", "--answer"},
    "pack import": set(),
    "pack verify": set(),
    "conflict list": set(),
    "conflict resolve": {"--take"},
    "runbook templates": set(),
    "runbook start": {"--name", "--at"},
    "runbook list": set(),
    "runbook show": set(),
    "runbook check": {"--evidence"},
    "runbook waive": {"--by", "--reason", "--until"},
    "runbook gate": set(),
    "runbook report": {"--out"},
    "ledger list": set(),
    "ledger grant": {"--unit", "--expires"},
    "ledger reserve": set(),
    "ledger consume": set(),
    "ledger release": set(),
    "ledger show": set(),
    "ledger check": {"--product", "--at"},
    "ledger dispute": {"--reason"},
    "ledger correct": {"--reason"},
    "reconcile compare": {"--key", "--measure", "--tolerance", "--group", "--out"},
    "reconcile list": set(),
    "reconcile show": set(),
    "reconcile explain": set(),
    "reconcile sign": {"--note"},
    "reconcile again": set(),
    "reconcile statement": {"--out"},
    "reconcile report": {"--out", "--from"},
    "report verify": set(),
    "report quarter": {"--out"},
    "report claim": {"--out"},
    "report dashboard": set(),
}  # fmt: skip


def find(words: str) -> click.Command:
    command: click.Command = build_root()
    for word in words.split():
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None, words
        command = found
    return command


@pytest.mark.parametrize("words", COMMANDS)
def test_the_command_has_its_options(words: str) -> None:
    names = {name for one in find(words).params for name in one.opts if name.startswith("--")}
    assert COMMANDS[words] <= names
    assert {"--lang", "--profile", "--json"} <= names


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("words", ["", "ticket", *COMMANDS])
def test_help_speaks_the_language(run: Run, words: str, lang: str) -> None:
    done = run(*words.split(), "--help", lang=lang)
    assert done.code == 0
    assert not done.err
    assert ("用法" in done.out) is (lang == "zh_CN")
    has_chinese = any("\u4e00" <= char <= "\u9fff" for char in done.out)
    assert has_chinese is (lang == "zh_CN")


def test_a_wrong_word_costs_no_profile(run: Run, profile: Path) -> None:
    assert run("tickt").code == 2
    assert not profile.exists()
