"""The roles of the shipped curriculum in words; a role of one's own is called what it is called."""

from collections.abc import Mapping
from types import MappingProxyType

from firstline.domain.words import Text

ROLES: Mapping[str, Text] = {
    "admin": Text("系统管理员", "Administrator"), "finance": Text("财务", "Finance"),
    "warehouse": Text("仓库", "Warehouse"), "purchasing": Text("采购", "Purchasing"),
    "production": Text("生产", "Production"),
    "customer_service": Text("客服与销售内勤", "Customer service"),
    "superuser": Text("超级用户", "Super-user"),
}  # fmt: skip
_ALSO: Mapping[str, str] = {
    "admin": "管理员 it管理员 运维 系统运维 信息员 administrator system_administrator sysadmin",
    "finance": "财务员 财务人员 会计 出纳 accounting accountant",
    "warehouse": "仓储 仓库管理员 仓管 仓管员 库管 库管员 保管员 warehouse_keeper storekeeper",
    "purchasing": "采购员 采购人员 purchase purchaser buyer",
    "production": "生产计划 计划 计划员 生产计划员 生产人员 planner production_planning",
    "customer_service": "客服 客服人员 销售内勤 内勤 customer-service",
    "superuser": "关键用户 super_user super-user key_user key-user",
}


def _folded(words: str) -> str:
    return "_".join(words.casefold().split())


def _meant() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, said in ROLES.items():
        words = (key, said.zh, said.en, *_ALSO[key].split())
        found.update((_folded(one), key) for one in words)
    return found


_MEANT: Mapping[str, str] = MappingProxyType(_meant())


def role_key(role: str) -> str:
    """Return the role that a list of staff means: “仓库” and “Warehouse” are one with `warehouse`.

    A role of one's own is its words, folded.
    """
    plain = _folded(role)
    return _MEANT.get(plain, plain)


def role_words(role: str) -> Text:
    """Return what a role is called."""
    plain = role.replace("_", " ")
    return ROLES.get(role, Text(plain, plain))
