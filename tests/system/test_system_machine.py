"""Folders, shipped files, sounds and secrets."""

from pathlib import Path

import pytest
from keyring_makers import Memory

from firstline.system import credentials
from firstline.system.credentials import Credentials, NoKeyringError, safe_backend
from firstline.system.folders import make_profile_folder, profile_folder
from firstline.system.pinyin import full, initials
from firstline.system.resources import read_text, resource_path


def test_the_folder_given_wins_then_the_variable_then_the_users_own(tmp_path: Path) -> None:
    named = {"FIRSTLINE_PROFILE": str(tmp_path / "named")}
    assert profile_folder(tmp_path / "given", named) == tmp_path / "given"
    assert profile_folder(None, named) == tmp_path / "named"
    assert profile_folder(None, {"FIRSTLINE_PROFILE": " "}).name == "firstline"


def test_a_profile_folder_is_private_and_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    made = make_profile_folder(tmp_path / "a" / "b")
    assert made.stat().st_mode & 0o077 == 0
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        make_profile_folder(tmp_path / "file")
    with pytest.raises(NotADirectoryError):
        make_profile_folder(tmp_path / "file" / "below")


def test_shipped_packs_are_found() -> None:
    assert resource_path("packs", "sla_seed_2023.toml").is_file()
    assert 'id = "seed-2023"' in read_text("packs", "sla_seed_2023.toml")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("库存账", "kcz"),
        ("会计", "kj"),
        ("银行", "yh"),
        ("U8 打印", "u8 dy"),
        ("Printer", "printer"),
    ],
)
def test_initials_follow_the_phrase(text: str, letters: str) -> None:
    assert initials(text) == letters


def test_full_sounds() -> None:
    assert full("库存 U8") == "kucun u8"


def test_secrets_are_kept_by_profile_and_forgotten() -> None:
    memory = Memory()
    one, two = Credentials("a", memory), Credentials("b", memory)
    one.put("portal", "s3cret")
    assert one.get("portal") == "s3cret"
    assert two.get("portal") is None
    one.drop("portal")
    one.drop("portal")
    assert one.get("portal") is None
    assert not memory.held


def test_a_secret_too_long_for_windows_is_refused_everywhere() -> None:
    box = Credentials("a", Memory())
    box.put("portal", "x" * 1280)
    with pytest.raises(ValueError, match="1280"):
        box.put("portal", "😀" * 641)


def test_plain_text_back_ends_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    plain = type("PlaintextKeyring", (Memory,), {"__module__": "keyrings.alt.file"})()
    monkeypatch.setattr(keyring, "get_keyring", lambda: plain)
    with pytest.raises(NoKeyringError) as caught:
        safe_backend()
    assert "keyrings.alt" in caught.value.backend


def test_a_safe_back_end_is_taken_out_of_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    plain = type("PlaintextKeyring", (Memory,), {"__module__": "keyrings.alt.file"})()
    safe = type("Keyring", (Memory,), {"__module__": "keyring.backends.SecretService"})()
    chain = type("Chain", (), {"backends": (plain, safe)})()
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    assert safe_backend() is safe
    assert "SecretService" in Credentials("a").backend_name


def test_no_keyring_of_the_machine_is_a_reason_not_a_crash() -> None:
    import keyring
    import keyring.backends.fail

    held = keyring.get_keyring()
    try:
        keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]  # theirs
        with pytest.raises(NoKeyringError):
            Credentials("a").get("portal")
    finally:
        keyring.set_keyring(held)
    assert credentials.SERVICE == "firstline"
