"""The passphrase of a file that leaves: what makes a typed one good enough, and how it travels."""

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

LEAST = 16  # signs of a typed one: zip derives its key cheaply, so length has to do the work
DISTINCT = 6
APART = Text(
    "请用电话把口令告诉对方,不要写进同一封邮件,也不要放进包里。本机不保存它,只显示这一次。",
    "Tell it by telephone, never in the same mail or in the package. It is kept nowhere and "
    "shown this once.",
)
OPENS = Text(
    "对方用 7-Zip、WinRAR 或 Bandizip 打开(AES-256)。文件名和大小不加密。",
    "7-Zip, WinRAR or Bandizip opens it (AES-256). Names and sizes of files are not hidden.",
)
READABLE = Text(
    "没有加密:谁拿到文件都能读。已记录。",
    "Not encrypted: whoever gets the file can read it. Recorded.",
)
_RULE = Text(
    f"至少 {LEAST} 个字母、数字或英文符号,其中至少 {DISTINCT} 种不同。",
    f"At least {LEAST} letters, digits or ASCII signs, {DISTINCT} of them different.",
)
_NOT_WRITTEN = Text("没有导出任何内容。", "Nothing was exported.")


def checked(typed: str) -> str:
    """Return a passphrase without the blanks around it. Raises BadInput for a weak one.

    Unpackers differ in how they read other signs than ASCII, so none of those is taken.
    """
    found = typed.strip()
    if len(found) < LEAST or len(set(found)) < DISTINCT:
        raise BadInput(Text("口令太短或太简单。", "The passphrase is too short or too simple."),
                       _NOT_WRITTEN, _RULE)  # fmt: skip
    if not (found.isascii() and found.isprintable()):
        raise BadInput(
            Text("口令里有解压软件读法不一的字。", "Unpackers differ on a sign of the passphrase."),
            _NOT_WRITTEN, _RULE,
        )  # fmt: skip
    return found
