"""The names of the capability table, as the catalogue spells them."""

from deadheat.evidence.index_names import catalogue_spellings


def test_a_name_that_the_catalogue_reads_stays_and_an_older_release_is_told_apart() -> None:
    assert catalogue_spellings(["Kimi K3", "Claude 3.5 Sonnet", "GPT-4 (Mar 2023)"]) == {
        "Kimi K3": "Kimi K3",
        "Claude 3.5 Sonnet": "claude-3-5-sonnet-20240620",
        "GPT-4 (Mar 2023)": "gpt-4-0314",
    }
