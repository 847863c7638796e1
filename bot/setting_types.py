"""What a setting may hold, and how it is read from the text of an environment variable."""

import re
from datetime import datetime
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from bot.clock import HONG_KONG

Role = Literal["agent", "reviewer", "supervisor", "operator"]

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SHOP_KEY = re.compile(r"[!-~]{16,200}")
_ADDRESS = re.compile(r"https?://[^\s/?#]+/?")
_SECRET_LENGTH = 32


def _parts(text: str) -> tuple[str, ...]:
    """The parts of a text between its commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


# Anything but a text is taken as it is.


def _split(value: object) -> object:
    return _parts(value) if isinstance(value, str) else value


def _split_lower(value: object) -> object:
    return _split(value.lower()) if isinstance(value, str) else value


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise ValueError("should be addresses or networks such as 10.1.0.0/24") from None
    return text


def _split_shop_keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in _parts(value)]
    for shop, _separator, key in pairs:
        if not _SHOP.fullmatch(shop) or not _SHOP_KEY.fullmatch(key):
            raise ValueError(
                "should be shop-id=key, separated by commas: ids of small letters, digits and hyphens, "
                "keys of 16 characters or more"
            )
    return tuple((shop, key) for shop, _separator, key in pairs)


def _split_roles(value: object) -> object:
    parts = _split(value)
    return () if parts == ("none",) else parts


def _split_group_roles(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [part.rpartition("=") for part in _parts(value)]
    return tuple((group.strip(), role.strip()) for group, _separator, role in pairs)


def _bare_address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("should be an address such as https://chat.example.com")
    return value.rstrip("/")


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < _SECRET_LENGTH:
        raise ValueError(f"should have {_SECRET_LENGTH} characters or more")
    return value


def _in_hong_kong(value: datetime) -> datetime:
    return value.replace(tzinfo=HONG_KONG) if value.tzinfo is None else value.astimezone(HONG_KONG)


# Lists are separated by commas, not written in JSON as pydantic-settings would have them.
Keys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)]
ShopKeys = Annotated[tuple[tuple[str, SecretStr], ...], NoDecode, BeforeValidator(_split_shop_keys)]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode, BeforeValidator(_split)]
Domains = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_lower)]
Roles = Annotated[tuple[Role, ...], NoDecode, BeforeValidator(_split_roles)]
GroupRoles = Annotated[tuple[tuple[str, Role], ...], NoDecode, BeforeValidator(_split_group_roles)]
Address = Annotated[str, AfterValidator(_bare_address)]
LongSecret = Annotated[SecretStr, AfterValidator(_long_enough)]
HongKongTime = Annotated[datetime, AfterValidator(_in_hong_kong)]
