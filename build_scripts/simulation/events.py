"""What may happen in the simulation beside acts and rounds: to computers, servers and clocks."""
# ruff: noqa: ARG001 - every event is told of the world and of somebody in it

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.edits import reply, set_field
from firstline.domain.edits.exchange import Op
from firstline.domain.ids import derived_id
from firstline.sync.report import Asked
from simulation import acts as sim_acts
from simulation.client import Client
from simulation.desk import ADMIN

if TYPE_CHECKING:
    from simulation.world import World

YEAR = timedelta(days=365)
JUMPS = (
    timedelta(seconds=-40), timedelta(minutes=7), timedelta(days=1), timedelta(days=-1),
    10 * -YEAR, 50 * YEAR, timedelta(days=-20454),  # no clock at all: 1970
)  # fmt: skip
Happens = Callable[["World", Client], str]


def _crash(world: "World", client: Client) -> str:
    client.crash()
    return ""


def _keep(world: "World", client: Client) -> str:
    """Copy a profile, to be put back later or to live on beside the first."""
    folder = world.folder / f"copy {len(world.copies)}"
    client.copy_to(folder)
    world.copies.append((client, folder))
    return ""


def _restore(world: "World", client: Client) -> str:
    """Put a computer back to an earlier copy of its profile."""
    mine = [folder for owner, folder in world.copies if owner is client]
    if not mine:
        return "has no copy"
    client.go_back_to(world.chance.choice(mine))
    client.salt += "~"
    client.screen.clear()
    client.doubted = world.done
    world.sweep_up()
    return "restored"


def _clone(world: "World", client: Client) -> str:
    """Let a copy of a profile live on beside the first one, with the same device id."""
    if len(world.clients) >= 6 or not world.copies:
        return "no"
    owner, folder = world.chance.choice(world.copies)
    twin = world.folder / f"twin {len(world.clients)}"
    shutil.copytree(folder, twin)
    made = world.join(f"{owner.name}'{len(world.clients)}", twin)
    made.withdrawn |= owner.withdrawn
    made.doubted = world.done
    return made.salt


def _backup(world: "World", client: Client) -> str:
    world.server.keep()
    return ""


def _go_back(world: "World", client: Client) -> str:
    done = world.server.go_back()
    if done:
        world.weather.late.clear()
        world.sweep_up()
    return str(done)


def _hide(world: "World", client: Client) -> str:
    keys = sorted(world.server.docs())
    if not keys:
        return "nothing"
    key = world.chance.choice(keys)
    hidden = world.server.sees(client.name, key)
    world.server.hide(client.name, key, hidden=hidden)
    return f"{key[1][:6]} {hidden}"


def _delete(world: "World", client: Client) -> str:
    keys = sorted(one for one in world.server.docs() if one[0] == "ticket")
    if not keys:
        return "nothing"
    key = world.chance.choice(keys)
    world.server.delete(key)
    return key[1][:6]


def _web(world: "World", client: Client) -> str:
    """Let somebody change a ticket at the server itself: no client has this edit."""
    keys = sorted(one for one in world.server.docs() if one[0] == "ticket")
    if not keys:
        return "nothing"
    key = world.chance.choice(keys)
    ticket = ticket_from_json(world.server.docs()[key])
    word, n = f"web-{len(world.web)}", len(world.web) + 1
    stamp = Stamp(derived_id(f"{world.seed} web", word), world.now, ADMIN)
    if world.chance.random() < 0.6:
        edit = set_field(ticket, world.chance.choice(("site", "module", "title")), word, stamp)
    else:
        edit = reply(ticket, word, stamp)
    (answer,) = world.server.portal(ADMIN).push([Op(edit, n)], ADMIN).answers
    world.web[edit.id] = edit
    return f"{key[1][:6]} {answer.outcome}"


def _lost_night(world: "World", client: Client) -> str:
    """Lose what was done at the server since its backup, which somebody has pulled already."""
    world.server.keep()
    told = [_web(world, client) for _ in range(world.chance.choice((1, 2, 3)))]
    share, world.weather.share = world.weather.share, 0.0
    report = client.round(Asked(send=False, greet=True))
    world.weather.share = share
    told.append("died" if report is None else f"pulled {report.pulled}")
    told.append(_go_back(world, client))
    told += [_web(world, client) for _ in range(world.chance.choice((0, 1, 3)))]
    return ", ".join(told)


def _lost_hour(world: "World", client: Client) -> str:
    """Lose what somebody sent since the server's backup and has not pulled yet."""
    world.server.keep()
    told = [sim_acts.act(client) for _ in range(3)]
    world.now += timedelta(seconds=20)
    share, world.weather.share, world.weather.deaf = world.weather.share, 0.0, True
    report = client.round(Asked(greet=True))
    world.weather.share, world.weather.deaf = share, False
    told.append("died" if report is None else f"pushed {report.pushed}")
    told.append(_go_back(world, client))
    return ", ".join(told)


def _forget(world: "World", client: Client) -> str:
    world.server.forget()
    return ""


def _jump(world: "World", client: Client) -> str:
    client.skew = timedelta() if client.skew else world.chance.choice(JUMPS)
    return str(client.skew)


def _deliver(world: "World", client: Client) -> str:
    world.weather.deliver(2)
    return ""


EVENTS: Mapping[str, tuple[int, Happens]] = {
    "crash": (4, _crash),
    "copy": (4, _keep),
    "restore": (3, _restore),
    "clone": (1, _clone),
    "server backup": (4, _backup),
    "server restore": (3, _go_back),
    "hide": (3, _hide),
    "delete": (1, _delete),
    "forget": (1, _forget),
    "web": (4, _web),
    "lost night": (2, _lost_night),
    "lost hour": (2, _lost_hour),
    "clock": (4, _jump),
    "late": (6, _deliver),
}
WILD = frozenset(
    {
        "restore",
        "clone",
        "server restore",
        "hide",
        "delete",
        "forget",
        "lost night",
        "lost hour",
        "old answer",
    }
)
"""What makes edits be refused for a record, or brings back what was undone."""
