"""Who is who in Request Tracker, and which queues there are; what was asked once is remembered."""

from urllib.parse import quote

from firstline.portal.rt.calls import PAGE, ROOT, Calls
from firstline.portal.rt.wire import Person, person_in


class People:
    """The users of RT as far as they were met."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: dict[str, Person] = {}

    def at(self, key: str) -> Person:
        """Return the user with this number or login; one without a name who may not be seen."""
        if key not in self._known:
            ask = self._calls.session.ask
            reply = ask("GET", f"{ROOT}user/{quote(key, safe='')}", allow=(403, 404))
            raw = self._calls.json(reply) if reply.status < 400 else {}
            self._known[key] = self._calls.read(person_in, [raw])[0]
        return self._known[key]

    def called(self, text: str) -> list[Person]:
        """Return the users whose real name, login or address is `text`, of the first that fits."""
        for field in ("RealName", "Name", "EmailAddress"):
            reply = self._calls.session.ask(
                "POST", f"{ROOT}users", json=[{"field": field, "value": text}],
                params={"fields": "Name,RealName,EmailAddress", "per_page": "3"},
            )  # fmt: skip
            found = self._calls.read(person_in, self._calls.items(reply))
            if known := [one for one in found if one.is_called(text)]:
                return known
        return []

    def queues(self) -> list[str]:
        """Return the names of the queues that may be seen, the oldest first."""
        names: list[str] = []
        for page in range(1, 21):
            params = {"fields": "Name", "per_page": str(PAGE), "page": str(page)}
            reply = self._calls.session.ask("GET", f"{ROOT}queues/all", params=params)
            found = [str(one.get("Name") or "") for one in self._calls.items(reply)]
            names += found
            if len(found) < PAGE // 2:
                break
        return [one for one in names if one]
