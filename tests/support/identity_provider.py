"""A small OpenID Connect provider on loopback: real redirects, real signed identity tokens."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "desk", "a secret of the client"


@dataclass
class IdentityProvider:
    """Lets whoever comes in as `person`; a test changes what it says by `claims`, `answer` and `key`."""

    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "kim-1",
            "email": "Kim@mall.example",
            "email_verified": True,
            "name": "Kim Lau",
        }
    )
    claims: dict[str, Any] = field(default_factory=dict)  # stand above those of the token
    answer: dict[str, str] = field(default_factory=dict)  # likewise in the redirect back
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    signs_with: RSAKey | None = None  # another key than it publishes
    issuer: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """The provider. Set `issuer` to where it is served."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery() -> dict[str, Any]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
            assert "openid" in asked["scope"].split() and asked["code_challenge_method"] == "S256"
            code = secrets.token_urlsafe(16)
            self._codes[code] = asked
            answer = {"code": code, "state": asked["state"], "iss": self.issuer} | self.answer
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}")

        @app.post("/token")
        async def token(request: Request) -> Response:
            basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self._codes.pop(form.get("code", ""), None)
            challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            wanted = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
            if (
                request.headers.get("authorization") != f"Basic {basic}"
                or asked is None
                or asked["code_challenge"] != wanted
                or asked["redirect_uri"] != form.get("redirect_uri")
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "iat": int(time.time()),
                "exp": int(time.time()) + 300,
                "nonce": asked["nonce"],
                **self.person,
                **self.claims,
            }
            header = {"alg": "RS256", "kid": self.key.kid}
            signed = jwt.encode(header, claims, self.signs_with or self.key)
            return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})

        return app


def path_of(address: str) -> str:
    """An address without its server."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
