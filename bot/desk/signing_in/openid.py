"""OpenID Connect, the authorization code flow with PKCE: where to send a person, and who came back.

https://openid.net/specs/openid-connect-core-1_0.html, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

import base64
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, ValidationError

from bot.desk.frame import OpenId
from bot.json_values import JsonObject

# Seconds: for an answer of the provider, for a person to sign in there, for what the provider says of itself.
_TIMEOUT = 10.0
_PATIENCE = 600
_REMEMBERED = 3600.0
_LEEWAY = 60

# Signatures with keys that the provider publishes; never `none`, never a shared secret.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class OpenIdError(Exception):
    """The provider cannot be used, or what came back is not what it should be. Words for the log alone."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What is remembered while a person is at the provider. `staff` is who wants to link an account."""

    state: str
    nonce: str
    verifier: str
    next: str
    staff: int | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came back. `email` is empty unless the provider has verified it."""

    subject: str  # unique for ever: the issuer and its name for the person
    email: str
    name: str
    groups: frozenset[str]


class _Metadata(BaseModel):
    """What a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


class Provider:
    """One identity provider. Its calls wait for the network: make them in a thread."""

    def __init__(self, settings: OpenId, redirect_uri: str, key: bytes) -> None:
        self.settings = settings
        self._redirect_uri = redirect_uri
        sealing = hmac.digest(key, b"openid", "sha256")
        self._fernet = Fernet(base64.urlsafe_b64encode(sealing))
        self._lock = threading.Lock()
        self._known: tuple[float, _Metadata, KeySet] | None = None

    def begin(self, next: str, staff: int | None = None) -> tuple[str, str]:
        """The provider's address for a person to go to, and the sealed journey for a cookie.

        Raises OpenIdError.
        """
        journey = Journey(_random(), _random(), _random(), next, staff)
        address = prepare_grant_uri(
            self._provider()[0].authorization_endpoint,
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=self._redirect_uri,
            scope="openid email profile",
            state=journey.state,
            nonce=journey.nonce,
            code_challenge=create_s256_code_challenge(journey.verifier),
            code_challenge_method="S256",
        )
        return address, self._fernet.encrypt(json.dumps(asdict(journey)).encode()).decode()

    def journey(self, sealed: str) -> Journey | None:
        """The journey of a cookie, while it lasts."""
        try:
            return Journey(**json.loads(self._fernet.decrypt(sealed.encode(), ttl=_PATIENCE)))
        except (InvalidToken, ValueError):
            return None

    def finish(self, journey: Journey, answer: Mapping[str, str]) -> Identity:
        """Who came back with this answer. Raises OpenIdError."""
        if not hmac.compare_digest(answer.get("state", "").encode(), journey.state.encode()):
            raise OpenIdError("the answer is to another request")
        metadata, _keys = self._provider()
        if answer.get("iss", metadata.issuer) != metadata.issuer:
            raise OpenIdError("another provider answered")
        if "code" not in answer:
            raise OpenIdError(f"the provider refused: {answer.get('error', 'no code')}")
        tokens = self._exchange(metadata, answer["code"], journey.verifier)
        claims = self._claims(tokens, journey.nonce)
        groups = claims.get(self.settings.roles_claim or "")
        return Identity(
            subject=f"{claims['iss']} {claims['sub']}",
            email=str(claims.get("email", "")).lower() if claims.get("email_verified") is True else "",
            name=str(claims.get("name") or claims.get("preferred_username") or claims.get("email") or ""),
            groups=frozenset(map(str, groups)) if isinstance(groups, list) else frozenset([str(groups)]),
        )

    # -- talking to the provider ----------------------------------------------------------------------

    def _exchange(self, metadata: _Metadata, code: str, verifier: str) -> JsonObject:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        client = (self.settings.client_id, self.settings.client_secret)
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            return self._ask("POST", metadata.token_endpoint, data=form, auth=client)
        form |= dict(zip(("client_id", "client_secret"), client, strict=True))
        return self._ask("POST", metadata.token_endpoint, data=form)

    def _claims(self, tokens: JsonObject, nonce: str) -> Mapping[str, object]:
        try:
            token = self._decoded(str(tokens.get("id_token", "")))
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self._provider()[0].issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                    "nonce": {"essential": True, "value": nonce},
                },
                {
                    "nonce": nonce,
                    "client_id": self.settings.client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError) as error:
            raise OpenIdError(f"the identity token cannot be trusted: {error}") from error
        return dict(claims)

    def _decoded(self, id_token: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
        try:
            return jwt.decode(id_token, self._provider()[1], registry=registry)
        except InvalidKeyIdError:  # the provider changed its keys
            return jwt.decode(id_token, self._provider(again=True)[1], registry=registry)

    def _provider(self, *, again: bool = False) -> tuple[_Metadata, KeySet]:
        """What the provider says of itself, and its keys."""
        with self._lock:
            if self._known is None or again or time.monotonic() > self._known[0]:
                try:
                    metadata = _Metadata.model_validate(self._ask("GET", self.settings.discovery_url))
                except ValidationError as error:
                    wrong = error.errors()[0]["loc"][0]
                    raise OpenIdError(f"the provider does not say its {wrong}") from None
                try:
                    keys = KeySet.import_key_set(self._ask("GET", metadata.jwks_uri))  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise OpenIdError(f"the provider's keys cannot be read: {error}") from error
                self._known = (time.monotonic() + _REMEMBERED, metadata, keys)
            return self._known[1:]

    def _ask(
        self,
        method: str,
        address: str,
        *,
        data: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> JsonObject:
        try:
            answer = httpx.request(method, address, timeout=_TIMEOUT, data=data, auth=auth)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise OpenIdError(f"{method} {address}: {error}") from error
        if not isinstance(found, dict):
            raise OpenIdError(f"{method} {address}: no JSON object")
        return found


def _random() -> str:
    return secrets.token_urlsafe(32)
