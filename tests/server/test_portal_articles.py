"""Articles at our own portal: two desks take the same pack in, and nothing is there twice."""

from itertools import count

from portal_desk import NOW, Desk

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, entity_from_json
from firstline.domain.ids import derived_id
from firstline.domain.knowledge.acts import answers, helped, take_in
from firstline.domain.knowledge.knowledge import KIND, article_from
from firstline.domain.knowledge.pack import parse_pack
from firstline.intake.packs.knowledge_files import pack_files
from firstline.system.resources import resource_path
from firstline_portal.rights import Role

PACK = parse_pack(pack_files(resource_path("packs", "knowledge")))


def held(desk: Desk, who: str) -> dict[str, Entity]:
    told = desk.pull(desk.person(who))
    return {one: entity_from_json(line["doc"]) for (_, one), line in told.docs.items()}


def test_two_desks_take_the_same_pack_in(desk: Desk) -> None:
    for name, outcome in (("李娜", Outcome.APPLIED), ("王强", Outcome.MERGED)):
        numbers = count()
        taken = take_in(
            PACK, [], lambda: Stamp(derived_id(name, str(next(numbers))), NOW, name)  # noqa: B023
        )  # fmt: skip
        assert len(taken.edits) == 28
        for edit in taken.edits:
            assert desk.do(desk.person(name), edit).outcome is outcome
    records = held(desk, "李娜")
    assert len(records) == 28
    for entity in records.values():
        assert not entity.conflicts
        assert article_from(entity) == PACK.articles[article_from(entity).id]


def test_answers_travel_and_a_vendor_sees_no_article(desk: Desk) -> None:
    li, wang = desk.person("李娜"), desk.person("王强")
    numbers = count()
    taken = take_in(PACK, [], lambda: Stamp(derived_id("a", str(next(numbers))), NOW, "李娜"))
    desk.do(li, taken.edits[0])
    article = PACK.articles["K01"]
    for who, yes in ((li, True), (wang, False)):
        stamp = Stamp(derived_id("h", who.name), NOW, who.name)
        assert desk.do(who, helped(article, stamp, yes=yes)).outcome is Outcome.APPLIED
    said = answers(held(desk, "王强")["K01:2026.11.1"])
    assert (said.yes, said.no) == (1, 1)
    vendor = desk.person("厂商", Role.VENDOR)
    assert not [one for kind, one in desk.pull(vendor).docs if kind == KIND]
