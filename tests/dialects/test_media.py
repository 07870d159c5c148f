"""Pictures and files keep their type and bytes, or are refused by name."""

import pytest

from deadheat.dialects.media import (
    document_block,
    document_from_data,
    file_data,
    image_block,
    image_from_url,
    image_url,
    split_data_url,
    words,
)
from deadheat.errors import DataError
from deadheat.facts.chat import Document, Image, Text

PNG = "data:image/png;base64,AAAA"


def test_a_data_url_comes_apart_and_together_again() -> None:
    image = image_from_url(PNG, where="x")
    assert (image.media_type, image.data, image.url) == ("image/png", "AAAA", "")
    assert image_url(image, target="t", where="x") == PNG
    assert image_block(image, where="x")["source"] == {"type": "base64", "media_type": "image/png", "data": "AAAA"}


def test_a_link_stays_a_link() -> None:
    image = image_from_url("https://x/y.png", detail="low", where="x")
    assert image == Image(url="https://x/y.png", detail="low")
    assert image_block(image, where="x")["source"] == {"type": "url", "url": "https://x/y.png"}


@pytest.mark.parametrize("url", ["data:image/png,AAAA", "data:;base64,AAAA", "data:image/png;base64"])
def test_a_data_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(DataError, match="not of the form") as caught:
        split_data_url(url, where="messages[0].content[1].image_url.url")
    assert caught.value.where == "body.messages[0].content[1].image_url.url"


def test_files_go_where_their_type_is_known() -> None:
    pdf = document_from_data("JVBE", name="a.pdf", where="x")
    assert document_block(pdf, where="x")["source"] == {
        "type": "base64",
        "media_type": "application/pdf",
        "data": "JVBE",
    }
    assert file_data(pdf, target="t", where="x") == "data:application/pdf;base64,JVBE"
    assert document_block(Document(text="hi", name="n"), where="x")["title"] == "n"
    assert document_block(Document(url="https://x"), where="x")["source"] == {"type": "url", "url": "https://x"}


@pytest.mark.parametrize(
    "document", [Document(file_id="f"), Document(data="AA", media_type="application/zip")], ids=["id", "type"]
)
def test_files_that_cannot_travel_are_refused(document: Document) -> None:
    with pytest.raises(DataError, match="no counterpart in anthropic_messages"):
        document_block(document, where="messages[0].content")


def test_a_text_file_is_plain_text_there() -> None:
    source = document_block(Document(data="YSxiCg==", media_type="text/csv"), where="x")["source"]
    assert source == {"type": "text", "media_type": "text/plain", "data": "a,b\n"}
    with pytest.raises(DataError, match="not UTF-8 text"):
        document_block(Document(data="/w==", media_type="text/csv"), where="x")


def test_a_file_id_belongs_to_its_host() -> None:
    with pytest.raises(DataError, match="file id of another host"):
        image_url(Image(file_id="f"), target="t", where="x")
    with pytest.raises(DataError, match="file id of another host"):
        image_block(Image(file_id="f"), where="x")
    with pytest.raises(DataError, match="file id of another host"):
        file_data(Document(file_id="f"), target="t", where="x")
    with pytest.raises(DataError, match="by its URL"):
        file_data(Document(url="u"), target="t", where="x")


def test_only_words_fit_where_words_are_expected() -> None:
    assert words((Text(text="a"), Text(text="b")), target="t", where="x") == "a\nb"
    with pytest.raises(DataError, match="tool result with image"):
        words((Image(url="u"),), target="openai_chat", where="messages[3]")
