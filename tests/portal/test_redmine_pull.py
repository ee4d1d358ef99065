"""A pull of Redmine misses nothing: equal stamps, crowded seconds, late commits, wrong clocks."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redmine_sham import Device, Sham, sham

STEP = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.001, 0.2, 0.9, 1.0, 1.5, 3.0, 40.0])),
    st.tuples(st.just("say"), st.integers(0, 9)),
    st.tuples(st.just("late"), st.integers(0, 9)),
    st.tuples(st.just("make"), st.integers(0, 1)),
    st.tuples(st.just("turn"), st.integers(0, 9)),
    st.tuples(st.just("pull"), st.integers(1, 4)),
    st.tuples(st.just("restart"), st.just(0)),
)


def spoken(server: Sham) -> dict[int, list[str]]:
    return {number: sorted(text for _, text in row.said) for number, row in server.rows.items()}


def known(device: Device) -> dict[int, list[str]]:
    return {number: sorted(texts) for number, texts in device.said.items()}


def act(server: Sham, what: str, with_: float) -> None:
    """Let somebody do one thing at the server."""
    numbers = sorted(server.rows)
    if what == "wait":
        server.wait(with_)
    elif what == "make":
        server.make(closed=bool(with_))
    elif numbers and what in ("say", "late", "turn"):
        number = numbers[int(with_) % len(numbers)]
        server.say(number, 30.0 if what == "late" else 0.0)
        if what == "turn":
            server.rows[number].closed = not server.rows[number].closed


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(STEP, max_size=30),
    page=st.integers(2, 6),
    begun=st.integers(0, 9),
    skew=st.sampled_from([0.0, 0.0, -90_000.0, -300.0, 50.0, 90_000.0]),
)
def test_whatever_happens_when_nothing_is_missed(
    steps: list[tuple[str, float]], page: int, begun: int, skew: float
) -> None:
    server = Sham(page)
    for one in range(begun):
        server.make(closed=one % 3 == 0)
        server.wait(0.3)
    with sham(server, lambda: skew) as device:
        client = device()
        for what, with_ in steps:
            if what == "pull":
                client.pull(limit=int(with_), pages=3)
            elif what == "restart":
                fresh = device()
                fresh.cursor, fresh.said = client.cursor, client.said
                client = fresh
            else:
                act(server, what, with_)
        for _ in range(3):
            client.pull(limit=3)
            server.wait(3.0)
        assert known(client) == spoken(server)


def test_two_notes_within_the_second_in_which_the_first_was_read_both_arrive() -> None:
    server = Sham()
    number = server.make()
    server.wait(10)
    with sham(server) as device:
        client = device()
        client.pull()
        server.say(number)
        client.pull()
        server.say(number)  # the same second, the same stamp
        client.pull()
        assert known(client) == spoken(server)


def test_an_idle_round_is_one_request_and_a_quiet_one_too() -> None:
    server = Sham()
    for _ in range(30):
        server.say(server.make())
    with sham(server) as device:
        client = device()
        client.pull()
        server.wait(5)
        client.pull()
        for waited in (5, 200, 200):
            server.wait(waited)
            client.asked.clear()
            assert client.pull() == 0
            assert [one.path.partition("?")[0] for one in client.asked] == ["/issues.json"]
        server.wait(300)
        server.say(7)
        assert client.pull() == 1
        server.wait(5)
        assert client.pull() == 1  # once more: its second was not over
        assert client.pull() == 0
        assert known(client) == spoken(server)


def test_after_a_quiet_time_nothing_is_read_anew() -> None:
    server = Sham()
    for _ in range(12):
        server.make()
    with sham(server) as device:
        client = device()
        client.pull()
        server.wait(5)
        client.pull()
        server.wait(200)
        client.pull()
        server.say(3)
        server.wait(5)
        assert client.pull() <= 2
        server.wait(5)
        assert client.pull() <= 2
        assert client.pull() == 0


def test_a_clock_that_was_wrong_for_a_while_hides_nothing() -> None:
    server = Sham()
    first, second = server.make(), server.make()
    with sham(server) as device:
        client = device()
        client.pull()
        right = server.now
        server.now += timedelta(days=30)
        server.say(first)
        server.now = right + timedelta(seconds=60)
        client.pull()
        server.say(second)
        client.pull()
        server.wait(5)
        client.pull()
        assert known(client) == spoken(server)


def test_a_second_with_more_changes_than_a_page_is_read_through() -> None:
    server = Sham(page=7)
    numbers = [server.make() for _ in range(40)]
    server.wait(60)
    with sham(server) as device:
        client = device()
        client.pull()
        for place, number in enumerate(numbers):
            server.say(number)
            server.wait(0.01 if place % 5 else 0.02)
        client.pull(limit=3)
        assert known(client) == spoken(server)
