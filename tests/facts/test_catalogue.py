"""The documents of the catalogue's commands."""

from typing import get_args, get_type_hints

import pytest

from deadheat.facts import catalogue, fit, licence, refresh

DOCUMENTS = [
    catalogue.ModelList,
    catalogue.ModelSheet,
    catalogue.Deadlines,
    catalogue.PriceSheet,
    catalogue.HostList,
    fit.FitSheet,
    licence.LicenceCheck,
    refresh.RefreshReport,
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_names_its_schema(document: type) -> None:
    (schema,) = get_args(get_type_hints(document)["schema"])
    assert schema.startswith("deadheat.")
    assert schema.endswith("/1")


def test_no_two_documents_share_a_schema() -> None:
    schemas = [get_args(get_type_hints(document)["schema"])[0] for document in DOCUMENTS]
    assert len(schemas) == len(set(schemas))
