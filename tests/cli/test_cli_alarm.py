"""`firstline alarm list` and `card`: what rang, what will ring, whom to call and what to say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]


def marks(run: Run, *words: str, **at: Any) -> list[tuple[str, str, float, str]]:
    done = run("alarm", "list", *words, "--json", **at)
    assert done.code == 0, done.err
    found = done.json["alarms"]
    assert done.json["total"] == len(found)
    return [(one["number"], one["metric"], one["threshold"], one["state"]) for one in found]


def test_what_will_ring_is_listed_and_what_was_past_is_not(run: Run, new: New) -> None:
    new(title="停机", impact=1, urgency=1)
    ahead = marks(run, "--within", "1")
    assert ("L-1", "first_response", 0.5, "ahead") in ahead
    assert ("L-1", "first_response", 1.0, "ahead") in ahead
    assert marks(run, "--within", "0") == []
    new(title="早就停了", impact=1, urgency=1, at=NOW)
    run("ticket", "set", "L-1", "status=cancelled")
    assert {one[0] for one in marks(run, "--within", "1")} == {"L-2"}


def test_what_came_while_no_window_looked_waits_to_ring(run: Run, new: New) -> None:
    new(title="停机", impact=1, urgency=1)
    later = NOW + timedelta(minutes=25)
    first = marks(run, at=later)
    assert ("L-1", "first_response", 0.5, "due") in first
    assert marks(run, at=later) == first, "a listing changes nothing"
    assert all(one[0] == "L-1" for one in marks(run, "L-1", at=later))


def test_an_old_report_does_not_ring_for_what_it_has_passed(run: Run, new: New) -> None:
    at = (NOW - timedelta(minutes=20)).isoformat()
    new("--at", at, title="停机", impact=1, urgency=1)
    found = [one for one in marks(run) if one[1] == "first_response"]
    assert [one[3] for one in found] == ["ahead"] * len(found)
    assert 0.5 not in [one[2] for one in found]


def test_each_says_who_has_the_ball_and_what_to_do(run: Run, new: New) -> None:
    new(title="停机", impact=1, urgency=1)
    found = run("alarm", "list", "--json").json["alarms"]
    assert found
    for one in found:
        assert one["ball_zh"].startswith("球在我方")
        assert one["next_zh"]
        assert one["next_en"]
    assert "先回报告人一句话" in run("alarm", "list").out
    assert "Answer the requester first" in run("alarm", "list", lang="en").out


def test_the_card_names_the_hotline_and_the_words(run: Run, new: New) -> None:
    new("--product", "U8+", title="库存账停了", impact=1, urgency=1)
    assert "还没有登记热线" in run("alarm", "card", "L-1").out
    run("contact", "add", "用友热线", "--party", "hotline", "--phone", "010-0000", "--needs",
        "服务识别码")  # fmt: skip
    done = run("alarm", "card", "L-1", "--json").json
    assert [one["phone"] for one in done["contacts"]] == ["010-0000"]
    assert "没有送出" in done["why_zh"]
    for word in ("U8+", "库存账停了", "11 月 24 日 11:00", "全厂", "L-1", "请回电"):
        assert word in done["script_zh"]
    assert "Please call back" in run("alarm", "card", "L-1", lang="en").out
    assert run("alarm", "card", "L-9").code == 1
