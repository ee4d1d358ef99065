"""The library of documents: what holds, what stands for what, and where links lead."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.documents.document import Document, State
from firstline.domain.documents.library import Library
from firstline.domain.documents.links import linking, mentions, repointed
from firstline.domain.knowledge.knowledge import Article
from firstline.domain.words import Text


def doc(code: str, version: str = "1", *supersedes: str, withdrawn: bool = False) -> Document:
    return Document(
        code, version, Text(code, code), f"{code}{version}", supersedes=supersedes,
        withdrawn=withdrawn,
    )  # fmt: skip


def article(body: str, one: str = "K01") -> Article:
    return Article(one, "1", Text("题", "Title"), Text(body, ""))


def test_the_newest_version_holds_in_whatever_order_they_came() -> None:
    several = [doc("A", "9.0"), doc("A", "10.0"), doc("A", "10.0.1"), doc("B")]
    for some in permutations(several):
        library = Library(some)
        assert [one.record for one in library.current()] == ["A:10.0.1", "B:1"]
        assert [one.version for one in library.versions("a")] == ["10.0.1", "10.0", "9.0"]
        old = library.find("A:9.0")
        assert old is not None
        after = library.successor(old)
        assert after is not None
        assert after.record == "A:10.0.1"


def test_a_document_that_names_another_stands_for_it_and_its_own_successor_too() -> None:
    library = Library(
        [doc("OLD"), doc("NEW", "1", "OLD"), doc("NEW", "2"), doc("NEXT", "1", "NEW")]
    )
    for key in ("OLD", "NEW", "NEXT"):
        found = library.target(key)
        assert found is not None
        assert found.record == "NEXT:1"
    pinned = library.target("NEW:1")
    assert pinned is not None
    assert pinned.record == "NEW:1"  # who names a version gets that version


def test_what_was_withdrawn_stands_for_nothing() -> None:
    library = Library(
        [doc("A", "1"), doc("A", "2", withdrawn=True), doc("B", "1", "A", withdrawn=True)]
    )
    states = {one.record: library.state(one) for one in library}
    assert states == {
        "A:1": State.CURRENT, "A:2": State.WITHDRAWN, "B:1": State.WITHDRAWN,
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("12"),
                          st.lists(st.sampled_from(["A", "B", "C", "D", "A:1", "B:2"]))),
                max_size=8))  # fmt: skip
def test_circles_end_and_the_order_of_arrival_means_nothing(
    said: list[tuple[str, str, list[str]]],
) -> None:
    by_record = {f"{code}:{version}": doc(code, version, *names) for code, version, names in said}
    library, other = Library(by_record.values()), Library(reversed(by_record.values()))
    assert bool(library.current()) == bool(by_record)
    for one in library:
        after = library.successor(one)
        assert after == other.successor(one)
        assert library.state(after or one) is State.CURRENT


def test_links_lead_to_what_holds_and_the_rest_is_told() -> None:
    before = Library([doc("MAN"), doc("RN-12")])
    after = Library([doc("MAN"), doc("MAN", "2"), doc("RN-12"), doc("RN-13", "1", "RN-12")])
    text = "见 [手册](doc:MAN) 和 [旧](doc:MAN:1);RN-12 里也有,RN-123 没有。[无](doc:NONE)"
    one = article(text)
    moved = [(found.key, found.old, found.new) for found in repointed([one], before, after)]
    assert moved == [("MAN", "MAN:1", "MAN:2"), ("MAN:1", "MAN:1", "MAN:2")]
    told = {
        found.key: (found.document and found.document.record,
                    found.successor and found.successor.record)
        for found in mentions(one, after)
    }  # fmt: skip
    assert told == {
        "MAN": ("MAN:2", None), "MAN:1": ("MAN:1", "MAN:2"), "NONE": (None, None),
        "RN-12": ("RN-12:1", "RN-13:1"),  # a code without a link, too
    }  # fmt: skip
    assert mentions(replace(one, body=Text("RN-123", "")), after) == []
    assert [found.id for found in linking([one, article("MAN", "K02")], "man")] == ["K01"]
