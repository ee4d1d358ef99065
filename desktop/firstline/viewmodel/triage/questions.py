"""The five questions of a super-user, each answered by one key (templates.md D.1)."""

from dataclasses import dataclass

from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the key that gives it, its value and its words."""

    key: str
    value: int
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `id` is the name of the answer in the form."""

    id: str
    text: Text
    choices: tuple[Choice, ...]


def _three(*labels: Text) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), value, label) for value, label in enumerate(labels, 1))


_YES_NO = (Choice("Y", 1, Text("是", "Yes")), Choice("N", 0, Text("否", "No")))

QUESTIONS: tuple[Question, ...] = (
    Question(
        "reach",
        Text("哪些人不能工作?", "How many cannot work?"),
        _three(
            Text("全厂", "Whole plant"),
            Text("部门或产线", "Dept. or line"),
            Text("一个人", "One person"),
        ),
    ),
    Question(
        "workaround",
        Text("有没有替代办法?", "Any workaround?"),
        _three(Text("没有", "None"), Text("有但慢", "Yes, slow"), Text("不影响", "Not hurt")),
    ),
    Question(
        "deadline",
        Text("临近发货、关账、发薪或审计?", "Shipping, close, payroll or audit near?"),
        _YES_NO,
    ),
    Question("worsening", Text("数据会继续变坏吗?", "Is data getting worse?"), _YES_NO),
    Question(
        "security",
        Text("涉及安全或个人信息?", "Security or personal data?"),
        _YES_NO,
    ),
)


def answer(question: Question, key: str) -> int | None:
    """Return the value that `key` gives; digits answer yes/no as 1 and 2, else None."""
    wanted = key.upper()
    if question.choices == _YES_NO:
        wanted = {"1": "Y", "2": "N"}.get(wanted, wanted)
    return next((one.value for one in question.choices if one.key == wanted), None)
