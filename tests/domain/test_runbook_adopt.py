"""A running runbook takes in what a later version of its template adds, and loses nothing."""

import itertools

import pytest
from runbook_desk import Machine, machine, pack

from firstline.domain.edits.entity import rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.runbook import acts
from firstline.domain.runbook.acts import Entry
from firstline.domain.runbook.adopt import TOPIC_NAMES, adopt, adoptions, difference
from firstline.domain.runbook.book import RUN, book_from
from firstline.domain.runbook.item import standing
from firstline.domain.runbook.lay import lay
from firstline.domain.runbook.pack import TOPICS, parse_template
from firstline.domain.runbook.runbook import ItemState, Mode, Template, Vote
from firstline.domain.runbook.runs import BEGIN, run_id
from firstline.domain.runbook.settings import ROLE
from firstline.domain.runbook.votes import ballots_of

ITEM = """
[[item]]
id = "{id}"
gate = "{gate}"
severity = "blocker"
title_zh = "新{id}"
title_en = "New {id}"
evidence_zh = "记录"
owner_role = "pm"
{more}
"""
GATE = '\n[[gate]]\nid = "{id}"\ntitle_zh = "新{id}"\ntitle_en = "New {id}"\n{more}\n'


def newer(*items: tuple[str, str, str], version: str = "2", **gates: str) -> Template:
    """Return a later version: more items, and what gates ask for besides."""
    text = pack("".join(ITEM.format(id=one, gate=gate, more=more) for one, gate, more in items))
    text = text.replace('version = "1"', f'version = "{version}"')
    for name, more in gates.items():
        if f'\nid = "{name}"\n' in text:
            text = text.replace(f'[[gate]]\nid = "{name}"\n', f'[[gate]]\nid = "{name}"\n{more}\n')
        else:
            text = text.replace("\n[[item]]", GATE.format(id=name, more=more) + "\n[[item]]", 1)
    return parse_template(text, "newer.toml")


def take(one: Machine, current: Template, **more: str) -> None:
    one.do(adopt(one.book, current, one.now, **{"by": "李娜", "reason": "补网络检查", **more}))


def ticked(*names: str) -> Machine:
    one = machine()
    for name in names:
        one.do(*acts.check(one.book, one.item(name), text="记录"))
    return one


def signed() -> Machine:
    """Return a runbook whose gate A people have let pass."""
    one = Machine("一")
    text = pack().replace('[[gate]]\nid = "A"\n', '[[gate]]\nid = "A"\nvotes = ["business"]\n')
    edit = acts.begin(parse_template(text, "x"), "cloud", "U8 上云", "rb", one.stamp())
    one.edits[edit.id] = edit
    for name in ("a1", "a2"):
        one.do(*acts.check(one.book, one.item(name), text="记录"))
    one.do(acts.setting(one.book, ROLE + "business", "赵敏"))
    one.do(acts.vote(one.book, "A", "business", "赵敏", Vote.GO))
    assert one.gate("A").go
    return one


def test_new_items_and_demands_are_laid_and_nothing_ticked_is_lost() -> None:
    one = ticked("a1")
    current = newer(("b2", "B", ""), ("c5", "C", 'after = ["c1"]'), B="needs = ['uat']",
                    D="go_live = true")  # fmt: skip
    found = difference(one.book, current, one.now)
    assert (found.old, found.new) == ("1", "2")
    assert [item.id for item in found.items] == ["b2", "c5"]
    assert [gate.id for gate in found.gates] == ["D"]
    assert [name for name, _ in found.asks] == ["B"]
    assert (found.left, found.opened, found.timed) == ((), (), True)
    take(one, current)
    book = one.book
    assert book.template.version == "2"
    assert [gate.id for gate in book.template.gates] == ["A", "B", "C", "D"]
    assert book.template.gate("D").go_live  # type: ignore[union-attr] # it is there
    assert "uat" in one.gate("B").gate.needs
    assert one.gate("B").gate.insured  # what was asked before is asked still
    assert standing(book, one.item("a1"), one.now).state is ItemState.DONE
    assert standing(book, one.item("c5"), one.now).state is ItemState.OPEN
    (told,) = adoptions(book)
    assert (told.by, told.text, told.get("version")) == ("李娜", "补网络检查", "2")
    with pytest.raises(Refused) as caught:
        take(one, current)
    assert "all of the version in use" in caught.value.sentence.en


def test_only_the_items_of_its_own_case_come() -> None:
    one = machine()
    current = newer(("s1", "B", 'applies = "site"'), ("k1", "B", 'applies = "cloud"'))
    assert [item.id for item in difference(one.book, current, one.now).items] == ["k1"]


def test_a_reason_is_asked_for_and_a_second_person_where_a_gate_lets_pass() -> None:
    one = ticked("a1", "a2")
    assert one.gate("A").go
    current = newer(("a9", "A", ""))
    found = difference(one.book, current, one.now)
    assert (found.opened, found.pair) == (("A",), True)
    for more in ({"reason": " "}, {}, {"second": "李娜"}, {"second": " "}):
        with pytest.raises(BadInput):
            take(one, current, **more)
    take(one, current, second="王磊")
    assert not one.gate("A").go
    (told,) = adoptions(one.book)
    assert told.get("second") == "王磊"
    alone = ticked("a1")  # its gate does not let pass anyway: a reason is enough
    take(alone, current)


def test_a_gate_that_was_signed_stays_whole_and_the_rest_is_laid() -> None:
    one = signed()
    current = newer(("a9", "A", ""), ("b2", "B", ""), A="insured = true")
    found = difference(one.book, current, one.now)
    assert [item.id for item in found.items] == ["b2"]
    assert (found.signed, set(found.left)) == (("A",), {"a9", "A"})
    take(one, current)
    assert one.gate("A").go
    assert one.book.template.item("a9") is None
    with pytest.raises(Refused) as caught:
        take(one, current)
    assert "a9" in caught.value.sentence.en
    assert "signed" in caught.value.sentence.en


def test_a_gate_before_a_signed_one_stays_whole_too() -> None:
    one = signed()
    text = pack(ITEM.format(id="z1", gate="Z", more="")).replace('version = "1"', 'version = "2"')
    text = text.replace('[[gate]]\nid = "A"\n', f'{GATE.format(id="Z", more="").strip()}\n'
                        '\n[[gate]]\nid = "A"\n')  # fmt: skip
    with pytest.raises(Refused) as caught:
        take(one, parse_template(text, "z"))
    assert "Z" in caught.value.sentence.en


def test_a_vote_that_did_not_see_the_new_list_is_cast_anew() -> None:
    one, two = machine(), Machine("二")
    one.do(acts.setting(one.book, ROLE + "it", "李娜"))
    one.meet(two)
    two.now = one.now
    one.do(acts.vote(one.book, "B", "it", "李娜", Vote.GO))
    take(two, newer(("b2", "B", "")))
    one.meet(two)
    gate = one.gate("B").gate
    assert [vote.stale for vote in ballots_of(one.book, gate) if vote.role == "it"] == [True]
    one.do(acts.vote(one.book, "B", "it", "李娜", Vote.GO))
    assert [vote.vote for vote in ballots_of(one.book, gate) if vote.role == "it"] == [Vote.GO]


def test_two_desks_that_adopt_what_they_have_come_to_the_same() -> None:
    one, two = machine(), Machine("二")
    one.meet(two)
    take(one, newer(("b2", "B", ""), version="2"))
    take(two, newer(("b2", "B", ""), ("b3", "B", ""), version="3", B="needs = ['uat']"))
    two.do(*acts.check(two.book, two.item("b2"), text="记录"))
    one.meet(two)
    books = []
    for order in itertools.permutations(one.edits.values()):
        edits = sorted(order, key=lambda edit: edit.act != "open")
        found = rebase_entity(None, edits)
        assert found is not None
        books.append(book_from(found))
    assert len({str(book.template) for book in books}) == 1
    ids = [item.id for item in books[0].template.items]
    assert (ids.count("b2"), "b3" in ids) == (1, True)
    assert standing(books[0], one.item("b2"), one.now).state is ItemState.DONE


def test_during_a_live_cutover_the_list_stands() -> None:
    one = machine()
    one.do(Entry(RUN, {"run": run_id(Mode.LIVE, 1), "act": BEGIN}))
    with pytest.raises(Refused) as caught:
        take(one, newer(("c5", "C", "")))
    assert "live" in caught.value.sentence.en


def test_laying_twice_adds_nothing() -> None:
    old, new = machine().book.template, newer(("b2", "B", ""), B="needs = ['uat']")
    once = lay(old, new)
    assert lay(once, new) == once


def test_every_topic_has_a_name() -> None:
    assert set(TOPIC_NAMES) == set(TOPICS)
