"""References lead somewhere, or say where they do not."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from deadheat.facts.route import TokenPrice
from deadheat.settings.document import Document
from deadheat.settings.read import read_struct
from deadheat.settings.resolve import Resolved, Shell, resolve

LISTED = TokenPrice(input_nanousd_per_mtok=7, output_nanousd_per_mtok=9, source="list")


def resolved(tables: dict[str, Any], environ: dict[str, str] | None = None) -> Resolved:
    document, problems = read_struct(Document, tables)
    assert document is not None, problems
    shell = Shell(
        environ=environ or {}, folder=Path(), list_prices=lambda models: {m: LISTED for m in models if m == "known"}
    )
    return resolve(document, shell)


def whole() -> dict[str, Any]:
    return {
        "hosts": {"local": {"base_url": "http://127.0.0.1:1/v1", "key": "env:K"}},
        "offers": {"q": {"host": "local", "model": "m", "price": {"input": Decimal("0.2"), "output": Decimal("0.8")}}},
        "routes": {"r": {"arms": [{"offer": "q"}]}},
    }


def test_prices_are_exact_nano_dollars() -> None:
    price = resolved(whole()).offers["q"].price
    assert price is not None
    assert (price.input_nanousd_per_mtok, price.output_nanousd_per_mtok) == (200_000_000, 800_000_000)


def test_a_price_finer_than_a_nano_dollar_is_refused_not_rounded() -> None:
    tables = whole()
    tables["offers"]["q"]["price"]["input"] = Decimal("0.0000000001")
    assert "whole number of nano-dollars" in str(resolved(tables).problems[0])


def test_an_absent_price_is_listed_or_unknown_never_zero() -> None:
    tables = whole()
    tables["offers"] = {"q": {"host": "local", "model": "known"}, "x": {"host": "local", "model": "new"}}
    found = resolved(tables)
    assert found.offers["q"].price == LISTED
    assert found.offers["x"].price is None
    assert any("offers.x: the price of 'new' is unknown" in note for note in found.notes)


def test_an_offer_asks_its_host_for_the_model_unless_told_otherwise() -> None:
    assert resolved(whole()).offers["q"].host_model_id == "m"


def test_a_route_takes_the_retries_of_the_gateway_unless_it_has_its_own() -> None:
    tables = whole() | {"gateway": {"retries": {"attempts": 5}}}
    assert resolved(tables).routes["r"].retries.attempts == 5
    tables["routes"]["r"]["retries"] = {"attempts": 1}
    assert resolved(tables).routes["r"].retries.attempts == 1


def test_a_host_takes_the_timeouts_of_the_gateway_unless_it_has_its_own() -> None:
    tables = whole() | {"gateway": {"timeouts": {"total_s": 7}}}
    assert resolved(tables).hosts["local"].timeouts.total_s == 7
    tables["hosts"]["local"]["timeouts"] = {"total_s": 3}
    assert resolved(tables).hosts["local"].timeouts.total_s == 3


def test_a_local_host_may_do_without_its_key_and_another_may_not() -> None:
    found = resolved(whole())
    assert not found.problems
    assert "go without a key" in found.notes[0]
    tables = whole()
    tables["hosts"]["local"]["base_url"] = "http://localhost/v1"
    assert not resolved(tables).problems
    tables["hosts"]["local"]["base_url"] = "https://api.example.com/v1"
    assert "K is not set" in str(resolved(tables).problems[0])
    assert resolved(tables, {"K": "sk-1"}).hosts["local"].key == "sk-1"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("offers", "q", "host"), "loca", "offers.q.host is 'loca', which is not in [hosts]. Did you mean 'local'?"),
        (("offers", "q", "model"), " ", "offers.q.model is empty."),
        (("routes", "r", "arms"), [{"offer": "p"}], "routes.r.arms[0].offer is 'p', which is not in [offers]."),
        (("routes", "r", "arms"), [{"offer": "q", "weight": 0}], "routes.r.arms leads nowhere."),
        (("routes", "r", "arms"), [], "routes.r.arms leads nowhere."),
        (("routes", "r", "arms"), [{"offer": "q"}, {"offer": "q"}], "routes.r.arms names an offer twice."),
        (("routes", "r", "fallbacks"), ["p"], "routes.r.fallbacks[0] is 'p', which is not in [offers]."),
        (("routes", "a*b"), {"arms": [{"offer": "q"}]}, 'routes."a*b" is not a route\'s name.'),
        (("hosts", "local", "base_url"), "http://u:p@a", "hosts.local.base_url cannot be used."),
        (("telemetry",), {"headers": {"a b": "env:PATH"}}, 'telemetry.headers."a b" is no name of a header.'),
        (("gateway",), {"listen": "0.0.0.0:1"}, "gateway.listen is '0.0.0.0:1', which other machines can reach"),
        (("gateway",), {"admin_listen": "0.0.0.0:1"}, "gateway.admin_listen is '0.0.0.0:1', which other machines"),
        (("gateway",), {"listen": "x"}, "gateway.listen is 'x'. Expected 'HOST:PORT'"),
        (("store",), {"url": "postgres://x/y"}, "store.url names a store of kind 'postgres'"),
        (("store",), {"url": "sqlite:///"}, "store.url names no file. Expected 'sqlite:///deadheat.db'."),
        (("gateway",), {"admin_listen": "127.0.0.1:4340"}, "gateway.admin_listen is the same as gateway.listen."),
    ],
)
def test_what_does_not_fit_is_told_with_its_path(path: tuple[str, ...], value: Any, said: str) -> None:
    tables = whole()
    inner = tables
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    found = [str(problem) for problem in resolved(tables).problems]
    assert len(found) == 1, found
    assert found[0].startswith(said)


def test_other_machines_may_listen_once_keys_guard_the_door() -> None:
    tables = whole() | {
        "gateway": {"listen": "0.0.0.0:1", "auth": "keys", "admin_listen": "0.0.0.0:2", "admin_from": "network"}
    }
    assert not resolved(tables).problems
