"""Which shop is asking: by its key in a header, or by a signed cookie of a device that gave the key once."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.requests import ApiError

COOKIE = "shop"
HEADER = "X-Shop-Key"
_KEPT = timedelta(days=90)
_PATH = "/verify"
_PURPOSE = b"shop's device"


class ShopSession:
    """Knows the shops' keys. A key that is taken back ends the cookies that it brought."""

    def __init__(self, secret: bytes, keys: Sequence[tuple[str, str]]) -> None:
        self._signing = hmac.digest(secret, _PURPOSE, "sha256")
        self._keys = [(shop, key.encode()) for shop, key in keys]

    def shop_of(self, key: str) -> str | None:
        """The shop whose key this is. Every key is compared, so that the time taken tells nothing."""
        given = key.encode("utf-8", "replace")
        matches = [shop for shop, known in self._keys if hmac.compare_digest(known, given)]
        return matches[0] if matches else None

    def caller(self, request: Request, now: datetime) -> str:
        """The shop that sends a request. Raises ApiError for none."""
        if (key := request.headers.get(HEADER)) is not None:
            if shop := self.shop_of(key):
                return shop
            raise ApiError(403, "wrong_shop_key", "This shop key is not known here.")
        if shop := self.remembered(request, now):
            return shop
        raise ApiError(401, "no_shop_key", f"Send the shop's key in the header {HEADER}.")

    def remembered(self, request: Request, now: datetime) -> str | None:
        """The shop that the cookie proves, or None."""
        shop, _, rest = request.cookies.get(COOKIE, "").partition(".")
        until, _, signature = rest.partition(".")
        if not until.isascii() or not until.isdecimal() or len(until) > 12 or int(until) <= now.timestamp():
            return None
        valid = [
            hmac.compare_digest(self._sign(shop, int(until), key).encode(), signature.encode())
            for known, key in self._keys
            if known == shop
        ]
        return shop if any(valid) else None

    def remember(self, request: Request, response: Response, key: str, now: datetime) -> None:
        """Have the device keep who it is. The cookie proves that the key was known; it does not hold it."""
        shop = self.shop_of(key)
        assert shop is not None
        until = int((now + _KEPT).timestamp())
        response.set_cookie(
            COOKIE,
            f"{shop}.{until}.{self._sign(shop, until, key.encode())}",
            max_age=int(_KEPT.total_seconds()),
            path=_PATH,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )

    def forget(self, response: Response) -> None:
        """Have the device forget who it is."""
        response.delete_cookie(COOKIE, path=_PATH)

    def _sign(self, shop: str, until: int, key: bytes) -> str:
        return hmac.digest(self._signing, f"{shop} {until} ".encode() + key, "sha256").hex()
