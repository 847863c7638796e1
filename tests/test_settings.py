"""Settings: what the documentation says, what they refuse, and what they never show."""

import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import system_clock
from bot.settings import Settings, SettingsError, load_settings

DOCUMENT = Path(__file__).parent.parent / "docs" / "settings.md"
SECRETS = {
    "DATABASE_URL": "postgresql://shop:hunter2-hunter2@db/members",
    "MEMBERBOT_API_KEYS": "hunter2-first, hunter2-second",
    "MEMBERBOT_SHOP_KEYS": "cinema=hunter2-hunter2-hunter2",
    "MEMBERBOT_SECRET": "hunter2" * 6,
    "TELEGRAM_BOT_TOKEN": "12:hunter2",
    "TELEGRAM_WEBHOOK_SECRET": "hunter2",
    "CHATWOOT_URL": "https://desk.example",
    "CHATWOOT_INBOX": "inbox",
    "CHATWOOT_TOKEN": "hunter2-chatwoot",
    "CHATWOOT_SECRET": "hunter2-signature",
}


def test_the_document_lists_every_setting_as_the_code_has_it() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in DOCUMENT.read_text().splitlines()
        if line.startswith("| `")
    ]
    expected = []
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = {None: "", (): "", True: "`1`"}.get(default, f"`{default}`")
        assert field.validation_alias, name
        expected.append([f"`{field.validation_alias}`", field.description, shown])
    assert rows == expected


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert "hunter2" not in repr(settings) + str(settings)
    monkeypatch.setenv("MEMBERBOT_SECRET", "hunter2-short")
    with pytest.raises(SettingsError, match=r"^MEMBERBOT_SECRET: should have 32") as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


def test_api_keys_come_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERBOT_API_KEYS", " one, two ,,")
    assert [key.get_secret_value() for key in load_settings().api_keys] == ["one", "two"]


def test_shop_keys_come_with_their_shops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERBOT_SHOP_KEYS", "cinema=0123456789abcdef=, parking-office=ABCDEFGHIJKLMNOP")
    pairs = [(shop, key.get_secret_value()) for shop, key in load_settings().shop_keys]
    assert pairs == [("cinema", "0123456789abcdef="), ("parking-office", "ABCDEFGHIJKLMNOP")]


@pytest.mark.parametrize(
    "written", ["cinema", "cinema=short-hunter2", "Kino 1=0123456789abcdef", "=" + "k" * 20]
)
def test_shop_keys_that_are_none_are_refused_unseen(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("MEMBERBOT_SHOP_KEYS", written)
    with pytest.raises(SettingsError, match=r"^MEMBERBOT_SHOP_KEYS: should be shop-id=key") as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


def test_the_public_address_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://chat.example.com/")
    assert load_settings().public_url == "https://chat.example.com"
    monkeypatch.setenv("PUBLIC_URL", "https://example.com/chat")
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        load_settings()


@pytest.mark.parametrize("written", ["2026-11-20T22:00:00+08:00", "2026-11-20T14:00:00Z", "2026-11-20T22:00"])
def test_the_demo_clock_runs_on_from_where_it_was_set(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("MEMBERBOT_NOW", written)
    settings = load_settings()
    assert settings.now is not None and settings.now.isoformat() == "2026-11-20T22:00:00+08:00"
    assert timedelta(0) <= settings.clock()() - settings.now < timedelta(minutes=1)


def test_without_a_demo_clock_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERBOT_NOW", "")
    assert abs(load_settings().clock()() - system_clock()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MEMBERBOT_NOW", "yesterday"),
        ("MEMBERBOT_DEMO", "perhaps"),
        ("MEMBERBOT_WORK", "?"),
        ("MEMBERBOT_PROXIES", "caddy"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable):
        load_settings()


def test_on_the_embedded_database_the_secret_is_made_once_for_its_owner(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    key = settings.signing_key("cookies")
    assert len(key) == 32
    assert settings.signing_key("vouchers") != key
    assert Settings(data=tmp_path / "data").signing_key("cookies") == key
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret"]


def test_on_another_database_the_secret_must_be_given(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url="postgresql://db/members")  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="MEMBERBOT_SECRET"):
        settings.signing_key("cookies")


@pytest.mark.parametrize(
    ("given", "host", "demo"),
    [
        ({}, "127.0.0.1", True),
        ({}, "localhost", True),
        ({}, "0.0.0.0", False),
        ({"api_keys": ("k" * 32,)}, "127.0.0.1", False),
        ({"api_keys": ("k" * 32,), "demo": True}, "0.0.0.0", True),
        ({"demo": False}, "127.0.0.1", False),
        ({"proxies": ("127.0.0.1",)}, "127.0.0.1", False),
    ],
)
def test_a_demo_is_what_only_this_machine_reaches(given: dict[str, object], host: str, demo: bool) -> None:
    assert Settings(**given).is_demo(host) is demo  # type: ignore[arg-type]


def test_every_setting_is_read_from_its_own_variable() -> None:
    for field in Settings.model_fields.values():
        assert re.fullmatch(
            r"(MEMBERBOT|TELEGRAM|DATABASE|PHOTO|SMS|PUBLIC|WEATHER|CHATWOOT|DESK|OPENID)_[A-Z_]+",
            str(field.validation_alias),
        )


def test_chatwoot_is_set_as_a_whole() -> None:
    with pytest.raises(SettingsError, match=r"^CHATWOOT_URL, .* go together$"):
        load_settings(chatwoot_url="https://desk.example")
