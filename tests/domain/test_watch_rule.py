"""Watch rules are data, read strictly; an alert is raised once, seen, cleared when it is gone."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, opening, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.watch.alert import (
    Alert,
    Standing,
    acknowledge,
    alert_from,
    alert_id,
    alerts,
    find,
    made_ticket,
    raise_alert,
    ticket_fields,
)
from firstline.domain.watch.look import Look, Verdict, unread
from firstline.domain.watch.round import Memory, Round, due, forgotten, round_of
from firstline.domain.watch.rule import (
    KIND,
    Rule,
    Severity,
    Watched,
    own_rule,
    parse_rules,
    record_id,
    rules_in_use,
)
from firstline.domain.words import Text

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HEAD = 'schema = "firstline.watch/1"\nid = "p"\n[[rule]]\nid = "d"\ntitle_zh = "盘"\n'
DISK = f'{HEAD}watch = "disk"\nplace = "D:/"\nmin_free_gb = 20\n'
SERVICE = f'{HEAD}watch = "service"\nplace = "a"\nkey = "x"\nkey_column = "n"\nstate_column = "s"\n'
RULE = Rule(
    "d", Watched.DISK, Text("数据盘", "Data disk"), "D:/", Severity.CRITICAL,
    advice=Text("清理旧备份", "Clear old backups"), min_free_gb=20, clear_free_gb=25,
)  # fmt: skip
BAD = Look(Verdict.BAD, Text("可用 3 GB", "3 GB free"), ("D:/: 3 GB free",))
GOOD = Look(Verdict.GOOD, Text("可用 90 GB", "90 GB free"))
NEAR = Look(Verdict.NEAR, Text("可用 22 GB", "22 GB free"))


def test_a_rule_is_read_with_its_defaults() -> None:
    (one,) = parse_rules(DISK, "p.toml")
    assert (one.min_free_gb, one.clear_free_gb, one.every_min, one.clear_after) == (20, 22, 15, 2)
    assert one.on("ANY-PC")
    assert one.title == Text("盘", "盘")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DISK.replace("min_free_gb = 20\n", ""), "min_free_gb: is missing"),
        (DISK + "clear_free_gb = 5\n", "clear_free_gb"),
        (DISK + "max_age_h = 5\n", "unknown key"),
        (DISK + "every_min = 0\n", "every_min"),
        (DISK.replace('"D:/"', '" "'), "must not be empty"),
        (DISK.replace('"disk"', '"cloud"'), "use one of"),
        (f'{HEAD}watch = "file"\nplace = "a"\n', "max_age_h, min_kb or both"),
        (f'{HEAD}watch = "log"\nplace = "a"\nfind = "("\nregex = true\n', "no valid pattern"),
        (f'{HEAD}watch = "log"\nplace = "a"\nfind = ""\n', "must not be empty"),
        (f'{HEAD}watch = "port"\nplace = "db"\n', "port: is missing"),
        (SERVICE, "which states are good"),
    ],
)  # fmt: skip
def test_what_a_rule_lacks_is_said_with_its_place(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parse_rules(text, "p.toml")


def test_own_rules_stand_over_the_packs_and_a_removed_one_is_out() -> None:
    values = {"id": "d", "watch": "disk", "title_zh": "我的盘", "place": "E:/", "min_free_gb": "9",
              "host": "PC-1"}  # fmt: skip
    mine = own_rule(values)
    assert (mine.min_free_gb, mine.own, mine.on("pc-1"), mine.on("PC-2")) == (9, True, True, False)
    packs = parse_rules(DISK, "p.toml")
    made = rebase_entity(None, [opening(KIND, record_id("d"), values, "e", NOW, "me")])
    assert made is not None
    assert rules_in_use(packs, [made]) == [mine]
    gone = Entity(KIND, made.id, {**made.fields, "withdrawn": "yes"})
    assert rules_in_use(packs, [gone]) == []
    odd = Entity(KIND, "x", {"id": "x", "watch": "sun", "title_zh": "t", "place": "p"})
    assert rules_in_use(packs, [odd]) == list(packs)
    columns = {"key": "U8", "key_column": "n", "state_column": "s", "good": "Running, 运行"}
    listed = own_rule(
        {"id": "s", "watch": "service", "title_zh": "服务", "place": "s.csv", **columns}
    )
    assert listed.good == ("Running", "运行")


class Watch:
    """One machine that looks, and the record and memory that come of it."""

    def __init__(self, rule: Rule = RULE, host: str = "PC-1") -> None:
        self.rule, self.host, self.now = rule, host, NOW
        self.edits: list[Edit] = []
        self.memory: Memory = {}
        self._numbers = count()

    def stamp(self) -> Stamp:
        self.now += timedelta(seconds=1)
        return Stamp(derived_id(self.host, str(next(self._numbers))), self.now, "李娜")

    @property
    def records(self) -> list[Entity]:
        found = rebase_entity(None, self.edits)
        return [found] if found else []

    @property
    def alert(self) -> Alert | None:
        return alert_from(self.records[0]) if self.records else None

    def see(self, look: Look) -> Round:
        made = round_of(
            [self.rule], self.records, self.memory, self.host, lambda _: look, self.stamp
        )
        self.edits += made.edits
        self.memory = made.memory
        return made


def test_it_is_raised_once_and_cleared_after_two_good_looks() -> None:
    watch = Watch()
    for _ in range(3):
        watch.see(BAD)
    alert = watch.alert
    assert alert is not None
    assert (alert.standing, alert.times, alert.evidence) == (Standing.RAISED, 1, "D:/: 3 GB free")
    assert alert.seen == Text("可用 3 GB", "3 GB free")
    assert len(watch.edits) == 1
    for one in (GOOD, NEAR, GOOD):
        watch.see(one)
    assert len(watch.edits) == 1, "near its limit begins the count anew"
    assert watch.see(GOOD).looked[0].cleared
    cleared = watch.alert
    assert cleared is not None
    assert cleared.standing is Standing.CLEARED
    watch.see(BAD)
    again = watch.alert
    assert again is not None
    assert (again.standing, again.times, again.id) == (Standing.RAISED, 2, cleared.id)


def test_raise_after_waits_and_an_unread_look_is_no_good_news() -> None:
    watch = Watch(Rule("f", Watched.FILE, Text("备份", "Backup"), "x", raise_after=3, max_age_h=1))
    blind = unread(Text("没有权限", "no permission"), "D:/x")
    assert not watch.see(blind).edits
    assert not watch.see(BAD).edits
    assert watch.see(blind).looked[0].raised
    assert watch.alert is not None
    assert watch.alert.evidence == "D:/x"
    assert "读不到" in watch.alert.seen.zh
    for _ in range(3):
        assert not watch.see(blind).looked[0].cleared


def test_what_was_put_aside_unread_rings_anew_once_it_is_read_and_is_bad() -> None:
    watch = Watch()
    watch.see(unread(Text("没有文件夹", "no folder"), "D:/"))
    assert watch.alert is not None
    watch.edits.append(acknowledge(watch.alert, watch.stamp(), "共享断了"))
    assert not watch.see(unread(Text("没有文件夹", "no folder"), "D:/")).edits
    assert watch.see(BAD).looked[0].raised
    again = watch.alert
    assert again is not None
    assert (again.standing, again.times, again.seen) == (Standing.RAISED, 2, BAD.value)
    assert again.evidence == "D:/: 3 GB free"
    watch.edits.append(acknowledge(again, watch.stamp(), "在清理"))
    assert not watch.see(BAD).edits
    assert not watch.see(unread(Text("没有文件夹", "no folder"), "D:/")).edits
    body = str(ticket_fields(again)["body"])
    assert f"{again.since:%Y-%m-%d %H:%M}" in body
    assert f"{again.since.isoformat()}" not in body


@given(st.lists(st.sampled_from([BAD, GOOD, NEAR]), max_size=30))
def test_raising_and_clearing_take_turns(looks: list[Look]) -> None:
    watch = Watch()
    for one in looks:
        watch.see(one)
    acts = [edit.events[0].data["what"] for edit in watch.edits]
    assert acts == ["raised", "cleared"] * (len(acts) // 2) + ["raised"] * (len(acts) % 2)
    stands = watch.alert is not None and watch.alert.standing is not Standing.CLEARED
    assert stands == bool(len(acts) % 2)


def test_seen_by_somebody_it_stands_and_becomes_a_ticket_with_its_evidence() -> None:
    watch = Watch()
    watch.see(BAD)
    assert watch.alert is not None
    watch.edits.append(acknowledge(watch.alert, watch.stamp(), "在清理"))
    seen = watch.alert
    assert (seen.standing, seen.by, seen.note) == (Standing.ACKNOWLEDGED, "李娜", "在清理")
    with pytest.raises(Refused, match="acknowledged"):
        acknowledge(seen, watch.stamp())
    assert not watch.see(BAD).edits
    fields = ticket_fields(seen)
    assert fields["title"] == "数据盘:可用 3 GB"
    assert fields["channel"] == "monitor"
    assert "D:/: 3 GB free" in str(fields["body"])
    assert "清理旧备份" in str(fields["body"])
    watch.edits.append(made_ticket(seen, "t-1", watch.stamp()))
    assert watch.alert.ticket == "t-1"
    assert find([seen], seen.number.lower()) is seen
    with pytest.raises(Refused, match="no alert"):
        find([seen], "AL-0")


def test_the_interval_decides_what_is_due_here() -> None:
    watch = Watch()
    assert due([RULE], {}, "PC-1", NOW) == [RULE]
    watch.see(GOOD)
    soon = NOW + timedelta(minutes=15)
    assert due([RULE], watch.memory, "PC-1", soon) == []
    assert due([RULE], watch.memory, "PC-1", soon + timedelta(seconds=1)) == [RULE]
    assert due([RULE], watch.memory, "PC-1", NOW - timedelta(days=1)) == [RULE], "clock set back"
    elsewhere = own_rule(
        {"id": "e", "watch": "backup", "title_zh": "t", "place": "p", "host": "PC-2"}
    )
    assert due([elsewhere], {}, "PC-1", NOW) == []


def test_what_is_watched_no_more_is_cleared_here_alone() -> None:
    here, there = Watch(), Watch(host="PC-2")
    here.see(BAD)
    there.see(BAD)
    records = [*here.records, *there.records]
    assert not forgotten([RULE], records, "PC-1", here.stamp)
    (edit,) = forgotten([], records, "PC-1", here.stamp)
    assert edit.entity == alert_id(RULE, "pc-1")


def merged(base: Iterable[Edit], *more: Edit) -> Alert:
    entity = rebase_entity(None, [*base, *more])
    assert entity is not None
    assert not entity.conflicts
    found = alert_from(entity)
    assert found is not None
    return found


def test_two_desks_see_it_offline_and_both_acts_stand() -> None:
    watch = Watch()
    watch.see(BAD)
    alert = watch.alert
    assert alert is not None
    mine = acknowledge(alert, Stamp("z1", NOW + timedelta(minutes=1), "李娜"), "在看")
    theirs = made_ticket(alert, "t-9", Stamp("z2", NOW + timedelta(minutes=2), "王磊"))
    again = raise_alert(
        RULE, "PC-1", BAD, watch.records[0], Stamp("z3", NOW + timedelta(minutes=3))
    )
    one, two = merged(watch.edits, mine, theirs, again), merged(watch.edits, again, theirs, mine)
    assert one == two
    assert (one.by, one.ticket, one.times) == ("李娜", "t-9", 1)


def test_the_gravest_that_stands_comes_first() -> None:
    grave, mild = Watch(), Watch(Rule("a", Watched.DISK, Text("a", "a"), "x", Severity.INFO))
    gone = Watch(Rule("z", Watched.DISK, Text("z", "z"), "x", Severity.CRITICAL, clear_after=1))
    for one in (mild, grave, gone):
        one.see(BAD)
    gone.see(GOOD)
    told = alerts([*mild.records, *gone.records, *grave.records, Entity("alert", "n")])
    assert [one.rule for one in told] == ["d", "a", "z"]
