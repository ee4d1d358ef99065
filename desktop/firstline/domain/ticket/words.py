"""The names of the channels a ticket may come by, and of the grounds of its priority."""

from collections.abc import Mapping

from firstline.domain.words import Text

CHANNEL_NAMES: Mapping[str, Text] = {
    "hotline": Text("热线", "Hotline"),
    "walk_up": Text("当面", "Walk-up"),
    "chat": Text("企业微信/聊天", "Chat"),
    "mail": Text("邮件", "Mail"),
    "portal": Text("门户", "Portal"),
    "on_site": Text("现场", "On-site"),
    "form": Text("表单", "Form"),
    "partner_chat": Text("服务商群聊", "Partner's chat"),
    "phone_partner": Text("服务商电话", "Partner's phone"),
    "monitor": Text("监控告警", "Monitoring"),
    "advisory": Text("厂商公告", "Vendor's advisory"),
    "project": Text("项目组", "Project team"),
}
PRIORITY_REASONS: Mapping[str, Text] = {
    "by_matrix": Text("按分级矩阵", "by the priority matrix"),
    "set_directly": Text("直接改定", "set directly"),
}
