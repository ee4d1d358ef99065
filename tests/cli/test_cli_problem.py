"""`firstline problem`, as a person and a script call it."""

from cli_run import Run


def ticket(run: Run, title: str) -> str:
    words = ("ticket", "new", "--title", title, "--impact", "2", "--urgency", "2")
    return str(run(*words, "--product", "U8+", "--json").json["number"])


def test_a_problem_is_made_joined_and_explained(run: Run) -> None:
    numbers = [ticket(run, f"扫码报工没有完工数 {n}") for n in range(3)]
    made = run("problem", "new", *numbers[:2], "--json").json
    assert made["title"] == "扫码报工没有完工数 0"
    assert (made["tickets"], made["stage"], made["product"]) == (numbers[:2], "open", "U8+")
    key = made["number"]
    assert run("problem", "join", key, numbers[2], "--json").json["tickets"] == numbers
    refused = run("problem", "set", key, "--stage", "known")
    assert refused.code == 2
    done = run("problem", "set", key, "--stage", "known", "--cause", "补丁 3", "--json").json
    assert (done["stage"], done["cause"]) == ("known", "补丁 3")
    listed = run("problem", "list", "--json").json
    assert listed == {"problems": [done], "total": 1}
    assert key in run("problem", "list").out
    assert "补丁 3" in run("problem", "show", key.lower()).out


def test_the_third_alike_proposes_a_problem_and_says_why(run: Run) -> None:
    numbers = [ticket(run, f"扫码报工没有完工数 {n}") for n in range(2)]
    assert run("ticket", "similar", numbers[1], "--json").json["problem"] is None
    numbers.append(ticket(run, "扫码报工没有完工数 2"))
    told = run("ticket", "similar", numbers[2], "--json").json["problem"]
    assert set(told["tickets"]) == set(numbers)
    assert (told["problem"], "相似 50%" in told["why"]) == (None, True)
    assert told["next"] in run("ticket", "similar", numbers[2]).out
    made = run(*told["next"].split()[1:], "--json").json
    assert set(made["tickets"]) == set(numbers)
    assert run("ticket", "similar", numbers[2], "--json").json["problem"] is None
    joins = run("ticket", "similar", ticket(run, "扫码报工没有完工数 3"), "--json").json["problem"]
    assert joins["next"].startswith(f"firstline problem join {made['number']} ")


def test_an_unknown_problem_is_refused_and_an_empty_list_is_no_fault(run: Run) -> None:
    assert run("problem", "show", "PB-000000").code == 1
    assert run("problem", "list", "--json").json == {"problems": [], "total": 0}
