"""The roles of the shipped curriculum in words; a role of one's own is called what it is called."""

from collections.abc import Mapping

from firstline.domain.words import Text

ROLES: Mapping[str, Text] = {
    "admin": Text("系统管理员", "Administrator"), "finance": Text("财务", "Finance"),
    "warehouse": Text("仓库", "Warehouse"), "purchasing": Text("采购", "Purchasing"),
    "production": Text("生产", "Production"),
    "customer_service": Text("客服与销售内勤", "Customer service"),
    "superuser": Text("超级用户", "Super-user"),
}  # fmt: skip


def role_words(role: str) -> Text:
    """Return what a role is called."""
    plain = role.replace("_", " ")
    return ROLES.get(role, Text(plain, plain))
