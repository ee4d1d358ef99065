"""Templates of runbooks from folders: the shipped ones, one's own, and broken ones."""

from pathlib import Path

from firstline.intake.packs.checklist_files import FOLDER, load_templates
from firstline.system.resources import resource_path


def test_one_s_own_template_stands_over_the_shipped_one_and_a_broken_one_is_told(
    tmp_path: Path,
) -> None:
    shipped = resource_path("packs", FOLDER)
    text = (shipped / "upgrade.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(text.replace("2026.11.3", "own-1"), "utf-8")
    (tmp_path / "bad.toml").write_text(text.replace('gate = "GU0"', 'gate = "GX"', 1), "utf-8")
    (tmp_path / "raw.toml").write_bytes(b"\xff\xfe\x00")
    found, notes = load_templates((shipped, tmp_path))
    assert found["upgrade-erp"].version == "own-1"
    assert {"cutover-erp", "audit-health"} <= found.keys()
    assert len(notes) == 2
    assert "bad.toml:" in notes[0].en
