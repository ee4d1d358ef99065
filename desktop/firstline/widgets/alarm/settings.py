"""The alarms in the settings: on or off, whose, quiet hours, the sound, my number."""

import re

from PySide6.QtWidgets import QCheckBox, QLineEdit

from firstline.domain.words import Text
from firstline.viewmodel.settings import WHOSE, SettingsModel
from firstline.viewmodel.speech import Speech
from firstline.widgets.combo import Combo
from firstline.widgets.settings.rows import Card, fill

_HOURS = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\s*[-–—~]\s*([01]?\d|2[0-3]):[0-5]\d")
_BETWEEN = re.compile(r"\s*[-–—~]\s*")


class AlarmSettings(Card):
    """Writes each choice through the model as soon as it is made."""

    def __init__(self, speech: Speech, model: SettingsModel) -> None:
        super().__init__(speech, Text("提醒", "Alarms"))
        self._say = speech
        self._model = model
        self.on, self.sound, self.whose = QCheckBox(), QCheckBox(), Combo()
        self.news = QCheckBox()
        self.quiet, self.phone = QLineEdit(), QLineEdit()
        self._marks = self.add(
            Text("到点提醒", "Ring at the marks"),
            Text(
                "没有网络也响;关掉后铃铛里仍有记录",
                "Without a network too; the bell keeps a record",
            ),
            self.on,
        )
        self.add(
            Text("新工单与新回复", "New tickets and replies"),
            Text(
                "同步来的 P1、P2 和别人的回复;自己的不提醒",
                "P1, P2 and replies of others that came; never one's own",
            ),
            self.news,
        )
        self.add(Text("提醒哪些工单", "Which tickets"), Text("", ""), self.whose)
        self.add(
            Text("免打扰时段", "Quiet hours"),
            Text(
                "写成 22:00-07:00;P1 除外,结束后汇总一次",
                "As 22:00-07:00; not for P1; one digest after",
            ),
            self.quiet,
        )
        self.add(
            Text("P1 响一声", "A sound for P1"),
            Text("其他级别不出声", "Nothing else is heard"),
            self.sound,
        )
        self.add(
            Text("我的回电号码", "My callback number"),
            Text("热线三十秒说明里用", "Stands in the words for the hotline"),
            self.phone,
        )
        self._connect()

    def _connect(self) -> None:
        change = self._model.change
        self.news.toggled.connect(lambda on: change("news", on))
        self.on.toggled.connect(lambda on: change("alarms", on))
        self.sound.toggled.connect(lambda on: change("alarm_sound", on))
        self.whose.activated.connect(lambda _at: change("alarms_of", self.whose.currentData()))
        self.phone.editingFinished.connect(lambda: change("phone", self.phone.text().strip()))
        self.quiet.editingFinished.connect(self._take_quiet)

    def show_values(self) -> None:
        """Show the settings in force."""
        values = self._model.values
        for box, on in (
            (self.on, values.alarms), (self.sound, values.alarm_sound), (self.news, values.news),
        ):  # fmt: skip
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        fill(self.whose, [(key, self._say(words)) for key, words in WHOSE], values.alarms_of)
        both = (values.quiet_from, values.quiet_to)
        self.quiet.setText("-".join(both) if all(both) else "")
        self.phone.setText(values.phone)
        self.on.setText(self._say(self._model.shares()).partition("(")[0].partition(" (")[0])
        self.on.setToolTip(self._say(self._model.shares()))
        self.quiet.setPlaceholderText("22:00-07:00")

    def _take_quiet(self) -> None:
        """Take two hours, or none for an empty field; anything else puts back what was there."""
        typed = self.quiet.text().replace("：", ":").strip()
        if typed and not _HOURS.fullmatch(typed):
            self.show_values()
            return
        start, _, end = _BETWEEN.sub("-", typed).partition("-")
        self._model.change("quiet_from", start)
        self._model.change("quiet_to", end)
