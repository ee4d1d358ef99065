"""`firstline saving` and `cycle`: discounts that can be repeated, baselines that stay frozen."""

from cli_run import Run

SAVED = ("U8 续约", "--list-price", "100000", "--contract-price", "80000", "--reason", "时限未达标",
         "--evidence", "评分卡", "--agreed-on", "2026-05-01")  # fmt: skip


def test_a_discount_is_told_with_its_reason_and_its_evidence(run: Run) -> None:
    assert run("saving", "add", *SAVED).code == 0
    (one,) = run("saving", "list", "--json").json["savings"]
    assert (one["percent"], one["saved_fen"], one["evidence"]) == ("20.00", 2_000_000, "评分卡")
    assert "(100000.00 − 80000.00) ÷ 100000.00 = 20.00 %;理由:时限未达标" in one["why"]
    assert "20.00%" in run("saving", "list").out
    for lacking in ("--list-price", "--reason", "--evidence"):
        at = SAVED.index(lacking)
        assert run("saving", "add", *SAVED[:at], *SAVED[at + 2 :]).code == 2, lacking
    dearer = [*SAVED[:4], "120000", *SAVED[5:]]
    assert run("saving", "add", *dearer).code == 2
    assert len(run("saving", "list", "--json").json["savings"]) == 1


def test_a_changed_baseline_needs_its_reason_and_both_are_told(run: Run) -> None:
    made = run("cycle", "add", "订单到发货", "--unit", "天", "--baseline", "100", "--frozen-by",
               "李娜", "--frozen-on", "2026-01-01", "--json")  # fmt: skip
    assert made.code == 0, made.err
    number = made.json["number"]
    (open_,) = run("cycle", "list", "--json").json["cycles"]
    assert [one["code"] for one in open_["flags"]] == ["unproven"]
    measured = ("actual=70", "as_of=2026-11-01", "source=台账")
    assert run("cycle", "set", number, *measured).code == 0
    (one,) = run("cycle", "list", "--json").json["cycles"]
    assert (one["baselines"][0]["shorter_percent"], one["flags"]) == ("30.00", [])
    assert run("cycle", "set", number, "baseline=90").code == 2
    assert run("cycle", "set", number, "baseline=90", "reason=口径改了").code == 0
    assert run("cycle", "set", number, "baseline=120", "reason=口径改了").code == 2, "the same one"
    run("cycle", "set", number, "earlier=")  # nobody types what was before
    (one,) = run("cycle", "list", "--json").json["cycles"]
    assert [(old["value"], old["shorter_percent"]) for old in one["baselines"]] == [
        ("90", "22.22"), ("100", "30.00"),
    ]  # fmt: skip
    assert one["baselines"][1]["frozen_on"] == "2026-01-01"
    assert [flag["code"] for flag in one["flags"]] == ["baseline_changed", "frozen_after"]
    assert "原基线 100(2026-01-01,李娜):缩短 30.00 %;理由:口径改了" in one["why"]
    assert run("cycle", "set", number, "actual=很快").code == 2
