"""The register of interfaces: no secret gets in, and what is late, unknown or failed is told."""

import re
import tomllib
from datetime import timedelta

import pytest
from health_makers import NOW, changed, made, of, stamp

from firstline.domain.errors import BadInput
from firstline.domain.health.history import history
from firstline.domain.health.sheet import Flag
from firstline.domain.interfaces import contract
from firstline.domain.interfaces.contract import SHEET, Probe
from firstline.domain.interfaces.secrets import looks_like_secret
from firstline.domain.words import Text
from firstline.system.resources import read_text

SECRETS = ("RD07", "RD09", "RD15", "RD16", "RD17", "RD21")
_RULES = {
    one["id"]: one for one in tomllib.loads(read_text("packs/redaction/redaction.toml"))["rule"]
}


def codes(flags: tuple[Flag, ...]) -> set[str]:
    return {one.code for one in flags}


@pytest.mark.parametrize("rule", SECRETS)
def test_what_the_redaction_rules_call_a_secret_is_refused_and_nothing_else(rule: str) -> None:
    for sample in _RULES[rule]["must_match"]:
        assert looks_like_secret(sample), sample
        with pytest.raises(BadInput):
            made(SHEET, name="WMS", note=sample)
    for sample in _RULES[rule]["must_not_match"]:
        assert not looks_like_secret(sample), sample


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Zx81kQ0pL3m9T7vB2nC5dF6g", True), ("AKIAIOSFODNN7EXAMPLE", True),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.x", True), ("-----BEGIN RSA PRIVATE KEY-----", True),
        ("http://10.20.1.15:8080/wms/api/v1/stock/inventory-balance-2026", False),
        ("7ba08145-f15a-5701-9a96-d0dd5e45371b", False), ("wms.gateway@plant-1", False),
        ("invCode, qty, batchNo, warehouseCode, updatedAt2026", False),
    ],
)  # fmt: skip
def test_a_bare_key_is_refused_and_an_address_is_not(text: str, secret: bool) -> None:
    assert looks_like_secret(text) is secret
    held = made(SHEET, name="WMS", keyring_name="wms.gateway")
    if secret:
        for name in ("endpoint", "keyring_name", "note", "fields", "rate_limit"):
            with pytest.raises(BadInput):
                changed(SHEET, held, **{name: text})
    else:
        assert changed(SHEET, held, endpoint=text).fields["endpoint"] == text


def test_a_secret_is_told_by_its_name_alone() -> None:
    with pytest.raises(BadInput):
        made(SHEET, name="WMS", keyring_name="a;b c/d?")
    held = made(SHEET, name="WMS", auth="api_key", keyring_name="wms.gateway")
    assert held.fields["keyring_name"] == "wms.gateway"


def test_an_interface_is_late_after_two_of_its_intervals_and_not_before() -> None:
    full = {"owner": "王磊", "endpoint": "http://wms/api", "auth": "none", "every_minutes": 15}
    at = (NOW - timedelta(minutes=30)).isoformat()
    held = made(SHEET, name="WMS", last_success=at, **full)
    assert contract.flags(held, NOW) == ()
    assert codes(contract.flags(held, NOW + timedelta(seconds=1))) == {"late"}
    bare = made(SHEET, name="POS")
    assert codes(contract.flags(bare, NOW)) == {"no_owner", "no_endpoint", "auth_unknown", "never"}
    assert not any(one.stops for one in contract.flags(bare, NOW))


def test_probes_are_kept_and_one_that_was_not_made_hides_no_failure() -> None:
    held = made(SHEET, name="WMS")
    assert contract.probes(held) == []
    failed = Probe("failed", Text("拒绝", "refused"))
    held = of(held, contract.probe_edit(held, failed, stamp(2)))
    assert "probe_failed" in codes(contract.flags(held, NOW))
    away = Probe("not_tested", Text("离线", "offline"))
    held = of(held, contract.probe_edit(held, away, stamp(1)))
    assert [one.result for one in contract.probes(held)] == ["failed", "not_tested"]
    assert "probe_failed" in codes(contract.flags(held, NOW)), "offline proves nothing"
    good = Probe("ok", Text("可达", "reachable"))
    held = of(held, contract.probe_edit(held, good, stamp()))
    assert "probe_failed" not in codes(contract.flags(held, NOW))
    assert [words.en for _, _, words in history(held)][-1] == "reachable"
    assert not re.search("failed", contract.RESULTS["not_tested"].en)
