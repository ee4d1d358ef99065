"""Who is who in Request Tracker, and which queues there are; what was asked once is remembered."""

from urllib.parse import quote

from firstline.portal.rt.calls import ROOT, Calls
from firstline.portal.rt.wire import PAGE, Person, person_in

_NAMES = ("RealName", "Name", "EmailAddress")


class People:
    """The users of RT as far as they were met."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: dict[str, Person] = {}
        self._called: dict[str, list[Person]] = {}

    def at(self, key: str) -> Person:
        """Return the user with this number or login; one without a name who may not be seen."""
        if key not in self._known:
            ask = self._calls.session.ask
            reply = ask("GET", f"{ROOT}user/{quote(key, safe='')}", allow=(403, 404))
            raw = self._calls.json(reply) if reply.status < 400 else {}
            self._known[key] = self._calls.read(person_in, [raw])[0]
        return self._known[key]

    def called(self, text: str) -> list[Person]:
        """Return the users whose real name, login or address is `text`, of the first that fits.

        Nobody where we may not look users up.
        """
        if text not in self._called:
            found = next(filter(None, map(self._search, _NAMES, [text] * len(_NAMES))), [])
            if not found:
                return []  # whom RT does not know now it may know later
            self._called[text] = found
        return self._called[text]

    def _search(self, field: str, text: str) -> list[Person]:
        reply = self._calls.session.ask(
            "POST", f"{ROOT}users", json=[{"field": field, "value": text}], allow=(403, 404),
            params={"fields": "Name,RealName,EmailAddress", "per_page": "3"},
        )  # fmt: skip
        items = self._calls.items(reply) if reply.status < 400 else []
        return [one for one in self._calls.read(person_in, items) if one.is_called(text)]

    def queues(self) -> list[str]:
        """Return the names of the queues that may be seen, the oldest first."""
        names: list[str] = []
        for page in range(1, 21):
            params = {"fields": "Name", "per_page": str(PAGE), "page": str(page)}
            reply = self._calls.session.ask(
                "GET", f"{ROOT}queues/all", params=params, allow=(403, 404)
            )
            items = self._calls.items(reply) if reply.status < 400 else []
            found = [str(one.get("Name") or "") for one in items]
            names += found
            if len(found) < PAGE // 2:
                break
        return [one for one in names if one]
