"""A portal's entry: what may stand in it."""

import pytest

from firstline.domain.errors import BadInput
from firstline.domain.portal_entry import PortalEntry, check_entry, entry_from_json


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example.cn",
        "https://desk.example.cn:8443/firstline/",
        "http://127.0.0.1:8642",
        "http://localhost:3000/redmine",
        "http://[::1]:80",
        "https://服务台.example",
    ],
)
def test_addresses_that_are_taken(url: str) -> None:
    entry = check_entry(PortalEntry(" 总部 ", "native", url))
    assert (entry.name, entry.url) == ("总部", url.rstrip("/"))
    assert entry_from_json(entry.to_json()) == entry


@pytest.mark.parametrize(
    "url",
    [
        "", "desk.example.cn", "ftp://desk.example.cn", "http://desk.example.cn",
        "http://127.0.0.1.example.cn", "https://user:pass@desk.example.cn", "https://",
        "file:///etc/passwd", "https://desk.example.cn /x", "http://localhost.example.cn",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(BadInput):
        check_entry(PortalEntry("hq", "native", url))


@pytest.mark.parametrize("name", ["", " ", "a" * 41, "../x", "a/b", "a\nb"])
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(BadInput):
        check_entry(PortalEntry(name, "rt", "https://rt.example.cn"))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput, match="kind"):
        check_entry(PortalEntry("hq", "jira", "https://x.example.cn"))


def test_words_of_a_foreign_desk_are_kept_and_checked() -> None:
    words = ((" 外包中 ", "WITH_VENDOR"), ("一级", "p1"), ("Wunsch", "improvement"))
    entry = check_entry(PortalEntry("hq", "redmine", "https://r.example.cn", words=words))
    assert entry.words == (("外包中", "with_vendor"), ("一级", "P1"), ("Wunsch", "improvement"))
    assert entry_from_json(entry.to_json()) == entry
    with pytest.raises(BadInput, match="moon"):
        check_entry(PortalEntry("hq", "redmine", "https://r.example.cn", words=(("x", "moon"),)))
