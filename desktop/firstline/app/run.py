"""One run of the program: words in, an exit code out, and every problem as one plain sentence."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from firstline.app.roof import AppRoof
from firstline.cli.session import Session
from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.system.log import describe, start_log, write_crash

_LOG = logging.getLogger("firstline.app")


def run(arguments: list[str], clock: Callable[[], datetime] | None = None) -> int:
    """Run the command in `arguments` and return its exit code (see `main`)."""
    _speak_utf8()
    session = Session(AppRoof(), clock or (lambda: datetime.now(UTC)))
    session.choose(language=_asked_language(arguments))
    stop_log = _log_where_there_is_a_profile(session, arguments)
    try:
        return _run(session, arguments)
    except KeyboardInterrupt:
        _tell(session, Text("已中断;已保存的都在。", "Interrupted; what was saved is safe."))
        return 1
    except BrokenPipeError:
        _leave_the_pipe()
        return 0
    except OSError as error:
        return _machine_refused(session, error)
    except Exception as error:  # noqa: BLE001 - the crash handler, one of the two of house.md
        return _crashed(session, error)
    finally:
        stop_log()


def _run(session: Session, arguments: list[str]) -> int:
    try:
        code = _obey(session, arguments)
        sys.stdout.flush()
    except Problem as error:
        problem = error
    else:
        return code
    finally:
        session.close()
    _LOG.info("ended with exit code %d: %s", problem.exit_code, type(problem).__name__)
    with suppress(OSError):
        sys.stdout.flush()
    print(_one_line(problem.in_(session.language)), file=sys.stderr)  # noqa: T201
    return problem.exit_code


def _obey(session: Session, arguments: list[str]) -> int:
    if not arguments:  # the window alone: it need not wait for the grammar of the commands
        return session.roof.window(session.folder, session.language_asked, demo=False)
    from firstline.cli.invoke import invoke  # noqa: PLC0415

    return invoke(session, arguments)


def _machine_refused(session: Session, error: OSError) -> int:
    """Say what the system refused: a full disk, a drive that went away, a missing right."""
    _LOG.info("the system refused: %s", describe(error))
    what = ": ".join(str(one) for one in (error.strerror or error, error.filename) if one)
    _leave_the_pipe()
    _tell(
        session,
        Text(
            f"系统不允许这样做({what})。已保存的内容不受影响;请检查磁盘空间和权限,再试一次。",
            f"The system refused this ({what}). What was saved is safe; check free space and "
            "rights, then try again.",
        ),
    )
    return 1


def _crashed(session: Session, error: Exception) -> int:
    folder = session.roof.ground(session.folder, None, strict=False).folder
    import tempfile  # noqa: PLC0415 - for a crash alone

    place = folder if folder.is_dir() else Path(tempfile.gettempdir()) / "firstline"
    where = write_crash(place, error, datetime.now(UTC))
    kind = type(error).__name__
    if where is None:
        sentence = Text(
            f"程序内部出错({kind})。已保存的内容不受影响,请重试。",
            f"Something went wrong inside the program ({kind}). What was saved is safe; try again.",
        )
    else:
        sentence = Text(
            f"程序内部出错({kind})。已保存的内容不受影响;详情在 {where},请重试或发给维护者。",
            f"Something went wrong inside the program ({kind}). What was saved is safe; "
            f"details are in {where}. Try again, or send that file to the maintainer.",
        )
    _tell(session, sentence)
    return 1


def _tell(session: Session, sentence: Text) -> None:
    with suppress(OSError):
        print(_one_line(sentence.in_(session.language)), file=sys.stderr)  # noqa: T201


def _one_line(text: str) -> str:
    """Return `text` as one line without the control characters that a terminal would obey."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _asked_language(arguments: Sequence[str]) -> str | None:
    """Return the language named anywhere in the words, so that a wrong word is answered in it."""
    for index, one in enumerate(arguments):
        name, _, value = one.partition("=")
        if name == "--lang":
            value = value or (arguments[index + 1] if index + 1 < len(arguments) else "")
            return value if value in ("zh_CN", "en") else None
    return None


def _log_where_there_is_a_profile(session: Session, arguments: Sequence[str]) -> Callable[[], None]:
    named = _word_after(arguments, "--profile")
    folder = session.roof.ground(Path(named) if named else None, None, strict=False).folder
    if not folder.is_dir():  # nothing is created before a command asks for it
        return lambda: None
    stop = start_log(folder)
    _LOG.info("run %s", _command_in(arguments))
    return stop


def _command_in(arguments: Sequence[str]) -> str:
    if not arguments:
        return "window"
    from firstline.cli.root import COMMANDS  # noqa: PLC0415 - see _obey

    return next((one for one in arguments if one in COMMANDS), "window")


def _word_after(arguments: Sequence[str], option: str) -> str:
    for index, one in enumerate(arguments):
        name, mark, value = one.partition("=")
        if name == option:
            return value if mark else next(iter(arguments[index + 1 :]), "")
    return ""


def _speak_utf8() -> None:
    """Write UTF-8 into pipes and files, and go on in silence where there is no stream at all."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not stream.isatty():
            reconfigure(encoding="utf-8", errors="backslashreplace")
        elif reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _leave_the_pipe() -> None:
    """Point standard output at nothing, so that closing it at the end stays silent."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
