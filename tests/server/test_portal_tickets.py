"""Ordinary REST: reading and writing tickets under If-Match, once by an Idempotency-Key."""

from datetime import UTC
from typing import Any

import pytest
from portal_desk import stamp
from portal_served import Client, Served, problem

from firstline.domain.health.sheet import new_record
from firstline.domain.project import phase
from firstline_portal.rights import Role

PATCH = {"Content-Type": "application/merge-patch+json"}


def made(client: Client, title: str = "库存账不平", **more: Any) -> dict[str, Any]:
    answer = client.call("POST", "/tickets", json={"title": title, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == f'"{answer.json()["rev"]}"'
    assert answer.headers["Location"].endswith(answer.json()["id"])
    return dict(answer.json())


def patched(client: Client, ticket: dict[str, Any], body: dict[str, Any]) -> Any:
    headers = {**PATCH, "If-Match": f'"{ticket["rev"]}"'}
    return client.call("PATCH", f"/tickets/{ticket['id']}", json=body, headers=headers)


def test_a_ticket_is_made_and_read_by_id_and_number(served: Served) -> None:
    client = served.client("李娜")
    ticket = made(client, priority="P2", site="一厂", tags=["月结", "库存"])
    assert ticket["number"] == "F-1001"
    for name in (ticket["id"], "F-1001"):
        read = client.get(f"/tickets/{name}").json()
        assert read == ticket
    doc = ticket["doc"]
    assert (doc["priority"], doc["site"], doc["tags"]) == ("P2", "一厂", ["月结", "库存"])
    assert doc["events"][0]["actor"] == "李娜"
    known = client.get("/tickets/F-1001", headers={"If-None-Match": '"1"'})
    assert (known.status_code, known.content) == (304, b"")


def test_a_patch_does_all_or_nothing(served: Served) -> None:
    client = served.client()
    ticket = made(client, tags=["a", "b"])
    done = patched(client, ticket, {
        "site": "二厂", "priority": "P1", "status": "in_progress", "tags": ["b", "c"],
        "reply": "在查", "note": "猜是权限", "assignee": None,
    })  # fmt: skip
    assert done.status_code == 200, done.text
    doc = done.json()["doc"]
    assert (doc["site"], doc["priority"], doc["status"]) == ("二厂", "P1", "in_progress")
    assert doc["tags"] == ["b", "c"]
    assert [one["text"] for one in doc["events"] if one.get("text")] == ["在查", "猜是权限"]
    assert len({one["id"] for one in doc["events"]}) == len(doc["events"])
    assert done.json()["rev"] == 2
    broken = patched(client, done.json(), {"site": "三厂", "status": "new"})
    assert (broken.status_code, problem(broken)) == (409, "op-rejected")
    assert client.get("/tickets/F-1001").json() == done.json()
    nothing = patched(client, done.json(), {"site": "二厂"})
    assert nothing.json()["rev"] == 2


def test_a_write_needs_the_version_that_was_read(served: Served) -> None:
    client = served.client()
    ticket = made(client)
    path = f"/tickets/{ticket['id']}"
    without = client.call("PATCH", path, json={"site": "x"}, headers=PATCH)
    assert (without.status_code, problem(without)) == (428, "version-required")
    for told, status in (('"7"', 412), ("*", 400), ("7", 400), ('"abc"', 400)):
        stale = client.call("PATCH", path, json={"site": "x"}, headers={**PATCH, "If-Match": told})
        assert stale.status_code == status
    assert patched(client, ticket, {"site": "x"}).status_code == 200
    late = patched(client, ticket, {"site": "y"})
    assert (late.status_code, problem(late)) == (412, "version-changed")


def test_a_key_makes_one_ticket(served: Served) -> None:
    client = served.client()
    headers = {"Idempotency-Key": "order-17"}
    one = client.call("POST", "/tickets", json={"title": "a"}, headers=headers)
    served.desk.later(hours=3)
    again = client.call("POST", "/tickets", json={"title": "a"}, headers=headers)
    assert one.json() == again.json()
    other = client.call("POST", "/tickets", json={"title": "b"}, headers=headers)
    assert (other.status_code, problem(other)) == (422, "idempotency-key-reused")
    elsewhere = served.client("chen").call("POST", "/tickets", json={"title": "b"}, headers=headers)
    assert elsewhere.json()["id"] != one.json()["id"]
    assert client.get("/tickets").json()["total"] == 2


def test_a_ticket_made_here_says_the_phase_of_its_system_in_its_plant(served: Served) -> None:
    client, who = served.client("李娜"), served.desk.person("李娜")
    values = {"subject": "YonSuite", "phase": "uat"}
    edit = new_record(phase.SHEET, values, stamp("李娜"), UTC)
    assert served.desk.do(who, edit).outcome == "applied"
    assert made(client, product="YonSuite")["doc"]["tags"] == ["phase:uat"]
    assert made(client, product="U8")["doc"]["tags"] == []
    elsewhere = served.client("王磊", Role.SUPERUSER, "二厂")
    assert made(elsewhere, product="YonSuite", plant="二厂")["doc"]["tags"] == []


def test_deleting_is_for_the_lead(served: Served) -> None:
    client, lead = served.client(), served.client("lead", Role.IT_LEAD)
    ticket = made(client)
    path, headers = f"/tickets/{ticket['id']}", {"If-Match": '"1"'}
    refused = client.call("DELETE", path, headers=headers)
    assert (refused.status_code, problem(refused)) == (403, "forbidden")
    assert problem(lead.call("DELETE", path)) == "version-required"
    assert lead.call("DELETE", path, headers=headers).json() == {"id": ticket["id"], "rev": 2}
    assert client.get(path).status_code == 404
    assert client.get("/tickets").json() == {"tickets": [], "total": 0, "next": ""}


@pytest.mark.parametrize(
    "body",
    [{}, {"title": ""}, {"title": "x" * 401}, {"title": "x", "priority": "P9"},
     {"title": "x", "moon": 1}, {"title": "x", "impact": 4}, {"title": "\u200b"},
     {"title": "x", "tags": "a"}],
)  # fmt: skip
def test_what_no_field_may_hold_is_told(served: Served, body: dict[str, Any]) -> None:
    answer = served.client().call("POST", "/tickets", json=body)
    assert (answer.status_code, problem(answer)) == (400, "invalid")


def test_pages_of_several_plants(served: Served) -> None:
    client = served.client("li", Role.SUPERUSER, "一厂", "二厂")
    for number in range(7):
        made(client, f"{number}", plant=("一厂", "二厂")[number % 2])
    patched(client, made(client, "done"), {"status": "cancelled", "reason": "误报"})
    seen, after = [], ""
    while True:
        told = client.get("/tickets", params={"limit": 3, "after": after, "open": "true"}).json()
        seen += [one["doc"]["title"] for one in told["tickets"]]
        assert told["total"] == 7
        after = told["next"]
        if not after:
            break
    assert sorted(seen) == [f"{one}" for one in range(7)]
    assert client.get("/tickets?open=false").json()["total"] == 1
    foreign = served.client("chen").call("POST", "/tickets", json={"title": "x", "plant": "一厂"})
    assert (foreign.status_code, problem(foreign)) == (403, "forbidden")
    assert problem(client.get("/tickets?after=x")) == "invalid"


def test_a_vendor_reads_what_was_handed_over(served: Served) -> None:
    client, vendor = served.client(), served.client("v", Role.VENDOR)
    ticket = made(client)
    assert vendor.get(f"/tickets/{ticket['id']}").status_code == 404
    refused = patched(vendor, ticket, {"reply": "hi"})
    assert refused.status_code == 404
    ticket = patched(client, ticket, {"note": "our own", "status": "in_progress"}).json()
    ticket = patched(client, ticket, {"status": "with_vendor"}).json()
    seen = vendor.get("/tickets").json()
    assert seen["total"] == 1
    assert "our own" not in str(seen)
    said = patched(vendor, ticket, {"reply": "在看"})
    assert said.status_code == 200
    assert "our own" not in said.text
    forbidden = patched(vendor, said.json(), {"priority": "P4"})
    assert (forbidden.status_code, problem(forbidden)) == (403, "forbidden")


def test_devices_are_enrolled_and_revoked(served: Served) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from firstline.portal.native_wire_packs import to_base64

    client, lead = served.client(), served.client("lead", Role.IT_LEAD)
    key = to_base64(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    told = client.call("POST", "/devices", json={"device": "d1", "public_key": key, "name": "产线"})
    assert (told.json()["user"], told.json()["public_key"]) == ("li", key)
    assert len(told.json()["server_key"]) == 44
    assert client.call("POST", "/devices", json={"device": "d1", "public_key": key}).ok
    other = to_base64(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    again = client.call("POST", "/devices", json={"device": "d1", "public_key": other})
    assert (again.status_code, problem(again)) == (409, "op-conflict")
    for bad in ("A" * 44, "x"):
        wrong = client.call("POST", "/devices", json={"device": "d2", "public_key": bad})
        assert (wrong.status_code, problem(wrong)) == (400, "invalid")
    theirs = served.client("chen").call(
        "POST", "/devices", json={"device": "d1", "public_key": key}
    )
    assert theirs.status_code == 403
    assert served.client("chen").call("DELETE", "/devices/d1").status_code == 404
    assert [one["device"] for one in lead.get("/devices").json()["devices"]] == ["d1"]
    assert lead.call("DELETE", "/devices/d1").status_code == 204
    assert client.get("/sync/hello?device=d1").json()["device_revoked"] is True
    pushed = client.call("POST", "/ops", json={"device": "d1", "ops": []})
    assert (pushed.status_code, problem(pushed)) == (403, "device-revoked")
