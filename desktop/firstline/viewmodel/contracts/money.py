"""The boards of money: the own price list, which package pays, and budget reserves."""

from firstline.domain.contracts import budget, price
from firstline.domain.contracts.budget import budgets as reserves
from firstline.domain.contracts.decision import SEED_HINT, Option, decide, money, said_fraction
from firstline.domain.contracts.price import WHATS
from firstline.domain.health.columns import said_of
from firstline.domain.health.sheet import number_of
from firstline.domain.ledger.book import ledgers
from firstline.domain.ledger.entitlement import service_name
from firstline.domain.words import Text, several
from firstline.viewmodel.contracts.entry import Entry, Held
from firstline.viewmodel.health.board import Board, Frame, Line, Shown, marks, plain
from firstline.viewmodel.health.frames import LOOK

PRICES = Frame(
    "price", Text("价格表", "Price list"), "tag",
    (Text("名称", "Name"), Text("是什么", "What"), Text("服务", "Services"),
     Text("未税(元)", "Net (CNY)"), Text("日期", "As of"), Text("来源", "Source"), LOOK),
    (150, 100, 120, 190, 92, 110, 110), 0,
    Text("还没有价格。决策表只用自己的价格,每个写明日期和来源。",
         "No prices yet. Decisions use your own alone, each with day and source."),
    price.SHEET, spare=(5, 6, 4),
)  # fmt: skip
DECISION = Frame(
    "decision", Text("服务包决策表", "Which package"), "calculator",
    (Text("方案", "Option"), Text("年费", "A year"), Text("另付", "Besides"),
     Text("12 个月合计", "12 months"), Text("覆盖工单", "Tickets"), Text("打平次数", "Break-even")),
    (210, 100, 100, 110, 90, 170), 0,
    Text("价格表是空的,没有可比的方案。", "The price list is empty: nothing to compare."),
    None, adds=False, spare=(4, 2),
)  # fmt: skip
BUDGETS = Frame(
    "budget_plan", Text("预算预留", "Budget reserve"), "piggy-bank",
    (Text("名称", "Name"), Text("比例", "Share"), Text("预留", "Reserve"),
     Text("已承诺", "Committed"), Text("已发生", "Spent"), Text("剩余", "Remaining"), LOOK),
    (150, 70, 110, 100, 100, 110, 160), 0,
    Text("还没有预留。写明基数口径和比例,10–15 % 为宜。",
         "No reserve yet. State the base and the share; 10–15 % is the band."),
    budget.SHEET, spare=(3, 4),
)  # fmt: skip


def prices(held: Held) -> Board:
    """Return the price list."""
    lines = []
    for one in held.prices:
        told = price.flags(one, held.today)
        what = WHATS["package" if one.is_package else "service"]
        named = [f"{name}={most}" if most is not None else name
                 for name, most in one.contents.items()]  # fmt: skip
        cells = (
            plain(one.name, bold=True), Shown(what, "muted"),
            plain(one.service or ", ".join(named)),
            Shown(_both(one)), plain(str(one.as_of or "—")),
            plain(one.source, "muted"), marks(told),
        )  # fmt: skip
        number = number_of(price.SHEET, one.entity)
        title = Text(one.name, one.name)
        lines.append(Line(one.entity.id, number, title, cells, told, SEED_HINT, one.entity, one))
    said = Text(
        f"{len(lines)} 个价格,都是自己填的。",
        f"{several(len(lines), 'price')}, all of them your own.",
    )
    return Board(PRICES, tuple(lines), said)


def _both(one: price.Price) -> Text:
    """Return a price net and with its tax, where that is known (A12)."""
    column = price.SHEET.column("price")
    net = said_of(column, one.fen)
    if one.gross is None:
        return Text(net, net)
    gross = said_of(column, one.gross)
    return Text(f"{net}(含税 {gross})", f"{net} ({gross} with tax)")


def decision(held: Held) -> Board:
    """Return the decision sheet; the verdict says what is cheapest and why, or why not."""
    found = decide(held.demand, held.prices)
    lines = tuple(_option(one, at, best=one is found.best) for at, one in enumerate(found.options))
    one = held.demand
    used = [(service_name(name), one.count(name)) for name in one.services]
    zh = "、".join(f"{name.zh} {many} 次" for name, many in used) or "没有登记"
    en = ", ".join(f"{name.en} {many}" for name, many in used) or "nothing recorded"
    best = found.best.name if found.best else Text("不推荐", "no advice")
    why = Text(";".join(each.zh for each in found.why), "; ".join(each.en for each in found.why))
    said = Text(
        f"结论:{best.zh}。{one.first} 至 {one.last}:{zh}。\n{why.zh}。\n{SEED_HINT.zh}",
        f"Verdict: {best.en}. {one.first} to {one.last}: {en}.\n{why.en}.\n{SEED_HINT.en}",
    )
    return Board(DECISION, lines if held.prices else (), said)


def _option(one: Option, at: int, *, best: bool) -> Line:
    cost = one.cost
    evens = [f"{service_name(each.service).zh} {said_fraction(each.even)}"
             for each in one.pieces if each.even is not None]  # fmt: skip
    evens_en = [f"{service_name(each.service).en} {said_fraction(each.even)}"
                for each in one.pieces if each.even is not None]  # fmt: skip
    mark = "✓ " if best else ""
    name = Text(f"{mark}{one.name.zh}", f"{mark}{one.name.en}")
    cells = (
        Shown(name, "ok" if best else "text", best), plain(money(one.fixed)),
        plain("?" if cost is None else money(cost - one.fixed)),
        plain("?" if cost is None else money(cost), "ok" if best else "text", bold=best),
        plain(str(one.tickets)),
        Shown(Text("、".join(evens) or "—", ", ".join(evens_en) or "—"), "muted"),
    )  # fmt: skip
    parts = []
    for each in one.pieces:
        name_ = service_name(each.service)
        unit = "?" if each.unit is None else money(each.unit)
        many = (each.needed, each.covered, each.paid)
        parts.append(Text(
            f"{name_.zh}:需要 {many[0]},覆盖 {many[1]},另付 {many[2]} × {unit}",
            f"{name_.en}: {many[0]} needed, {many[1]} covered, {many[2]} × {unit} besides",
        ))  # fmt: skip
    parts_zh, parts_en = [part.zh for part in parts], [part.en for part in parts]
    source = f"({one.price.source} {one.price.as_of})" if one.price else ""
    why = Text(f"{';'.join(parts_zh)}{source}", f"{'; '.join(parts_en)} {source}".strip())
    return Line(str(at), "", name, cells, (), why, None, one)


def budgets(held: Held) -> Board:
    """Return the reserves with what their ledgers say."""
    found = reserves(held.of("budget_plan"), ledgers(held.of("ledger")), held.today, held.zone)
    lines = []
    for one in found:
        told = budget.flags(one)
        share = f"{one.percent // 100}.{one.percent % 100:02}%"
        left = one.remaining
        cells = (
            plain(one.title, bold=True), plain(share, "ok" if one.in_band else "P2"),
            plain(money(one.reserve)), plain(_said(one.committed), "muted"),
            plain(_said(one.spent), "muted"),
            plain(_said(left), "P1" if left is not None and left < 0 else "text"), marks(told),
        )  # fmt: skip
        number = number_of(budget.SHEET, one.entity)
        title = Text(one.title, one.title)
        spent, said_ = _said(one.spent), _said(one.committed)
        why = Text(
            f"{one.why.zh}。已承诺 {said_},已发生 {spent},剩余 {_said(left)}",
            f"{one.why.en}. Committed {said_}, spent {spent}, remaining {_said(left)}",
        )
        lines.append(Line(one.entity.id, number, title, cells, told, why, one.entity, one))
    out = sum(not one.in_band for one in found)
    said = Text(
        f"{len(found)} 项预留,{out} 项不在 10–15 % 之内(两端都算在内)。",
        f"{several(len(found), 'reserve')}, {out} outside 10–15 % (both ends count as inside).",
    )
    return Board(BUDGETS, tuple(lines), said)  # fmt: skip


def _said(fen: int | None) -> str:
    return "—" if fen is None else money(fen)


MONEY = (
    Entry(DECISION, decision, ("price", "remote_session", "paid_request", "ledger")),
    Entry(PRICES, prices),
    Entry(BUDGETS, budgets, ("ledger",)),
)
