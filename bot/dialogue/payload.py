"""What a button sends back: `/intent{"entity": "value"}`, short enough for every platform."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Telegram allows 64 bytes of callback data; every other platform allows more.
MAX_BYTES = 64

# The name under which the buttons of a running flow report; not an intent of the contract.
FLOW_ACTION = "go"

_PAYLOAD = re.compile(r"^/([a-z][a-z0-9_]*)\s*(\{.*\})?\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Payload:
    """A pressed button: the intent it stands for and its values."""

    intent: str
    values: Mapping[str, str] = field(default_factory=dict)


def encode(intent: str, /, **values: str) -> str:
    """The text of a button. Raises ValueError beyond MAX_BYTES: a button that cannot be sent is a bug."""
    text = f"/{intent}"
    if values:
        text += json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MAX_BYTES:
        raise ValueError(f"button payload of more than {MAX_BYTES} bytes: {text}")
    return text


def decode(text: str) -> Payload | None:
    """The payload in a text, or None when the text is no payload (members may type slashes)."""
    if len(text.encode()) > 4 * MAX_BYTES or not (match := _PAYLOAD.match(text.strip())):
        return None
    if not match[2]:
        return Payload(match[1])
    try:
        values = json.loads(match[2])
    except ValueError:
        return None
    return Payload(match[1], {str(key): str(value) for key, value in values.items()})
