"""What makes two cases alike, and what does not."""

import pytest

from firstline.domain.knowledge import similar
from firstline.domain.knowledge.similar import Match, alike, codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("报错 ORA-01555: snapshot too old", ("ORA-01555",)),
        ("ora 01555 和 ORA-01555 是同一个", ("ora 01555",)),
        ("接口返回 310036", ("310036",)),
        ("0x80004005 未指定的错误", ("0x80004005",)),
        ("ActiveX 429", ("ActiveX 429",)),
        ("java.lang.OutOfMemoryError 中断", ("java.lang.OutOfMemoryError",)),
        ("2026-11-28 09:30 停在 1,240 件", ()),
        ("20261128 夜班", ()),
        ("an error occurred", ()),
        ("电话 13800138000", ()),
        ("", ()),
    ],
)
def test_error_codes_are_told_from_dates_and_words(text: str, found: tuple[str, ...]) -> None:
    assert codes(text) == found


def test_a_code_outweighs_a_phrase_and_a_phrase_outweighs_words() -> None:
    words = Match(share=1.0, likeness=1.0, same_product=True, same_module=True)
    phrase = Match(phrase=True)
    code = Match(codes=("310036",))
    assert code.score > phrase.score > words.score
    assert Match(share=0.5, same_product=True).score > Match(share=0.5).score


def test_chance_is_not_shown() -> None:
    assert Match(share=0.2, likeness=0.1).is_chance
    assert not Match(share=0.4).is_chance
    assert not Match(codes=("310036",)).is_chance


def test_a_recurring_problem_needs_the_product() -> None:
    assert not similar.is_kin(Match(likeness=0.9))
    assert similar.is_kin(Match(likeness=0.5, same_product=True))
    assert similar.is_kin(Match(codes=("X",), same_product=True))
    assert not similar.is_kin(Match(likeness=0.4, same_product=True))


def test_titles_are_compared_by_their_parts() -> None:
    assert alike("abcd", "abcd") == 1.0
    assert alike("abcd", "abxy") == 0.5
    assert alike("", "ab") == 0.0


def test_the_reason_is_told_in_both_languages() -> None:
    said = similar.reason(Match(codes=("310036",), share=0.5, same_product=True))
    assert (said.zh, said.en) == ("同一错误码 310036 · 同产品", "same code 310036 · same product")
    assert similar.reason(Match(share=0.42)).en == "42% alike"
