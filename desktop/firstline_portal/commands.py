"""What `firstline-portal` can be told: serve, user, plant, record, epoch, pack."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import Connection

from firstline import __version__
from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline_portal import clocks, packs, people, records
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.rights import Role
from firstline_portal.serve import Serving, files_of, serve
from firstline_portal.spoken import command, group

T = TypeVar("T")
_LANG = click.option(
    "--lang", type=click.Choice(("zh_CN", "en")), expose_value=False,
    help="消息的语言 Language of the messages",
)  # fmt: skip
_DATABASE = click.option(
    "--database", required=True, metavar="URL", envvar="FIRSTLINE_PORTAL_DATABASE",
    help="数据库地址 sqlite:///FILE | postgresql://USER:PASSWORD@HOST/NAME",
)  # fmt: skip

root = group("firstline-portal", "一线门户:让多个服务台保持一致。",
             "The portal that keeps many service desks in step.")  # fmt: skip
_LANG(root)
click.version_option(__version__, prog_name="firstline-portal", message="%(prog)s %(version)s")(
    root
)
user_ = group("user", "用户与令牌。", "People and their tokens.", root)
plant_ = group("plant", "工厂:各有自己的序列与编号。",
               "Plants, each with a sequence and numbers of its own.", root)  # fmt: skip
record_ = group("record", "单条记录。", "Single records.", root)
pack_ = group("pack", "U 盘数据包。", "Packs carried by stick.", root)
epoch_ = group("epoch", "纪元:恢复备份之后。", "The epoch: after a backup was restored.", root)


@command(
    root, "serve", "启动门户;地址单独打印一行。", "Serve; the address is printed alone on its line."
)
@_DATABASE
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 Address")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8765,
    show_default=True,
    help="端口,0 为任选 Port; 0 takes a free one",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="进程数 Processes on this database",
)
@click.option("--files", default="", metavar="DIR", help="附件文件夹 Folder for attachments")
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=50.0,
    show_default=True,
    help="每人每秒请求数,0 不限 Requests a second and person, in each process; 0 for no limit",
)
@click.option(
    "--until-eof", is_flag=True, help="标准输入关闭时结束 End when standard input is closed"
)
@_LANG
def serve_(**words: Any) -> None:
    """Serve until told to end."""
    words["rate_per_s"] = words.pop("rate")
    serve(Serving(**words))


@command(
    user_, "add", "新增用户,或更改其角色与工厂;新令牌只显示一次,单独一行。",
    "Add a user, or change the role and plants of one; a new token is printed once, alone on "
    "its line.",
)  # fmt: skip
@click.argument("name")
@click.option("--role", type=click.Choice([str(one) for one in Role]), required=True)
@click.option("--plant", "plants", multiple=True, metavar="P", help="工厂,可多次 May be repeated")
@click.option(
    "--days",
    type=click.IntRange(1, 3_660),
    default=people.TOKEN_DAYS,
    show_default=True,
    help="令牌有效天数 Days until the token ends",
)
@_DATABASE
@_LANG
def add_(name: str, role: str, plants: tuple[str, ...], days: int, database: str) -> None:
    """Add or change a person, and print the token."""
    now = datetime.now(UTC)
    click.echo(
        _change(database, lambda one: people.add_person(one, name, Role(role), plants, now, days))
    )


@command(user_, "list", "列出用户;令牌不会再显示。", "List the users; no token is shown again.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON Print JSON")
@_DATABASE
@_LANG
def list_(database: str, *, as_json: bool) -> None:
    """Print everybody."""
    everybody = _change(database, people.all_people)
    if as_json:
        told = {"users": everybody, "total": len(everybody)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in everybody:
        plants = one["plants"]
        named = ", ".join(plants) if isinstance(plants, list) else ""
        state = "revoked" if one["revoked_at"] else f"token until {one['token_until']}"
        click.echo(f"{one['name']}\t{one['role']}\t{named}\t{state}")


@command(user_, "revoke", "吊销用户及其全部令牌。", "Revoke a user with all tokens, at once.")
@click.argument("name")
@_DATABASE
@_LANG
def revoke_(name: str, database: str) -> None:
    """Let a person in no more."""
    now = datetime.now(UTC)
    _change(database, lambda one: people.revoke_person(one, name, now))


@command(plant_, "add", "新增工厂。", "Add a plant.")
@click.argument("name")
@click.option("--prefix", default="", help="编号前缀,如 SZ 得 SZ-1001 Prefix of ticket numbers")
@_DATABASE
@_LANG
def plant_add_(name: str, prefix: str, database: str) -> None:
    """Begin the clock of a plant."""
    if len(prefix) > 12 or not name.strip() or len(name) > 60:
        raise BadInput(Text("名称或前缀太长或为空。", "The name or prefix is too long or empty."))
    _change(database, lambda one: clocks.ensure_plant(one, name, prefix))


@command(
    record_, "move", "把记录移到另一个工厂;只看原工厂的人不再看到它。",
    "Move a record to another plant; it is hidden from those who see the old one alone.",
)  # fmt: skip
@click.argument("kind")
@click.argument("id_", metavar="ID")
@click.option("--plant", required=True, help="移往的工厂 The plant it goes to")
@_DATABASE
@_LANG
def move_(kind: str, id_: str, plant: str, database: str) -> None:
    """Move a record."""
    now = datetime.now(UTC)
    _change(database, lambda one: records.move(one, kind, id_, plant, now))


@command(
    epoch_, "new", "开始新纪元:所有服务台重新取回,并再次提交近 400 天的更改。",
    "Begin a new epoch: every desk pulls anew and offers its edits of 400 days again.",
)  # fmt: skip
@_DATABASE
@_LANG
def new_(database: str) -> None:
    """Begin a new epoch and print it."""
    now = datetime.now(UTC)

    def work(connection: Connection) -> str:
        old = clocks.settings(connection)["epoch"]
        return clocks.new_epoch(connection, old, now, restored=True)

    click.echo(_change(database, work))


@command(
    pack_, "import", "采用一个数据包,并写出签名的回执包。",
    "Take a pack of edits, and write the signed answer that goes back by stick.",
)  # fmt: skip
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="回执包 The answer pack",
)
@click.option("--files", default="", metavar="DIR", help="附件文件夹 Folder for attachments")
@_DATABASE
@_LANG
def pack_import_(file: Path, out: Path, files: str, database: str) -> None:
    """Take a pack and write its answer."""
    opened = Database(database)
    with closing(opened):
        core = Core(opened, files=files_of(opened, files))
        core.prepare(datetime.now(UTC))
        done = packs.take(core, file, datetime.now(UTC))
    out.write_bytes(done.pack)
    click.echo(json.dumps({"device": done.device, "out": str(out), **done.counts}))


def _change(database: str, work: Callable[[Connection], T]) -> T:
    opened = Database(database)
    with closing(opened):
        Core(opened).prepare(datetime.now(UTC))
        return opened.write(work)
