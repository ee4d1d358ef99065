"""May this person do this step? Safety class, certificate, scope and backup, each explained."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from firstline.domain.contact import duty as duties
from firstline.domain.errors import NOTHING
from firstline.domain.knowledge.safety import Safety
from firstline.domain.training.training import Certificate, Standing
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.contact.duty import Duty
    from firstline.domain.edits.entity import Entity
    from firstline.domain.knowledge.knowledge import Article

BACKUP = "backup"  # the duty whose proof an administrator's step asks for
VENDOR = Text(
    "仅厂商或 DBA:不要自己做,请升级处理。",
    "Vendor or DBA alone: do not do it yourself; escalate.",
)
SOON = timedelta(days=30)  # from so long before its end on a certificate asks to be renewed
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits here and when: the name and site of this PC, its day, and what is on record.

    `today` is the day in the profile's zone; `proofs` are the records of customer duties and
    `backup` the duty that they prove, None where no pack names one.
    """

    me: str
    site: str
    now: datetime
    today: date
    certificates: Sequence[Certificate] = ()
    proofs: Sequence["Entity"] = ()
    backup: "Duty | None" = None


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether the steps of a class are open, and why or why not."""

    open: bool
    why: Text = NOTHING
    certified: tuple[Certificate, ...] = field(default=())


def permit(safety: Safety, article: "Article", seat: Seat) -> Permit:
    """Return whether the one who uses this PC may do steps of `safety` in `article`, and why.

    L0 is everybody's. L1 asks for a certificate that opens it, holds today and covers product,
    module and site (requirements S66). L2 asks for an administrator's, and for a backup of such a
    system whose proof is fresh. L3 is the vendor's alone.
    """
    if safety is Safety.L0:
        return Permit(True)
    if safety is Safety.L3:
        return Permit(False, VENDOR)
    fit = [one for one in seat.certificates if one.opens >= str(safety)]
    able = certified(safety, article, seat)
    mine = [one for one in able if one.is_of(seat.me)]
    if not mine:
        ask = _whom(able)
        return Permit(False, _join(_reason(safety, article, seat, fit), ask), able)
    best = max(mine, key=lambda one: one.until or date.max)
    said = _holds(best, seat.today)
    if safety is Safety.L2:
        backup = _backup(article, seat)
        return Permit(backup.open, _join(said, backup.why) if backup.open else backup.why, able)
    return Permit(True, said, able)


def certified(safety: Safety, article: "Article", seat: Seat) -> tuple[Certificate, ...]:
    """Return the certificates that open such a step today, one a person, by name.

    The site of this PC counts for everybody: a certificate for another site helps nobody here.
    """
    found: dict[str, Certificate] = {}
    for one in seat.certificates:
        if one.opens < str(safety):
            continue
        if one.standing(seat.today) is Standing.VALID and not _outside(one, article, seat.site):
            known = found.setdefault(one.person.casefold(), one)
            if (one.until or date.max) > (known.until or date.max):
                found[one.person.casefold()] = one
    return tuple(found[name] for name in sorted(found))


def _reason(safety: Safety, article: "Article", seat: Seat, fit: Iterable[Certificate]) -> Text:
    """Return why none of one's own certificates opens the step: of the one that is nearest to."""
    if not seat.me.strip():
        return Text(
            "锁定:这台电脑还没有填使用者的名字(设置 → 姓名)。",
            "Locked: this PC does not know who uses it (settings, Name).",
        )
    mine = [one for one in fit if one.is_of(seat.me)]
    if not mine:
        what = (
            Text("超级用户", "super-user")
            if safety is Safety.L1
            else Text("系统管理员", "administrator")
        )
        return Text(f"锁定:{seat.me} 没有{what.zh}证书。",
                    f"Locked: {seat.me} has no {what.en} certificate.")  # fmt: skip
    order = list(Standing)
    best = min(mine, key=lambda one: (order.index(one.standing(seat.today)), -one.on.toordinal()))
    return _why_not(best, article, seat)


def _why_not(one: Certificate, article: "Article", seat: Seat) -> Text:
    code, until = one.course, one.until
    standing = one.standing(seat.today)
    if standing is Standing.EXPIRED:
        return Text(f"锁定:证书 {code} 已过期,有效到 {until}。",
                    f"Locked: certificate {code} has expired; it held until {until}.")  # fmt: skip
    if standing is Standing.REVOKED and one.revoked_at is not None:
        on, why = one.revoked_at.date(), one.revoke_reason
        return Text(f"锁定:证书 {code} 于 {on} 被 {one.revoked_by} 撤销({why})。",
                    f"Locked: certificate {code} was revoked on {on} by {one.revoked_by} "
                    f"({why}).")  # fmt: skip
    if standing is Standing.UNGRANTED:
        return Text(f"锁定:证书 {code} 还没有由他人授予。",
                    f"Locked: nobody else has granted certificate {code} yet.")  # fmt: skip
    if standing is Standing.ALTERED:
        return Text(f"锁定:证书 {code} 授予后被改动,要重新授予。",
                    f"Locked: certificate {code} was changed since it was granted; "
                    "it is to be granted anew.")  # fmt: skip
    if standing is Standing.NOT_YET:
        return Text(f"锁定:证书 {code} 从 {one.on} 起才有效。",
                    f"Locked: certificate {code} holds from {one.on} on.")  # fmt: skip
    outside = _outside(one, article, seat.site) or NOTHING
    return Text(f"锁定:证书 {code} {outside.zh}。", f"Locked: certificate {code} {outside.en}.")


def _outside(one: Certificate, article: "Article", site: str) -> Text | None:
    """Return what of the article lies outside the scope of the certificate, None for nothing.

    An article for every product asks for a certificate for every product; modules alike.
    """
    for scope, wanted, every in (
        (one.products, article.products, Text("每个产品", "every product")),
        (one.modules, article.modules, Text("每个模块", "every module")),
        (one.sites, (site,) if site else (), Text("没有填站点的电脑", "a PC without a site")),
    ):
        if scope and not {name.casefold() for name in scope} & {name.casefold() for name in wanted}:
            has = "/".join(scope)
            asked = Text("/".join(wanted), "/".join(wanted)) if wanted else every
            return Text(f"只管 {has},这里要 {asked.zh}", f"is for {has}, not for {asked.en}")
    return None


def _backup(article: "Article", seat: Seat) -> Permit:
    """Return whether a backup of one of the article's systems is proved and fresh."""
    products = {name.casefold() for name in article.products}
    if seat.backup is not None:
        for system in duties.systems(seat.proofs):
            if products and duties.product_of(system).casefold() not in products:
                continue
            held = {one.id: one for one in seat.proofs}
            entity = held.get(duties.record_id(system, BACKUP))
            stood = duties.stand(seat.backup, entity, seat.now)
            if stood.standing is duties.Standing.READY and stood.proof is not None:
                at = f"{stood.proof.at:%Y-%m-%d %H:%M}"
                return Permit(True, Text(f"备份已验证:{system},{at},{stood.proof.by}。",
                                         f"Backup verified: {system}, {at}, "
                                         f"{stood.proof.by}."))  # fmt: skip
    names = "/".join(article.products)
    which = Text(f"{names} ", f" of {names}") if names else NOTHING
    return Permit(False, Text(
        f"锁定:{which.zh}没有新的备份证明。请先做“检查备份文件夹”并登记(联系人 → 客户责任)。",
        f"Locked: no fresh proof of a backup{which.en}. Check the backup folder and record it "
        "first (contacts, duties).",
    ))  # fmt: skip


def _holds(one: Certificate, today: date) -> Text:
    until = one.until
    zh = f"已开放:您有证书 {one.course}" + (f",有效到 {until}" if until else "")
    en = f"Open: you hold certificate {one.course}" + (f" until {until}" if until else "")
    zh, en = f"{zh}({one.granted_by} 授予)。", f"{en} (granted by {one.granted_by})."
    if until is None or until - today > SOON:
        return Text(zh, en)
    left = (until - today).days + 1
    return Text(f"{zh}还有 {left} 天,请安排复训。",
                f"{en} {left} day{'s' * (left != 1)} left: plan the refresher.")  # fmt: skip


def _whom(able: Sequence[Certificate]) -> Text:
    """Return whom to ask: those who may, else the IT lead."""
    if not able:
        return Text("现在没有人持证:请 IT 负责人,或升级处理。",
                    "Nobody here is certified now: ask the IT lead, or escalate.")  # fmt: skip
    names = [one.person for one in able[:_MOST_NAMES]]
    more = len(able) - len(names)
    zh = "、".join(names) + (f" 等 {len(able)} 人" if more else "")
    en = ", ".join(names) + (f" and {more} more" if more else "")
    return Text(f"请找 {zh},或升级处理。", f"Ask {en}, or escalate.")


def _join(first: Text, second: Text) -> Text:
    return Text(first.zh + second.zh, f"{first.en} {second.en}".strip())
