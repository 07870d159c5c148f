"""The TOML that people write."""

from pathlib import Path

import pytest

from deadheat.catalog.curated import aliases, data_folder, decode, hosts, labs
from deadheat.catalog.names import key_of
from deadheat.errors import DataError
from deadheat.facts.model import Lab


def test_every_lab_has_namespaces_that_no_other_lab_has() -> None:
    taken = [name for lab in labs().values() for name in lab.namespaces]
    assert len(taken) == len(set(taken))
    assert all(lab.namespaces for lab in labs().values())


def test_every_head_office_claim_has_a_source_and_a_day() -> None:
    claims = [claim for lab in labs().values() for claim in lab.hq]
    claims += [claim for host in hosts().values() for claim in host.hq]
    assert len(claims) > 100
    assert all(claim.source and claim.value for claim in claims)


def test_sources_that_disagree_both_stand() -> None:
    assert {claim.value for claim in labs()["moonshotai"].hq} >= {"CN", "SG"}


def test_an_alias_means_one_model_only() -> None:
    keys = [(key_of(name), model) for model, names in aliases().items() for name in names]
    assert len({key for key, _ in keys}) == len(set(keys))


def test_aggregators_and_plans_are_marked() -> None:
    assert hosts()["openrouter"].kind == "aggregator"
    assert hosts()["zai-coding-plan"].kind == "plan"


def test_a_broken_file_is_named_with_its_key(tmp_path: Path) -> None:
    file = tmp_path / "lab.toml"
    file.write_text('id = "x"\nname = "X"\nnamespaces = ["x"]\nhq = [{ value = "US" }]')
    with pytest.raises(DataError, match=r"lab\.toml.*source"):
        decode(file, Lab)
    file.write_text("id = ")
    with pytest.raises(DataError, match=r"lab\.toml"):
        decode(file, Lab)


def test_the_data_folder_holds_licences_and_sources() -> None:
    assert {"SOURCES.md", "LICENSE-models.dev", "LICENSE-tracked-models"} <= {p.name for p in data_folder().iterdir()}
