"""Pictures and files: data URLs, base64 and links, as each API spells them."""

from base64 import b64decode

from deadheat.dialects.body import uncarried
from deadheat.errors import DataError
from deadheat.facts.chat import Document, Image, Text


def image_from_url(url: str, *, detail: str = "", where: str) -> Image:
    """The picture behind a URL, whose data is taken out of a data URL."""
    if not url.startswith("data:"):
        return Image(url=url, detail=detail)
    media_type, data = split_data_url(url, where=where)
    return Image(data=data, media_type=media_type, detail=detail)


def document_from_data(data: str, *, name: str, where: str) -> Document:
    """The file in a data URL, or in bare base64, which counts as PDF."""
    if not data.startswith("data:"):
        return Document(data=data, media_type="application/pdf", name=name)
    media_type, inner = split_data_url(data, where=where)
    return Document(data=inner, media_type=media_type, name=name)


def split_data_url(url: str, *, where: str) -> tuple[str, str]:
    """Media type and base64 data of a data URL. Raises: DataError if it is not base64."""
    head, comma, data = url.removeprefix("data:").partition(",")
    media_type, _, encoding = head.partition(";")
    if not comma or encoding.rpartition(";")[2] != "base64" or not media_type:
        raise DataError("This data URL is not of the form 'data:<type>;base64,<data>'.", where=f"body.{where}")
    return media_type, data


def image_url(image: Image, *, target: str, where: str) -> str:
    """`image` as a URL, a data URL if need be."""
    if image.file_id:
        raise uncarried(where, target, what="A file id of another host")
    return image.url or f"data:{image.media_type};base64,{image.data}"


def image_block(image: Image, *, where: str) -> dict[str, object]:
    """`image` as a block of the Messages API."""
    if image.file_id:
        raise uncarried(where, "anthropic_messages", what="A file id of another host")
    if image.url:
        return {"type": "image", "source": {"type": "url", "url": image.url}}
    return {"type": "image", "source": {"type": "base64", "media_type": image.media_type, "data": image.data}}


def document_block(document: Document, *, where: str) -> dict[str, object]:
    """`document` as a block of the Messages API, which takes PDF and plain text."""
    if document.file_id:
        raise uncarried(where, "anthropic_messages", what="A file id of another host")
    if document.text:
        source: dict[str, object] = {"type": "text", "media_type": "text/plain", "data": document.text}
    elif document.url:
        source = {"type": "url", "url": document.url}
    elif document.media_type.startswith("text/"):
        source = {"type": "text", "media_type": "text/plain", "data": _text_of(document, where=where)}
    elif document.media_type == "application/pdf":
        source = {"type": "base64", "media_type": document.media_type, "data": document.data}
    else:
        raise uncarried(where, "anthropic_messages", what=f"A file of type {document.media_type!r}")
    return {"type": "document", "source": source, **({"title": document.name} if document.name else {})}


def _text_of(document: Document, *, where: str) -> str:
    try:
        return b64decode(document.data, validate=True).decode()
    except ValueError as error:
        raise DataError(f"This file is not UTF-8 text in base64: {error}.", where=f"body.{where}") from error


def file_data(document: Document, *, target: str, where: str) -> str:
    """`document` as a data URL, the form the OpenAI dialects take files in."""
    if document.file_id:
        raise uncarried(where, target, what="A file id of another host")
    if not document.data:
        raise uncarried(where, target, what="A file given by its URL or as plain text")
    return f"data:{document.media_type};base64,{document.data}"


def words(parts: tuple[Text | Image | Document, ...], *, target: str, where: str) -> str:
    """The text of parts that may hold nothing else."""
    for part in parts:
        if not isinstance(part, Text):
            raise uncarried(where, target, what=f"A tool result with {part.__struct_config__.tag}")
    return "\n".join(part.text for part in parts if isinstance(part, Text))
