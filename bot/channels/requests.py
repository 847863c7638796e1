"""Reading what a caller sent: JSON and forms within their limits, with errors that say what to change."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot import strict_json
from bot.channels.ports import Limits
from bot.dialogue.turn import Photo
from bot.strict_json import Exact


@dataclass
class ApiError(Exception):
    """An answer other than the one asked for. `field` names the part of the request that was wrong.

    `retry_after` are the seconds after which the same request may be sent again.
    """

    status: int
    code: str
    message: str
    field: str | None = None
    expected: str | None = None
    retry_after: int | None = None

    def __post_init__(self) -> None:
        super().__init__(self.message)


def wrong(field: str, expected: str) -> ApiError:
    """A request of the wrong shape."""
    return ApiError(422, "wrong_request", f"{field}: expected {expected}", field, expected)


async def json_object(request: Request, limit: int) -> dict[str, Exact]:
    """The body as a JSON object, numbers with a point as Decimal. Raises ApiError."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise ApiError(413, "too_large", f"A JSON request may have at most {limit} bytes.")
    try:
        value = parsed(bytes(body))
    except ValueError as error:
        raise wrong("body", str(error)) from None
    if not isinstance(value, dict):
        raise wrong("body", "a JSON object")
    return value


def parsed(body: bytes) -> Exact:
    """The value of a JSON text. Raises ValueError saying what was expected."""
    try:
        value = strict_json.loads(body)
        if b"\\u" in body:  # half a surrogate pair is no text and could not be stored or answered
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise ValueError("text without halves of characters") from None
    return value


@asynccontextmanager
async def multipart(request: Request, limits: Limits) -> AsyncIterator[FormData]:
    """The fields of a form with files, which are open only inside the block. Raises ApiError."""
    try:
        # One file more than allowed is let in, to be refused with our own words.
        fields = await request.form(
            max_files=limits.photos + 1, max_fields=20, max_part_size=limits.json_body
        )
    except HTTPException as error:
        raise ApiError(400, "wrong_form", f"The form could not be read: {error.detail}") from None
    try:
        yield fields
    finally:
        await fields.close()


async def photos_of(fields: FormData, limits: Limits, name: str = "photo") -> tuple[Photo, ...]:
    """The files of that name, in the order sent. Raises ApiError for too many, too large or no files."""
    files = fields.getlist(name)
    if len(files) > limits.photos:
        raise ApiError(413, "too_many_photos", f"At most {limits.photos} photos can be sent at once.", name)
    photos = []
    for file in files:
        if not isinstance(file, UploadFile):
            raise wrong(name, "a file with a file name")
        if (file.size or 0) > limits.photo:
            raise ApiError(413, "photo_too_large", f"A photo may have at most {limits.photo} bytes.", name)
        photos.append(Photo(await file.read(), (file.filename or "photo")[:200]))
    return tuple(photos)


def text_of(value: object, field: str, *, required: bool = False, longest: int | None = None) -> str:
    """A text without NUL characters, which no database takes. Absent and null are empty unless `required`."""
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise wrong(field, "a text")
    text = value.replace("\0", "")
    if required and not text.strip():
        raise wrong(field, "a text that is not empty")
    if longest is not None and len(text) > longest:
        raise wrong(field, f"at most {longest} characters")
    return text
