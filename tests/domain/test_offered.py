"""What is offered follows the phase of the system, and nothing is hidden (S2)."""

import pytest
from domain_tickets import opened
from health_makers import made

from firstline.domain.errors import BadInput
from firstline.domain.knowledge.canned import fitting, parse_phrases
from firstline.domain.knowledge.offered import Fit, fit, ordered
from firstline.domain.project import phase
from firstline.domain.project.offered import here, in_project, words
from firstline.domain.runbook.pack import frozen, parse_template, thawed
from firstline.domain.values import replace
from firstline.system.resources import resource_path

PHRASES = parse_phrases(
    resource_path("packs", "phrases", "phrases.toml").read_text("utf-8"), "phrases.toml"
)
ROWS = [
    made(phase.SHEET, subject="YonSuite", phase="uat", project="上云  总部"),
    made(phase.SHEET, subject="U8", phase="run", sites="总部"),
    made(phase.SHEET, subject="NC", phase="upgrade", project="NC 升级"),
]


def test_the_phase_is_that_of_the_system_or_every_one_where_it_is_not_known() -> None:
    assert here(ROWS, "yonsuite", "总部") == {"uat"}
    assert here(ROWS, "U8", "总部") == {"run"}
    assert here(ROWS, "U8", "一厂") == {"run"}  # a system that nobody recorded runs
    assert here(ROWS) == {"uat", "run", "upgrade"}
    assert here([]) == {"run"}
    assert in_project(ROWS, "上云 总部") == {"uat"}
    assert in_project(ROWS, "") == in_project(ROWS, "别的") == frozenset()


def test_a_defect_comes_first_before_go_live_and_an_incident_after_it() -> None:
    found = PHRASES.templates.values()

    def first(*phases: str) -> list[str]:
        told = ordered(found, lambda one: one.phases, phases)
        assert {one.id for one in told} == set(PHRASES.templates)  # nothing is hidden
        return [one.id for one in told if fit(one.phases, phases) is Fit.FITS]

    assert first("uat") == ["uat_defect", "test_access"]
    support = ["trouble", "tuning", "hardening"]
    assert first("run") == ["cannot_post", "account", "stock_diff", *support]
    assert first("hypercare")[-1] == "after_go_live"
    assert "uat_defect" not in first("go_live")
    assert first("implement") == ["test_access", "setup_gap"]
    assert first("retire") == ["old_data"]
    assert fit((), ("uat",)) is Fit.ANY


def test_the_reply_to_a_defect_promises_no_time() -> None:
    ticket = opened()
    marked = replace(ticket, tags=("phase:uat",))
    assert fitting(PHRASES.replies.values(), marked)[0].id == "defect_noted"
    assert fitting(PHRASES.replies.values(), ticket)[0].id == "taken"
    both = [{one.id for one in fitting(PHRASES.replies.values(), it)} for it in (ticket, marked)]
    assert both[0] == both[1]


def test_templates_of_runbooks_say_their_phases_and_a_runbook_keeps_none() -> None:
    folder = resource_path("packs", "checklists")
    found = {one.name: parse_template(one.read_text("utf-8"), one.name)
             for one in sorted(folder.iterdir()) if one.suffix == ".toml"}  # fmt: skip
    assert found["uat.toml"].phases == ("uat",)
    assert all(one.phases for one in found.values())
    assert thawed(frozen(found["uat.toml"])).phases == ()
    assert "phases" not in frozen(found["uat.toml"])


def test_a_phase_that_there_is_not_is_refused_in_a_pack() -> None:
    text = ('schema = "firstline.phrases/1"\nid = "x"\n[[template]]\nid = "a"\ntitle_zh = "甲"\n'
            'phases = ["live"]\n')  # fmt: skip
    with pytest.raises(BadInput) as caught:
        parse_phrases(text, "x.toml")
    assert "live" in caught.value.sentence.en
    assert "hypercare" in caught.value.sentence.en


def test_phases_have_names_in_both_languages() -> None:
    assert words(("uat", "run")).zh == "用户验收测试、运行"
    assert words(("uat", "run")).en == "UAT, run"
    assert words(("hypercare", "run")).en == "once live"
    assert words(()).zh == ""
