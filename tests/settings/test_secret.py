"""Secrets come from where the settings point, and nowhere else."""

from pathlib import Path

import pytest

from deadheat.settings.secret import SecretMissing, mask, read_secret


def test_a_variable_and_a_file_give_the_same_secret(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-one\n")
    assert read_secret("file:key", {}, folder=tmp_path) == "sk-one"
    assert read_secret("env:K", {"K": " sk-one "}, folder=tmp_path) == "sk-one"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:NONE", "NONE is not set"),
        ("env:EMPTY", "EMPTY is empty"),
        ("file:none", "No such file"),
        ("file:.", "directory"),
        ("file:empty", "is empty"),
        ("env:SPLIT", "spaces, line breaks"),
        ("file:latin", "spaces, line breaks"),
    ],
)
def test_a_reference_that_leads_nowhere_says_why_without_the_secret(reference: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "latin").write_bytes(b"sk-\xe9")
    with pytest.raises(SecretMissing, match=said) as caught:
        read_secret(reference, {"EMPTY": "", "SPLIT": "sk-a\nX-Evil: 1"}, folder=tmp_path)
    assert "Evil" not in str(caught.value)


def test_a_masked_secret_cannot_be_used() -> None:
    assert mask("sk-0123456789abcdef") == "…cdef"
    assert mask("short") == "…"
