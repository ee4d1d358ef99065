"""What the portal refuses, as problems of RFC 9457 in both languages."""

from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.portal.native_wire import ProblemName, Sentence, WireProblem, type_of


class Refusal(Problem):
    """A request that is not carried out: an HTTP status, a stable type and a plain sentence."""

    def __init__(
        self,
        status: int,
        name: ProblemName,
        sentence: Text,
        *,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.name = name
        self.retry_after_s = retry_after_s


def problem_of(refusal: Refusal, *, path: str, request_id: str, server_id: str) -> WireProblem:
    """Return the body that tells of the refusal (RFC 9457 §3)."""
    zh, en = refusal.sentence
    return WireProblem(
        type=type_of(refusal.name),
        title=refusal.name.replace("-", " ").capitalize(),
        status=refusal.status,
        detail=en,
        instance=path,
        text=Sentence(zh=zh, en=en),
        request_id=request_id,
        retry_after=refusal.retry_after_s,
        server_id=server_id,
    )


def sign_in() -> Refusal:
    """Return the refusal of a missing, wrong, expired or revoked token; which, is not said."""
    return Refusal(
        401, "sign-in",
        Text("令牌缺失、不对、过期或已吊销。", "The token is missing, wrong, expired or revoked."),
    )  # fmt: skip


def forbidden(sentence: Text) -> Refusal:
    """Return the refusal of what this person may not do."""
    return Refusal(403, "forbidden", sentence)


def not_found() -> Refusal:
    """Return the one answer for what is not there and for what may not be seen."""
    return Refusal(
        404, "not-found",
        Text("没有这个对象,或您无权查看。", "There is no such thing, or you may not see it."),
    )  # fmt: skip


def invalid(what: str) -> Refusal:
    """Return the refusal of a request whose `what` cannot be understood."""
    return Refusal(400, "invalid", Text(f"请求不对:{what}", f"The request is not valid: {what}"))


def busy(after_s: float) -> Refusal:
    """Return the refusal while the database is taken or the portal ends."""
    return Refusal(
        503, "busy", Text("门户正忙,请稍后再试。", "The portal is busy; try again later."),
        retry_after_s=after_s,
    )  # fmt: skip
