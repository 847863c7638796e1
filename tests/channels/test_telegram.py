"""Telegram, with the unmodified python-telegram-bot client against the emulated Bot API."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from bot.channels.metrics import Metrics
from bot.channels.ports import Limits
from bot.channels.telegram import TelegramChannel, TelegramPorts
from bot.channels.telegram.menu import command_payload
from bot.channels.telegram.outbox import keyboard_of, pieces
from bot.dialogue.turn import Button, Image, Reply, Turn
from tests.support.fake_conductor import PNG, FakeConductor
from tests.support.live_server import serving
from tests.support.plain_services import knowledge
from tests.support.telegram_emulator import BotApi, EmulatedChat, Fault
from tests.support.telegram_emulator.chat import buttons
from tests.support.telegram_emulator.server import TOKEN

QUIET = 0.15
SECRET = "a-secret-of-the-test"
Start = Callable[..., TelegramChannel]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as running:
        yield running


@pytest.fixture
def start(api: BotApi, conductor: FakeConductor) -> Iterator[Start]:
    """Starts a channel that polls; keyword arguments replace ports."""
    with contextlib.ExitStack() as stack:

        def make(**ports: Any) -> TelegramChannel:
            given: dict[str, Any] = {
                "dialogue": conductor,
                "words": knowledge().words,
                "token": TOKEN,
                "api_base": api.address,
                "album_quiet": QUIET,
            }
            channel = TelegramChannel(TelegramPorts(**(given | ports)))
            channel.start()
            stack.callback(channel.stop)
            return channel

        yield make


@pytest.fixture
def start_webhook(api: BotApi, start: Start) -> Iterator[Start]:
    """Starts a channel behind a webhook of its own HTTP app."""
    with contextlib.ExitStack() as stack:

        def make(**ports: Any) -> TelegramChannel:
            app = FastAPI()
            address = stack.enter_context(serving(app))
            channel = start(webhook_url=f"{address}/telegram/updates", webhook_secret=SECRET, **ports)
            app.include_router(channel.routes())
            return channel

        yield make


def sweep_until_told(api: BotApi, channel: TelegramChannel, chat: EmulatedChat, messages: int) -> None:
    """Sweep again and again: a sweep leaves alone what the first attempt has not let go of yet."""

    def swept() -> bool:
        channel.sweep()
        return len(chat.texts()) >= messages

    api.wait_for(swept)


@pytest.fixture(params=["polling", "webhook"])
def channel(request: pytest.FixtureRequest) -> TelegramChannel:
    """The channel in both of its ways."""
    fixture = "start" if request.param == "polling" else "start_webhook"
    started: TelegramChannel = request.getfixturevalue(fixture)()
    return started


@pytest.fixture
def chat(api: BotApi) -> EmulatedChat:
    return EmulatedChat(api)


# -- both ways -----------------------------------------------------------------------------------------------


def test_a_text_is_answered_and_marked(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    chat.write("hello there")
    chat.wait_for("You said: hello there")
    api.wait_for(lambda: api.waiting() == 0)
    api.wait_for(lambda: conductor.marks)
    [turn] = conductor.turns
    assert (turn.channel, turn.sender, turn.message_id) == ("telegram", "42", "m1")
    assert list(conductor.marks.values()) == [str(chat.seen()[0]["message_id"])]


def test_buttons_are_an_inline_keyboard_that_acts_once(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    chat.write("/start")
    chat.wait_for("Hello!")
    offered = dict(chat.seen()[0])
    assert buttons(offered) == {"Balance": "/check_balance", "Upload a receipt": "/upload_receipt"}
    chat.press("Balance")
    chat.wait_for("Hello!", "You said: /check_balance")
    api.wait_for(lambda: not buttons(chat.seen()[0]))
    # A second tap that was under way already, and an old button on another device.
    chat.press("Balance", message=offered)
    chat.press("Upload a receipt", message=offered)
    api.wait_for(lambda: len(api.answers) == 3 and api.waiting() == 0)
    assert chat.texts() == ["Hello!", "You said: /check_balance"]
    assert [bool(toast) for toast in api.answers.values()] == [False, True, True]
    assert [turn.text for turn in conductor.turns] == ["/greet", "/check_balance"]


def test_an_album_is_one_turn(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    chat.send_photos([b"the receipt, large", b"the slip, large"], caption="here")
    chat.wait_for("Reading 2 photo(s)…")
    api.wait_for(lambda: api.waiting() == 0)
    [turn] = conductor.turns
    assert [photo.data for photo in turn.photos] == [b"the receipt, large", b"the slip, large"]
    assert turn.text == "here"


def test_what_follows_an_album_does_not_overtake_it(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    chat.send_photos([b"the receipt, large", b"the slip, large"])
    api.wait_for(lambda: len(conductor.turns) == 1)
    chat.write("and now?")
    chat.wait_for("Reading 2 photo(s)…", "You said: and now?")


def test_a_file_is_read_like_a_photo(
    channel: TelegramChannel, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    chat.send_file(b"%PDF-1.7", "receipt.pdf", "application/pdf")
    chat.wait_for("Reading 1 photo(s)…")
    [photo] = conductor.turns[0].photos
    assert (photo.data, photo.name) == (b"%PDF-1.7", "receipt.pdf")


def test_a_picture_is_sent_as_a_photo_with_its_words(channel: TelegramChannel, chat: EmulatedChat) -> None:
    chat.write("qr")
    chat.wait_for("Your voucher")
    assert chat.seen()[0]["photo"][0]["file_size"] == len(PNG)


def test_an_update_that_comes_again_acts_once(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    number = chat.write("redeem")
    chat.wait_for("You said: redeem")
    api.wait_for(lambda: api.waiting() == 0)
    message = api.messages[42][0]
    api.repeat_update(number, message=message)  # the same delivery
    api.add_update(message=message)  # the same message as a new update
    api.wait_for(lambda: api.waiting() == 0)
    chat.write("thanks")
    chat.wait_for("You said: redeem", "You said: thanks")
    assert [turn.text for turn in conductor.turns] == ["redeem", "thanks"]


def test_the_language_of_the_app_is_the_first_guess(
    channel: TelegramChannel, api: BotApi, conductor: FakeConductor
) -> None:
    for number, language in enumerate(("zh-hans", "zh-hant", "zh", "fr", None), start=1):
        EmulatedChat(api, number, language).write("hi")
    api.wait_for(lambda: len(conductor.turns) == 5)
    hints = {turn.sender: turn.language_hint for turn in conductor.turns}
    assert hints == {"1": "zh-Hans", "2": "zh-Hant", "3": "zh-Hans", "4": "en", "5": "en"}


def test_what_cannot_be_taken_is_answered(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}
    chat.send(voice=voice)
    chat.send(location={"latitude": 22.3, "longitude": 114.2})
    api.wait_for(lambda: len(chat.seen()) == 2)
    texts = {turn.text for turn in conductor.turns}
    assert texts == {'/unsupported{"kind":"voice"}', '/unsupported{"kind":"location"}'}


def test_a_notice_of_the_platform_is_ignored(
    channel: TelegramChannel, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    chat.send(delete_chat_photo=True)
    chat.write("hi")
    chat.wait_for("You said: hi")
    assert len(conductor.turns) == 1


UNREADABLE: list[dict[str, Any]] = [
    {"message": {"message_id": 7, "text": "a secret word"}},
    {"message": "a secret word"},
    {"callback_query": {"id": "1", "from": "a secret word"}},
]


def test_updates_that_cannot_be_read_hold_up_nobody(
    start: Start,
    api: BotApi,
    chat: EmulatedChat,
    conductor: FakeConductor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    metrics = Metrics()
    for update in UNREADABLE:
        api.add_update(**update)
    chat.write("first")
    channel = start(metrics=metrics)
    chat.wait_for("You said: first")
    api.wait_for(lambda: api.waiting() == 0)
    assert f"memberbot_updates_set_aside_total {len(UNREADABLE):.1f}" in metrics.render().decode()
    assert "message.text" in caplog.text
    assert "secret" not in caplog.text

    channel.stop()
    start(metrics=metrics)
    chat.write("second")
    chat.wait_for("You said: first", "You said: second")
    assert len(conductor.turns) == 2


def test_an_unreadable_update_at_the_webhook_is_acknowledged(
    start_webhook: Start, api: BotApi, chat: EmulatedChat
) -> None:
    metrics = Metrics()
    channel = start_webhook(metrics=metrics)
    api.wait_for(lambda: api.webhook)
    api.wait_for(lambda: channel._ready.is_set())
    for update in UNREADABLE:
        api.add_update(**update)
    chat.write("after it")
    chat.wait_for("You said: after it")
    assert f"memberbot_updates_set_aside_total {len(UNREADABLE):.1f}" in metrics.render().decode()


def test_groups_are_told_once_asked(channel: TelegramChannel, api: BotApi, conductor: FakeConductor) -> None:
    group = EmulatedChat(api, -7)
    group.write("just talking")
    group.write("/start@member_bot")
    api.wait_for(lambda: len(group.seen()) == 1)
    assert "in private" in group.texts()[0]
    assert conductor.turns == []


def test_a_turn_that_fails_comes_again(
    api: BotApi, chat: EmulatedChat, request: pytest.FixtureRequest
) -> None:
    def answer(turn: Turn) -> list[Reply]:
        attempts.append(turn.text)
        if len(attempts) == 1:
            raise OSError("the database is away")
        return [Reply("done")]

    attempts: list[str] = []
    conductor = FakeConductor(answer)
    for way in ("start", "start_webhook"):
        attempts.clear()
        one = EmulatedChat(api, 50 + len(way))
        channel = request.getfixturevalue(way)(dialogue=conductor)
        one.write("redeem")
        one.wait_for("done")
        channel.stop()


# -- sending -------------------------------------------------------------------------------------------------


def test_a_flood_limit_leaves_the_reply_for_the_sweep(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    channel = start()
    api.fail_next("sendMessage", Fault.flood(3))
    chat.write("one")
    api.wait_for(lambda: conductor.refusals)
    [(_message, why, permanent)] = conductor.refusals
    assert (why.startswith("RetryAfter"), permanent) == (True, False)
    sweep_until_told(api, channel, chat, 1)
    channel.sweep()
    assert chat.texts() == ["You said: one"]


@pytest.mark.parametrize("fault", [Fault(502), Fault(500), Fault.lost_answer()])
def test_other_failures_of_the_platform_are_tried_again(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor, fault: Fault
) -> None:
    channel = start()
    api.fail_next("sendMessage", fault)
    chat.write("one")
    api.wait_for(lambda: conductor.refusals)
    assert not conductor.refusals[0][2]
    sweep_until_told(api, channel, chat, 1)
    assert set(chat.texts()) == {"You said: one"}
    assert len(conductor.turns) == 1


def test_a_member_who_blocked_the_bot_is_left_alone(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    channel = start()
    api.blocked.add(42)
    chat.write("one")
    api.wait_for(lambda: conductor.refusals)
    assert conductor.refusals[0][2]
    channel.sweep()
    assert len(conductor.refusals) == 1


def test_after_a_refusal_the_later_replies_keep_their_order(
    start: Start, api: BotApi, chat: EmulatedChat
) -> None:
    conductor = FakeConductor(lambda _turn: [Reply("first"), Reply("second")])
    channel = start(dialogue=conductor)
    api.fail_next("sendMessage", Fault(502))
    chat.write("go")
    api.wait_for(lambda: conductor.refusals)
    sweep_until_told(api, channel, chat, 2)
    assert chat.texts() == ["first", "second"]


def test_the_sweep_leaves_alone_what_is_being_sent(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    channel = start()
    chat.write("hi")
    chat.wait_for("You said: hi")
    later = conductor.say("telegram", "42", Reply("Once"))
    api.fail_next("sendMessage", Fault.slow(0.5))
    sender = threading.Thread(target=channel.deliver, args=([later],))
    sender.start()
    chat.wait_for("You said: hi", "Once")  # accepted, but the answer is not there yet
    channel.sweep()
    sender.join(10)
    channel.sweep()
    assert chat.texts() == ["You said: hi", "Once"]


def test_later_messages_are_delivered_from_any_thread(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    channel = start()
    chat.write("hi")
    chat.wait_for("You said: hi")
    later = conductor.say("telegram", "42", Reply("From the desk", image=Image(PNG, "a picture")))
    sender = threading.Thread(target=channel.deliver, args=([later],))
    sender.start()
    sender.join(10)
    assert chat.texts() == ["You said: hi", "From the desk"]
    api.wait_for(lambda: conductor.pending("telegram") == [])


def test_long_texts_and_captions_are_split(start: Start, api: BotApi, chat: EmulatedChat) -> None:
    caption = "word " * 300
    text = "\n\n".join(f"paragraph {number} " + "x" * 900 for number in range(10))
    answers = [Reply(text, buttons=(Button("Next", "/next"),)), Reply(caption, image=Image(PNG, "code"))]
    start(dialogue=FakeConductor(lambda _turn: answers))
    chat.write("go")
    api.wait_for(lambda: len(chat.seen()) >= 5)
    texts = chat.texts()
    assert "\n\n".join(texts[:3]) == text  # cut between paragraphs
    assert [bool(buttons(message)) for message in chat.seen()[:3]] == [False, False, True]
    assert texts[3:] == [caption, "code"]


# -- life of the channel -------------------------------------------------------------------------------------


def test_the_menu_speaks_three_languages(start: Start, api: BotApi) -> None:
    start()
    EmulatedChat(api, 42, "zh-hans").write("/start")
    api.wait_for(lambda: set(api.commands) == {"", "zh", "chat:42"})
    assert len({len(commands) for commands in api.commands.values()}) == 1


def test_what_was_not_handled_comes_again_at_the_next_start(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    release = threading.Event()

    def stuck(turn: Turn) -> list[Reply]:
        release.wait(10)
        raise OSError("killed")

    first = start(dialogue=FakeConductor(stuck))
    chat.write("one")
    api.wait_for(lambda: any(call.method == "deleteWebhook" for call in api.calls))
    stopping = threading.Thread(target=first.stop)
    stopping.start()
    release.set()
    stopping.join(10)
    assert api.waiting() == 1
    start()
    chat.wait_for("You said: one")
    api.wait_for(lambda: api.waiting() == 0)


def test_one_member_does_not_wait_for_another(start: Start, api: BotApi) -> None:
    release = threading.Event()

    def slow_for_one(turn: Turn) -> list[Reply]:
        if turn.sender == "1":
            release.wait(10)
        return [Reply("done")]

    class Unlocked(FakeConductor):
        """Answers outside its lock, as a database does."""

        def receive(self, turn: Turn) -> Any:
            replies = slow_for_one(turn)
            with self._lock:
                self.answer = lambda _turn: replies
                return super().receive(turn)

    start(dialogue=Unlocked())
    one, two = EmulatedChat(api, 1), EmulatedChat(api, 2)
    one.write("slow")
    two.write("quick")
    two.wait_for("done")
    assert one.texts() == []
    release.set()
    one.wait_for("done")
    api.wait_for(lambda: api.waiting() == 0)


def test_an_unreachable_platform_is_waited_for(start: Start, api: BotApi, chat: EmulatedChat) -> None:
    api.fail_next("getMe", Fault(502))
    api.fail_next("getUpdates", Fault(502))
    chat.write("hi")
    start()
    chat.wait_for("You said: hi")


def test_a_photo_that_is_too_large_is_said_so(
    start: Start, api: BotApi, chat: EmulatedChat, conductor: FakeConductor
) -> None:
    start(limits=Limits(photo=100))
    chat.send_photos([b"x" * 50, b"x" * 101])
    api.wait_for(lambda: len(conductor.turns) == 2)
    assert [len(turn.photos) for turn in conductor.turns] == [1, 0]
    assert conductor.turns[1].text == '/unsupported{"kind":"too_large"}'


def test_only_telegram_can_send_updates(start_webhook: Start, api: BotApi, conductor: FakeConductor) -> None:
    start_webhook()
    api.wait_for(lambda: api.webhook)
    api.webhook["secret_token"] = "guessed"
    EmulatedChat(api).write("hi")
    api.wait_for(lambda: api.deliveries)
    assert api.deliveries[0][1] in (403, 500)
    assert conductor.turns == []


def test_a_webhook_needs_a_secret(start: Start) -> None:
    with pytest.raises(ValueError, match="secret"):
        start(webhook_url="https://example.org/telegram")


# -- small parts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", "/greet"),
        ("/start ref42", "/greet"),
        ("/points@member_bot", "/check_balance"),
        ("/unknown", None),
        ("/check_balance", None),
        ("start", None),
    ],
)
def test_commands(text: str, payload: str | None) -> None:
    assert command_payload(text) == payload


def test_short_titles_share_a_row() -> None:
    titles = ["Yes", "No", "A long title that needs room", "確認", "更改金額", "Last"]
    markup = keyboard_of(tuple(Button(title, "/x") for title in titles))
    assert markup is not None
    rows = [[key.text for key in row] for row in markup.inline_keyboard]
    assert rows == [["Yes", "No"], ["A long title that needs room"], ["確認", "更改金額"], ["Last"]]
    assert keyboard_of(()) is None


def test_a_secure_link_is_a_button_that_opens_inside_telegram() -> None:
    link = {"url": "https://chat.example.com/voucher/x", "title": "Open the live code"}
    markup = keyboard_of((Button("Yes", "/x"),), link)
    assert markup is not None
    first, second = markup.inline_keyboard
    assert first[0].web_app is not None and first[0].web_app.url == link["url"]
    assert second[0].callback_data == "/x"
    assert keyboard_of((), {**link, "url": "http://127.0.0.1:8080/voucher/x"}) is None


@pytest.mark.parametrize("text", ["", "x" * 30, "word " * 9, "a\n\nb", "字" * 25])
def test_pieces_lose_no_word(text: str) -> None:
    parts = pieces(text, 10)
    assert all(0 < len(part) <= 10 for part in parts)
    assert "".join("".join(parts).split()) == ("".join(text.split()) or "…")
