"""The errors a person can meet: a plain sentence, what was kept, and what to do next."""

from firstline.domain.words import Language, Text

NOTHING = Text("", "")


class Problem(Exception):  # noqa: N818 - a person reads the name in no place
    """Something a person can understand and act on; anything else is a bug.

    `sentence` says what happened, `kept` what is safe, `next_step` what to do now.
    """

    exit_code = 1

    def __init__(self, sentence: Text, kept: Text = NOTHING, next_step: Text = NOTHING) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence
        self.kept = kept
        self.next_step = next_step

    def in_(self, language: Language) -> str:
        """Return the whole message as one line in `language`."""
        parts = (self.sentence, self.kept, self.next_step)
        return " ".join(part.in_(language) for part in parts if part.zh)


class Refused(Problem):
    """The request was understood and is not allowed; nothing has changed (exit code 1)."""


class BadInput(Problem):
    """What was given cannot be read or is not valid (exit code 2)."""

    exit_code = 2


class StoreProblem(Problem):
    """The profile's file cannot be used as it is: damaged, newer, locked, full or read-only."""
