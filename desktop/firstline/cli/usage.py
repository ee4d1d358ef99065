"""What click says about a wrong call, as one plain sentence in the language of the run."""

import click
from click import exceptions as said

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

HELP = Text("加 --help 查看用法。", "Add --help to see the usage.")


def as_problem(error: click.ClickException) -> BadInput:
    """Return the usage error as our own kind, exit code 2."""
    if isinstance(error, said.NoSuchOption):
        near = " ".join(error.possibilities or ())
        hint = Text(f"是否指 {near}?", f"Did you mean {near}?") if near else HELP
        name = error.option_name[:60]
        return BadInput(
            Text(f"没有 {name} 这个选项。", f"There is no option {name}."), next_step=hint
        )
    if isinstance(error, said.MissingParameter):
        name = _name(error)
        return BadInput(Text(f"缺少 {name}。", f"{name} is missing."), next_step=HELP)
    if isinstance(error, said.BadParameter):
        return _bad_value(error)
    return BadInput(
        Text(f"命令写得不对:{_chinese(error.format_message())}", f"{_dot(error.format_message())}"),
        next_step=HELP,
    )


def _name(error: said.BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else ""
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name


def _bad_value(error: said.BadParameter) -> BadInput:
    name, kind = _name(error), error.param.type if error.param else None
    sentence = Text(f"{name} 的值不对。", f"The value of {name} is not valid.")
    if isinstance(kind, click.Choice):
        legal = ", ".join(str(one) for one in kind.choices)
        return BadInput(sentence, next_step=Text(f"可用:{legal}。", f"Use one of: {legal}."))
    if isinstance(kind, click.IntRange):
        top = "" if kind.max is None else str(kind.max)
        legal = f"{kind.min}..{top}"
        return BadInput(
            sentence, next_step=Text(f"请写 {legal} 的整数。", f"Write a whole number {legal}.")
        )
    if kind is click.INT:
        return BadInput(sentence, next_step=Text("请写整数。", "Write a whole number."))
    return BadInput(sentence, next_step=HELP)


_CHINESE = (
    ("Got unexpected extra argument", "多出了参数"),
    ("does not take a value", "这个选项不带值"),
    ("requires an argument", "这个选项需要一个值"),
    ("Missing command", "缺少命令"),
)


def _chinese(message: str) -> str:
    for english, chinese in _CHINESE:
        if english in message:
            _, _, detail = message.partition("(")
            quoted = message.split("'")
            what = detail.rstrip(".").removesuffix(")") or (quoted[1] if len(quoted) > 1 else "")
            return f"{chinese} {what[:80]}。".replace(" 。", "。")
    return _dot(message)


def _dot(message: str) -> str:
    plain = " ".join(message.split())[:200]
    return plain if plain.endswith((".", "。", "?")) else f"{plain}."
