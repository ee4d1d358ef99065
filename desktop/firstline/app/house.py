"""The composition root: builds the window's parts once, connects them, starts and stops them."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QFileSystemWatcher,
    QObject,
    QSettings,
    QTimer,
)
from PySide6.QtWidgets import QApplication

from firstline.app import garbage
from firstline.app.abroad import Abroad
from firstline.app.background import Bridge, Lane
from firstline.app.crash import fault_of, watch
from firstline.app.doors.works import Works
from firstline.app.ground import choose_language
from firstline.app.notes import tell
from firstline.app.profile import Profile
from firstline.app.promises import Promises
from firstline.app.qt_words import QtWords
from firstline.app.upkeep import Upkeep
from firstline.domain.errors import StoreProblem
from firstline.domain.words import Language, Text
from firstline.system import settings as settings_file
from firstline.system.pinyin import heard
from firstline.system.settings import SettingsError
from firstline.viewmodel.clock import SECOND, Ticking
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.settings import SettingsModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.shell.shell import Doors, Shell

if TYPE_CHECKING:
    from firstline.app.first_window import FirstWindow
    from firstline.domain.knowledge.canned import Phrases
    from firstline.domain.knowledge.pack import KnowledgePack
    from firstline.domain.uat.standing import Process
    from firstline.store.store import Store
    from firstline.viewmodel.contracts.doors import ContractDoors
    from firstline.viewmodel.documents.doors import DocumentDoors
    from firstline.viewmodel.group.group import GroupPaper
    from firstline.viewmodel.health.files import HealthFiles
    from firstline.viewmodel.project.files import ProjectFiles
    from firstline.viewmodel.reports import Reports
    from firstline.viewmodel.runbook.runbook import RunbookDoors
    from firstline.viewmodel.shift import Paper
    from firstline.viewmodel.training.doors import TrainingDoors
    from firstline.widgets.directory.page import Papers

SHARE_S = 0.001  # so long a thread that computes keeps Python from the window's, at each turn
NO_PICTURE_MS = 1000  # a window that starts minimised is not painted
ALARMS_AFTER_MS = 700
READ_AFTER_MS = 1500  # Python does nothing else meanwhile, also in the window's thread
SESSIONS_AFTER_MS = 300  # after the upkeep, so that a key in between is answered
UPKEEP_AFTER_MS = 3000  # the first look round the window comes first
_FIRST_WORD = Text("一线", "Firstline")
STATE_FILE = "window.ini"


class House(QObject):
    """One open profile with its window."""

    def __init__(
        self,
        app: QApplication,
        profile: Profile,
        now: Callable[[], datetime],
        *,
        demo: bool = False,
        keep_state: bool = True,
    ) -> None:
        super().__init__()
        self._looked_for_garbage = garbage.put_off()
        sys.setswitchinterval(SHARE_S)
        self._app = app
        self._profile = profile
        self._now = now
        self._stopped = False
        self._qt_words = QtWords(app, self)
        self._first: FirstWindow | None = None
        self.speech = Speech(profile.language)
        self.ticking = Ticking(now)
        self.desktop = Desktop(
            profile.store, profile.desk, self.speech, self.ticking, profile.settings
        )
        self._bridge = Bridge(self)
        self.lane = Lane(self._bridge, profile.store, now, "reader", self._failed)
        self._abroad = Abroad(self.desktop, self._bridge, now, self._failed)
        self._works = works = Works(self.desktop, self._bridge, profile, now, self._failed)
        self._demo = demo
        self._upkeep = Upkeep(self._bridge, profile.store, now, self._failed)
        self.settings = SettingsModel(self.desktop, self._save, profile.packs_notes)
        self.lane.hold()
        self._settled = False
        self._dress(rules=False)
        place = str(profile.folder / STATE_FILE)
        state = QSettings(place, QSettings.Format.IniFormat) if keep_state else None
        doors = Doors(
            self.lane.later, heard, state, self.settings, demo, self._abroad.outside,
            self._phrases, self._papers, _read_pack, press=_press, group=_group_press,
            handoff=works.handoff, runbooks=self._runbooks, reconcile=works.reconcile,
            register=works.register, health=_health, projects=_projects, training=self._training,
            reports=partial(_reports, self.desktop), documents=_documents, acceptance=_acceptance,
            contracts=partial(_contracts, self.desktop, profile.folder),
        )  # fmt: skip
        self.shell = Shell(self.desktop, doors)
        theme.wear_rules(app)
        self._leave_crash = watch(profile.folder, now, self.desktop.problem.emit)
        self._connect()

    def _connect(self) -> None:
        self.settings.changed.connect(self._on_setting)
        self.speech.switched.connect(lambda: self._qt_words.speak(self.speech.language))
        self.ticking.ticked.connect(self.desktop.look_around)
        self.ticking.ticked.connect(garbage.look)
        self.desktop.changed.connect(self._upkeep.on_changed)
        Promises(self.desktop, self._profile.in_use, self)
        hints = self._app.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self._dress())

    def start(self) -> None:
        """Fill the window, show it, and say what is wrong with packs and settings."""
        self.shell.aids.pictured.connect(self._settle_in)
        self.shell.start()
        self.shell.show()
        tell(self.desktop, self._profile.packs_notes[:1])
        QTimer.singleShot(NO_PICTURE_MS, self, self._settle_in)

    def _settle_in(self) -> None:
        """Do what the first picture need not wait for."""
        if self._stopped or self._settled:
            return
        self._settled = True
        garbage.pass_over()
        self._qt_words.speak(self.speech.language)
        self._watch_others()
        self.lane.release()
        self.shell.counts.refresh()
        self._abroad.begin(self.shell, demo=self._demo)
        QTimer.singleShot(ALARMS_AFTER_MS, self, self._begin_alarms)
        QTimer.singleShot(READ_AFTER_MS, self, self._learn_to_read)
        QTimer.singleShot(UPKEEP_AFTER_MS, self, self._keep_up)

    def _learn_to_read(self) -> None:
        """Load the sounds of Chinese and the registers: 0.2 s each, not in a search or an act."""
        self.lane.later(_learn, lambda _done: None)

    def _begin_alarms(self) -> None:
        if not self._stopped:
            self._begin_assigning()
            self.shell.sections.alarms.begin()

    def _begin_assigning(self) -> None:
        from firstline.viewmodel.detail.suggested import AutoAssign, Suggested  # noqa: PLC0415 - late

        AutoAssign(self.desktop, Suggested(self.desktop, self), self)

    def _keep_up(self) -> None:
        if not self._stopped:
            self._upkeep.start()
            self._works.register().begin()
            QTimer.singleShot(SESSIONS_AFTER_MS, self, self._watch_sessions)
            self.lane.later(_has_training, self._make_ready)
            self.ticking.ticked.connect(self._upkeep.start)  # again when the day has changed

    def _make_ready(self, large: bool) -> None:  # noqa: FBT001 - the lane's result
        if large and not self._stopped:
            self.shell.sections.make_training_ready()

    def _watch_sessions(self) -> None:
        if not self._stopped:
            self.shell.sections.watch_sessions()

    def be_first(self) -> None:
        """Let later starts on this profile raise this window instead of opening another."""
        QTimer.singleShot(0, self, self._listen)  # a key may come first

    def _listen(self) -> None:
        if self._stopped:
            return
        from firstline.app.first_window import FirstWindow  # noqa: PLC0415 - after the picture

        self._first = FirstWindow(self._profile.folder, self)
        self._first.asked.connect(self._come_forward)
        self._first.listen()

    def _come_forward(self) -> None:
        shell = self.shell
        if shell.isMinimized():
            shell.showNormal()
        shell.raise_()
        shell.activateWindow()

    def stay_home(self) -> None:
        """End the postman and begin no other, whatever the settings say: a picture is staged."""
        self._abroad.rest()

    def stop(self) -> None:
        """Stop what runs; nothing typed is lost."""
        self._leave_crash()
        self._stopped = True
        if self._first is not None:
            self._first.close()
        if self._settled:
            self._files.fileChanged.disconnect(self._on_file)
        self.ticking.ticked.disconnect(self.desktop.look_around)
        self.ticking.ticked.disconnect(garbage.look)
        for one in ("others", "alarms", "watch", "remote_chip"):
            self.ticking.wish(one, 0)
        self.shell.flush()
        self._abroad.stop()
        self.desktop.close()
        self.lane.stop()
        self._works.stop()
        self._upkeep.stop()
        self.shell.close()
        self.shell.deleteLater()
        self._qt_words.hush()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if self._looked_for_garbage:
            garbage.take_up()

    def _dress(self, language: Language | None = None, *, rules: bool = True) -> None:
        chosen = self.settings.values
        theme.use(
            self._app, chosen.theme, chosen.text_percent, compact=chosen.compact, rules=rules,
            language=language or self.speech.language,
        )  # fmt: skip

    def _on_setting(self, name: str) -> None:
        if name in ("theme", "text_percent", "compact"):
            self._dress()
            self.shell.restyle()
        elif name == "calendar":
            self._take_desk()
        elif name == "language":
            language = choose_language(self.settings.values.language)
            self._dress(language)  # each has a type of its own
            self.speech.switch(language)

    def _take_desk(self) -> None:
        """Reckon with the packs and the calendar that the settings name now."""
        from firstline.app.packs import load_desk  # noqa: PLC0415 - seldom used

        desk, self.settings.notes = load_desk(self._profile.folder, self.settings.values)
        self._profile.in_use.desk = desk
        self._profile.in_use.heed(self.desktop.store.records)
        self.desktop.use_desk(self._profile.in_use.desk)

    def _save(self, settings: Any) -> None:
        try:
            settings_file.save(self._profile.folder, settings)
        except (OSError, SettingsError) as error:
            raise StoreProblem(
                Text(f"设置没有保存:{error}", f"The settings were not saved: {error}"),
                Text("原来的设置还在。", "The old settings are kept."),
                Text("请检查磁盘和权限后重试。", "Check the disk and its rights, then try again."),
            ) from error

    def _watch_others(self) -> None:
        """Look around when another program writes; where that is not told, look every second."""
        self._files = QFileSystemWatcher(self)
        told = self._files.addPaths([str(one) for one in self._profile.store.watch_paths])
        self._files.fileChanged.connect(self._on_file)
        if told:  # the paths that could not be watched
            self.ticking.wish("others", SECOND)

    def _on_file(self, path: str) -> None:
        self.desktop.look_around()
        if path not in self._files.files() and Path(path).exists():
            self._files.addPath(path)

    def _phrases(self) -> "Phrases":
        from firstline.intake.packs.phrase_files import FOLDER, load_phrases  # noqa: PLC0415 - seldom
        from firstline.system.resources import resource_path  # noqa: PLC0415

        own = self._profile.folder / "packs" / FOLDER
        found, notes = load_phrases((resource_path("packs", FOLDER), own))
        tell(self.desktop, notes)
        return found

    def _papers(self) -> "Papers":
        from firstline.app.doors.papers import papers  # noqa: PLC0415 - when the directory is wanted

        return papers(
            self.speech, self._now, self._profile.folder, lambda notes: tell(self.desktop, notes)
        )

    def _runbooks(self) -> "RunbookDoors":
        from firstline.app.doors.runbooks import runbook_doors  # noqa: PLC0415 - as the papers

        return runbook_doors(self.desktop, self._profile.folder)

    def _training(self) -> "TrainingDoors":
        return self._training_doors

    @cached_property
    def _training_doors(self) -> "TrainingDoors":
        """Made once: what the reminders read of the courses is there when the page opens."""
        from firstline.app.doors.training import training_doors  # noqa: PLC0415 - as the papers

        return training_doors(self.desktop, self._profile.folder)

    def _failed(self, error: Exception) -> None:
        self.desktop.problem.emit(fault_of(self._profile.folder, error, self._now()))


def _learn(store: "Store") -> None:
    heard(_FIRST_WORD.zh)
    store.search_registers("", 0)


def _press(paper: "Paper") -> str:
    from firstline.app.doors.shift_paper import press  # noqa: PLC0415 - seldom used

    return press(paper)


def _group_press(paper: "GroupPaper") -> str:
    from firstline.app.doors.group_paper import press  # noqa: PLC0415 - seldom used

    return press(paper)


def _acceptance(found: "Sequence[Process]", now: datetime, language: Language) -> str:
    from firstline.report.uat_page import signoff_page  # noqa: PLC0415 - seldom used

    return signoff_page(found, now, language)


def _health(speech: Speech) -> "HealthFiles":
    from firstline.app.doors.health_files import health_files  # noqa: PLC0415 - seldom used

    return health_files(speech)


def _reports(desktop: Desktop) -> "Reports":
    from firstline.app.doors.frozen_reports import frozen_reports  # noqa: PLC0415 - seldom used

    return frozen_reports(desktop)


def _projects() -> "ProjectFiles":
    from firstline.app.doors.project_files import project_files  # noqa: PLC0415 - seldom used

    return project_files()


def _documents() -> "DocumentDoors":
    from firstline.app.doors.documents import document_doors  # noqa: PLC0415 - when the library is wanted

    return document_doors()


def _read_pack(path: Path) -> "KnowledgePack":
    from firstline.app.shipped import read_pack  # noqa: PLC0415 - seldom used

    return read_pack(path)


def _has_training(store: "Store") -> bool:
    from firstline.store.training.shelf import has_copy  # noqa: PLC0415 - after the picture

    return has_copy(store)


def _contracts(desktop: Desktop, folder: Path) -> "ContractDoors":
    from firstline.app.doors.contract_doors import contract_doors  # noqa: PLC0415 - seldom used

    found, notes = contract_doors(folder)
    tell(desktop, notes)
    return found
