"""Request bodies as Bot API clients send them: JSON, urlencoded, or multipart with files."""

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Form:
    """Parameters, decoded where they are JSON, and uploaded files by their part's name."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def parse_form(content_type: str, body: bytes) -> Form:
    """The form in a request's body."""
    if content_type.startswith("multipart/"):
        return _multipart(content_type, body)
    if content_type.startswith("application/json"):
        return Form(json.loads(body or b"{}"))
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    return Form({name: _decoded(value) for name, value in pairs})


def _multipart(content_type: str, body: bytes) -> Form:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = Form()
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename() is not None:
            form.files[str(name)] = content
        else:
            form.values[str(name)] = _decoded(content.decode())
    return form


def _decoded(value: str) -> Any:
    """Objects and lists come as JSON text; the rest stays text, as in the real API."""
    if value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
