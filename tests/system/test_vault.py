"""The vault: secrets are kept under the keyring's key or a passphrase, and never as plain text."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from keyring_makers import Memory

from firstline.system import credentials, seals
from firstline.system.credentials import NoKeyringError
from firstline.system.vault import FILE, Closed, Vault, VaultError

TOKEN = "fl_" + "秘密-token-" * 300  # longer than any keyring of Windows would hold


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this machine one without a keyring, whatever it has."""

    def none() -> credentials.Backend:
        raise NoKeyringError("keyring.backends.fail.Keyring", "no recommended backend")

    monkeypatch.setattr(credentials, "safe_backend", none)


def test_a_long_token_is_kept_and_stands_nowhere_in_the_profile(tmp_path: Path) -> None:
    ring = Memory()
    vault = Vault(tmp_path, backend=ring)
    vault.put("portal:hq", TOKEN)
    assert Vault(tmp_path, backend=ring).get("portal:hq") == TOKEN
    text = (tmp_path / FILE).read_text("utf-8")
    assert "token" not in text
    assert "秘密" not in text
    assert [len(one) for one in ring.held.values()] == [44]  # a key, not the token
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_what_was_dropped_is_gone_and_the_last_one_takes_the_key_along(tmp_path: Path) -> None:
    ring = Memory()
    vault = Vault(tmp_path, backend=ring)
    vault.put("a", "1")
    vault.put("b", "2")
    vault.drop("a")
    assert vault.names() == ("b",)
    assert vault.get("a") is None
    vault.drop("b")
    vault.drop("b")
    assert ring.held == {}
    assert not (tmp_path / FILE).exists()


def test_a_lost_key_is_said_and_nothing_falls_back_to_plain_text(tmp_path: Path) -> None:
    ring = Memory()
    Vault(tmp_path, backend=ring).put("a", "1")
    ring.held.clear()
    with pytest.raises(VaultError) as caught:
        Vault(tmp_path, backend=ring).get("a")
    assert caught.value.why is Closed.KEY_LOST
    with pytest.raises(VaultError):
        Vault(tmp_path, backend=ring).put("b", "2")
    assert "b" not in json.loads((tmp_path / FILE).read_text("utf-8"))["held"]


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_a_passphrase_opens_it_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    Vault(tmp_path, ask=lambda: "正确的口令").put("a", TOKEN)
    vault = Vault(tmp_path, ask=lambda: "正确的口令")
    assert vault.holder == "passphrase"
    assert vault.get("a") == TOKEN
    with pytest.raises(VaultError) as caught:
        Vault(tmp_path, ask=lambda: "wrong").get("a")
    assert caught.value.why is Closed.WRONG


@pytest.mark.usefixtures("no_keyring")
def test_without_either_it_refuses_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(VaultError) as caught:
        Vault(tmp_path, ask=lambda: None).put("a", "1")
    assert caught.value.why is Closed.NO_KEYRING
    assert "fail" in caught.value.detail
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("rubbish", [b"", b"[]", b"\xff\xfe", b'{"held": 3}', b'{"id":"x"}'])
def test_a_damaged_file_is_said(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / FILE).write_bytes(rubbish)
    with pytest.raises(VaultError) as caught:
        Vault(tmp_path, backend=Memory()).get("a")
    assert caught.value.why is Closed.DAMAGED


def test_a_swapped_secret_does_not_open_under_another_name(tmp_path: Path) -> None:
    ring = Memory()
    vault = Vault(tmp_path, backend=ring)
    vault.put("a", "1")
    vault.put("b", "2")
    state = json.loads((tmp_path / FILE).read_text("utf-8"))
    state["held"]["a"], state["held"]["b"] = state["held"]["b"], state["held"]["a"]
    (tmp_path / FILE).write_text(json.dumps(state), "utf-8")
    with pytest.raises(VaultError):
        Vault(tmp_path, backend=ring).get("a")


def test_a_signature_holds_for_its_data_alone() -> None:
    seed = seals.new_key()
    signature = seals.sign(seed, b"manifest")
    assert seals.is_signed(seals.public_of(seed), b"manifest", signature)
    assert not seals.is_signed(seals.public_of(seed), b"Manifest", signature)
    assert not seals.is_signed(seals.public_of(seals.new_key()), b"manifest", signature)
    assert not seals.is_signed(b"short", b"manifest", signature)


def test_a_box_opens_for_its_owner_and_purpose_alone() -> None:
    seed = seals.new_key()
    sealed = seals.seal_to(seals.box_key(seed), "工单".encode(), b"pack 1")
    assert seals.open_box(seed, sealed, b"pack 1").decode() == "工单"
    for other, about in ((seals.new_key(), b"pack 1"), (seed, b"pack 2")):
        with pytest.raises(seals.SealError):
            seals.open_box(other, sealed, about)
    with pytest.raises(seals.SealError):
        seals.open_box(seed, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"pack 1")


@pytest.mark.usefixtures("no_keyring")
def test_two_threads_open_a_fresh_vault_and_both_find_what_they_kept(tmp_path: Path) -> None:
    vault = Vault(tmp_path, lambda: "一个很长的口令")
    names = ("portal:a", "portal:b", "portal:c")
    made: list[str] = []

    def work(name: str) -> None:
        vault.put(name, name)
        made.append(vault.once("device-key", lambda: name))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, names))
    again = Vault(tmp_path, lambda: "一个很长的口令")
    assert [again.get(one) for one in names] == list(names)
    assert {*made, again.get("device-key")} == {made[0]}


def test_two_threads_make_keys_of_passphrases_and_none_waits_for_ever() -> None:
    salt = b"0" * seals.SALT_BYTES
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(seals.key_from, "口令", salt) for _ in range(4)]
        assert len({one.result(timeout=60) for one in made}) == 1


def test_a_passphrase_costs_what_the_standard_asks_and_gives_the_same_key_for_ever() -> None:
    """RFC 9106 §4, the second recommended option; another cost would open no vault of today."""
    assert (seals.MEMORY_KIB, seals.PASSES, seals.LANES) == (64 * 1024, 3, 4)
    key = seals.key_from("一个很长的口令", b"0" * seals.SALT_BYTES)
    assert key.hex() == "7ee3b1d4e3072c3c93a9958958c891d8fae0276edd08ed7e1ee61da0ac1ef1fa"
