"""Everything an operator can set, read from the environment. `docs/settings.md` is the same list in words."""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.clock import Clock, demo_clock, system_clock
from bot.programmes import HOME
from bot.setting_types import (
    Address,
    Domains,
    GroupRoles,
    HongKongTime,
    Keys,
    LongSecret,
    Networks,
    Roles,
    ShopKeys,
)

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """The environment cannot be used as it is; the text says which variable and what it should hold."""


class Settings(BaseSettings):
    """One field per environment variable. An empty variable counts as unset."""

    model_config = SettingsConfigDict(env_ignore_empty=True, populate_by_name=True, frozen=True)

    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="`postgresql://user:password@host/name`; a file in `MEMBERBOT_DATA` when unset",
    )
    data: Path = Field(
        Path("data"),
        validation_alias="MEMBERBOT_DATA",
        description="folder for the database file, photos and generated secrets",
    )
    now: HongKongTime | None = Field(
        None,
        validation_alias="MEMBERBOT_NOW",
        description="demo clock: the ISO 8601 time at which it starts to run; the real time when unset",
    )
    demo: bool | None = Field(
        None,
        validation_alias="MEMBERBOT_DEMO",
        description="`1` or `0`: demo members, catalogue and developer pages; on by itself when serving on "
        "this machine only and without an API key",
    )
    api_keys: Keys = Field(
        (),
        validation_alias="MEMBERBOT_API_KEYS",
        description="keys for callers of the HTTP interface, separated by commas",
    )
    shop_keys: ShopKeys = Field(
        (),
        validation_alias="MEMBERBOT_SHOP_KEYS",
        description="keys with which shops check vouchers: `shop-id=key`, separated by commas; a key has "
        "16 characters or more, and a shop may have several",
    )
    proxies: Networks = Field(
        (),
        validation_alias="MEMBERBOT_PROXIES",
        description="addresses or networks of the proxies in front of `serve`, separated by commas: theirs "
        "alone is the word (`X-Forwarded-For`, `X-Forwarded-Proto`) on who asks, and whether over https",
    )
    public_url: Address | None = Field(
        None,
        validation_alias="PUBLIC_URL",
        description="where members reach this server, such as `https://chat.example.com`: the chat then "
        "links to the page of a voucher; in the demo the server's own address",
    )
    secret: LongSecret | None = Field(
        None,
        validation_alias="MEMBERBOT_SECRET",
        description="signs cookies, links and voucher codes (32 characters or more); generated into "
        "`MEMBERBOT_DATA` when the database is a file there, required otherwise",
    )
    programme: str = Field(
        HOME,
        validation_alias="MEMBERBOT_PROGRAMME",
        description="the programme whose members can link their account",
    )
    work: bool = Field(
        True,
        validation_alias="MEMBERBOT_WORK",
        description="`0`: `serve` leaves photos and timers to `memberbot work` in another process",
    )
    encoder: bool = Field(
        True,
        validation_alias="MEMBERBOT_ENCODER",
        description="`0`: messages are understood by their words alone, without the sentence encoder; "
        "130 MB less memory, fewer unseen wordings understood",
    )
    photo_store: str | None = Field(
        None,
        validation_alias="PHOTO_STORE",
        description="folder or `s3://bucket/prefix` for the members' photos; `photos` in `MEMBERBOT_DATA` "
        "when unset",
    )
    photo_keys: Keys = Field(
        (),
        validation_alias="PHOTO_KEYS",
        description="Fernet keys that encrypt the photos, the newest first, separated by commas",
    )
    sms_url: str | None = Field(
        None,
        validation_alias="SMS_URL",
        description='gateway for text messages: gets POST `{"to", "text"}` with an `Idempotency-Key`',
    )
    sms_token: SecretStr | None = Field(
        None,
        validation_alias="SMS_TOKEN",
        description="Bearer token for the gateway",
    )
    desk_answer_minutes: int = Field(
        15,
        gt=0,
        validation_alias="DESK_ANSWER_MINUTES",
        description="minutes that a member waits for the person who has the conversation; then the bot is "
        "back and the case in the queue again",
    )
    desk_silence_hours: int = Field(
        24,
        gt=0,
        validation_alias="DESK_SILENCE_HOURS",
        description="hours without a word from a member whose turn it is; then the case is closed",
    )
    voucher_reminder_days: int = Field(
        14,
        gt=0,
        validation_alias="MEMBERBOT_VOUCHER_REMINDER_DAYS",
        description="days before the last day of a voucher on which its member is reminded of it",
    )
    photo_months: int | None = Field(
        None,
        gt=0,
        validation_alias="PHOTO_MONTHS",
        description="months for which the photos of receipts are kept; as long as the rule book has members "
        "keep their receipts when unset",
    )
    unused_photo_days: int = Field(
        30,
        gt=0,
        validation_alias="PHOTO_UNUSED_DAYS",
        description="days for which photos are kept that were never handed in as a receipt",
    )
    desk_second_factor: Roles | None = Field(
        None,
        validation_alias="DESK_SECOND_FACTOR",
        description="roles that must have a second factor, separated by commas, or `none`; "
        "`supervisor,operator` when unset",
    )
    openid_discovery_url: str | None = Field(
        None,
        validation_alias="OPENID_DISCOVERY_URL",
        description="identity provider that signs staff in: the address of its "
        "`/.well-known/openid-configuration`; needs `PUBLIC_URL` and the two below",
    )
    openid_client_id: str | None = Field(
        None,
        validation_alias="OPENID_CLIENT_ID",
        description="by which the provider knows this server",
    )
    openid_client_secret: SecretStr | None = Field(
        None,
        validation_alias="OPENID_CLIENT_SECRET",
        description="likewise",
    )
    openid_name: str = Field(
        "OpenID Connect",
        validation_alias="OPENID_NAME",
        description="what staff call the provider",
    )
    openid_domains: Domains = Field(
        (),
        validation_alias="OPENID_DOMAINS",
        description="domains of e-mail addresses that are let in, separated by commas; all when unset",
    )
    openid_roles_claim: str | None = Field(
        None,
        validation_alias="OPENID_ROLES_CLAIM",
        description="claim that lists a person's groups; when unset an operator gives the roles",
    )
    openid_roles: GroupRoles = Field(
        (),
        validation_alias="OPENID_ROLES",
        description="which role a group gives: `group=role`, separated by commas",
    )
    telegram_token: SecretStr | None = Field(
        None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="switches the Telegram channel on",
    )
    telegram_api_base: str = Field(
        "https://api.telegram.org",
        validation_alias="TELEGRAM_API_BASE",
        description="a Bot API server of one's own",
    )
    telegram_webhook_url: str | None = Field(
        None,
        validation_alias="TELEGRAM_WEBHOOK_URL",
        description="public address for a webhook; updates are polled when unset",
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None,
        validation_alias="TELEGRAM_WEBHOOK_SECRET",
        description="shown by Telegram with each update; derived from `MEMBERBOT_SECRET` when unset",
    )
    weather_url: str | None = Field(
        None,
        validation_alias="WEATHER_URL",
        description="the Hong Kong Observatory's open data (`.../weatherAPI/opendata/weather.php`), whose "
        "typhoon and rainstorm warnings are then followed; switched by hand at the desk when unset",
    )
    chatwoot_url: str | None = Field(
        None,
        validation_alias="CHATWOOT_URL",
        description="a Chatwoot whose agents take over conversations there; see `docs/chatwoot.md`",
    )
    chatwoot_account: int = Field(
        1, validation_alias="CHATWOOT_ACCOUNT", description="number of the account there"
    )
    chatwoot_inbox: str | None = Field(
        None,
        validation_alias="CHATWOOT_INBOX",
        description="identifier of the API inbox there",
    )
    chatwoot_token: SecretStr | None = Field(
        None,
        validation_alias="CHATWOOT_TOKEN",
        description="access token of the agent bot of that inbox",
    )
    chatwoot_secret: SecretStr | None = Field(
        None,
        validation_alias="CHATWOOT_SECRET",
        description="secret with which Chatwoot signs what it sends to `/webhooks/chatwoot`",
    )

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if self.openid_discovery_url and not (
            self.openid_client_id and self.openid_client_secret and self.public_url
        ):
            raise ValueError("OPENID_DISCOVERY_URL: needs OPENID_CLIENT_ID, OPENID_CLIENT_SECRET, PUBLIC_URL")
        return self

    @model_validator(mode="after")
    def _whole_chatwoot(self) -> Self:
        parts = (self.chatwoot_url, self.chatwoot_inbox, self.chatwoot_token, self.chatwoot_secret)
        if any(parts) and not all(parts):
            raise ValueError("CHATWOOT_URL, CHATWOOT_INBOX, CHATWOOT_TOKEN and CHATWOOT_SECRET go together")
        return self

    @property
    def embedded(self) -> bool:
        """Whether the database is the default file in the data folder."""
        return self.database_url is None

    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        if self.database_url is None:
            return f"sqlite:///{self.folder() / 'memberbot.sqlite'}"
        scheme, separator, rest = self.database_url.get_secret_value().partition("://")
        if scheme in ("postgres", "postgresql"):
            scheme = "postgresql+psycopg"
        return f"{scheme}{separator}{rest}"

    def folder(self) -> Path:
        """The data folder, made for its owner alone when it is not there."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.data.resolve()

    def clock(self) -> Clock:
        """The real clock, or the demo's."""
        return demo_clock(self.now) if self.now else system_clock

    def secrets(self) -> tuple[str, ...]:
        """Every secret of the environment, so that the log can blot them out."""
        given = (
            self.database_url,
            *self.api_keys,
            *(key for _shop, key in self.shop_keys),
            self.secret,
            *self.photo_keys,
            self.sms_token,
            self.openid_client_secret,
            self.telegram_token,
            self.telegram_webhook_secret,
            self.chatwoot_token,
            self.chatwoot_secret,
        )
        return tuple(secret.get_secret_value() for secret in given if secret)

    def is_demo(self, host: str) -> bool:
        """Whether a server on `host` is a demo: only this machine can reach it, and no key is set."""
        if self.demo is not None:
            return self.demo
        return host in LOOPBACK and not self.api_keys and not self.proxies

    def serves_demo(self, host: str) -> bool:
        """Likewise. Raises SettingsError where strangers could reach members' data without a key."""
        demo = self.is_demo(host)
        if not demo and not self.api_keys:
            raise SettingsError(
                f"MEMBERBOT_API_KEYS: needed to serve on {host}, or MEMBERBOT_DEMO=1 to let anyone play"
            )
        return demo

    def signing_key(self, purpose: str) -> bytes:
        """The key that signs for one purpose, derived from the secret.

        On the embedded database the secret is generated once and kept beside it.
        """
        if self.secret is not None:
            secret = self.secret.get_secret_value().encode()
        elif self.embedded:
            secret = _kept_secret(self.folder() / "secret")
        else:
            raise SettingsError("MEMBERBOT_SECRET: set 32 characters or more, the same for every process")
        return hmac.digest(secret, purpose.encode(), "sha256")


def load_settings(**given: Any) -> Settings:
    """The settings of this process. `given` stands above the environment.

    Raises `SettingsError` naming the variables that hold something else than they should.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("; ".join(_complaint(detail) for detail in error.errors())) from None


def _complaint(detail: ErrorDetails) -> str:
    # The value itself is left out: it may be a secret.
    where = f"{detail['loc'][0]}: " if detail["loc"] else ""
    return where + str(detail["msg"]).removeprefix("Value error, ")


def _kept_secret(path: Path) -> bytes:
    """The secret in a file of its owner's, made at the first use; of two processes that make it, one wins."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
