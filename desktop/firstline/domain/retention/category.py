"""The categories of what is kept: from which event each counts, and what its destruction means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.errors import NOTHING
from firstline.domain.words import Text

LOG_ENDINGS = (".log", ".trc", ".etl", ".dmp", ".evtx", ".xel", ".har", ".pcap")
"""A file that ends so is a log or an extract, whatever ticket it is attached to."""
SECURITY_LOG_DAYS = 183
"""Six months: what the Cybersecurity Law asks for network logs at least."""


class Category(StrEnum):
    """What is kept, by what its length depends on."""

    ATTACHMENTS = "attachments"
    LOGS = "logs"
    PACKAGES = "packages"
    EXPORTS = "exports"
    PEOPLE = "people"
    DRAFTS = "drafts"
    BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class About:
    """One category: its name, the event it counts from, what is done, and what remains of it."""

    name: Text
    counts_from: Text
    destroys: Text
    remains: Text
    least_days: int = 1
    least_by: Text = NOTHING


_LOG_REMAINS = Text(
    "工单记录里的文件名、大小和哈希,门户上的副本,以前的备份、U 盘数据包和交接包",
    "name, size and hash in the ticket's log, the portal's copy, earlier backups, packs by stick "
    "and hand-off packages",
)
ABOUT: Mapping[Category, About] = {
    Category.ATTACHMENTS: About(
        Text("已关闭工单的附件", "Attachments of closed tickets"),
        Text("工单关闭", "closure of the ticket"),
        Text("从本机删除文件内容,以后不再从门户下载", "its bytes leave this device for good: no "
             "download brings them back"),
        _LOG_REMAINS,
    ),
    Category.LOGS: About(
        Text("日志与取证文件", "Logs and evidence extracts"),
        Text("工单关闭;登记了销毁日期的,按那一天",
             "closure of the ticket, or the day of destruction that was agreed"),
        Text("从本机删除文件内容,以后不再从门户下载", "its bytes leave this device for good: no "
             "download brings them back"),
        _LOG_REMAINS, SECURITY_LOG_DAYS,
        Text("《网络安全法》:网络日志至少留存六个月",
             "Cybersecurity Law: network logs are kept for six months at least"),
    ),
    Category.PACKAGES: About(
        Text("交接包", "Hand-off packages"),
        Text("写出之日;授权写明销毁日期的,按那一天",
             "the day it was written, or the day of destruction in its authorisation"),
        Text("从本机删除写出的文件", "the file that was written leaves this device"),
        Text("工单上的外发记录(编号、哈希、接收方),对方手里的那一份",
             "the record of the release (number, hash, recipient), and the recipient's copy"),
    ),
    Category.EXPORTS: About(
        Text("本机的导出和报表", "Exports and reports on this device"),
        Text("写出之日", "the day it was written"),
        Text("从本机删除写出的文件", "the file that was written leaves this device"),
        Text("复制或发送到别处的副本", "copies that were made or sent elsewhere"),
    ),
    Category.PEOPLE: About(
        Text("离职人员的个人信息", "Personal data of people who left"),
        Text("离职(合同结束)之日", "the end of the contract"),
        Text("改为化名,要另一个人批准", "a pseudonym takes the name's place; another person "
             "approves it"),
        Text("只追加的日志和门户副本里的原名(不再显示)",
             "the name in the append-only log and in the portal's copies, shown no more"),
    ),
    Category.DRAFTS: About(
        Text("草稿", "Drafts"),
        Text("最后一次输入", "when it was last typed in"),
        Text("从本机删除草稿", "the draft leaves this device"),
        Text("以前的备份", "earlier backups"),
    ),
    Category.BACKUPS: About(
        Text("本机的备份副本", "Local backups"),
        Text("备份之日", "the day it was made"),
        Text("从本机删除备份文件;最新的一份总是保留", "the copy leaves this device; the newest one "
             "always stays"),
        Text("复制到别处的备份", "copies that were carried elsewhere"),
    ),
}  # fmt: skip
NAMES: Mapping[str, Text] = {str(one): about.name for one, about in ABOUT.items()}


def category_of_file(name: str) -> Category:
    """Return whether an attached file is a log or any other attachment."""
    return Category.LOGS if name.casefold().endswith(LOG_ENDINGS) else Category.ATTACHMENTS
