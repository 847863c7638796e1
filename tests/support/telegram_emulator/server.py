"""The server's side: methods, updates with their offsets, files, the webhook, and faults on demand."""

import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.telegram_emulator.forms import Form, parse_form

TOKEN = "123456:test-token"
LARGEST_FILE = 20 * 1024 * 1024
_REDELIVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call. `accepted`: it is carried out all the same, only the answer is lost."""

    status: int = 502
    retry_after: int | None = None
    accepted: bool = False
    delay: float = 0.0

    @classmethod
    def flood(cls, seconds: int) -> "Fault":
        return cls(status=429, retry_after=seconds)

    @classmethod
    def slow(cls, seconds: float) -> "Fault":
        return cls(status=200, accepted=True, delay=seconds)

    @classmethod
    def lost_answer(cls) -> "Fault":
        return cls(status=0, accepted=True)


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Call:
    """One call of the bot that was carried out."""

    method: str
    values: dict[str, Any]


class BotApi:
    """Runs on a port of its own inside a `with` block."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[int, list[dict[str, Any]]] = defaultdict(
            list
        )  # by chat, the bot's own and the member's
        self.commands: dict[str, list[dict[str, str]]] = {}  # by language code, or `chat:ID`
        self.answers: dict[str, str] = {}  # callback query -> toast
        self.blocked: set[int] = set()
        self.webhook: dict[str, Any] = {}
        self.deliveries: list[tuple[int, int]] = []  # (update id, status) of the webhook
        self.largest_batch = 100
        self._changed = threading.Condition()
        self._updates: list[dict[str, Any]] = []
        self._files: dict[str, bytes] = {}
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._ids = itertools.count(1000)
        self._message_ids: dict[int, itertools.count[int]] = defaultdict(lambda: itertools.count(1))
        self._server = _QuietServer(("127.0.0.1", 0), _handler(self))
        self._closed = threading.Event()

    @property
    def address(self) -> str:
        """What the client takes for `https://api.telegram.org`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "BotApi":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        threading.Thread(target=self._push, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    # -- for tests -----------------------------------------------------------------------------------------

    def fail_next(self, method: str, *faults: Fault) -> None:
        """The next calls of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    def add_update(self, **content: Any) -> int:
        """Queue an update; returns its id."""
        with self._changed:
            number = next(self._ids)
            self._updates.append({"update_id": number, **content})
            self._changed.notify_all()
            return number

    def repeat_update(self, number: int, **content: Any) -> None:
        """Queue an update again under its old id, as after a lost acknowledgement."""
        with self._changed:
            self._updates.append({"update_id": number, **content})
            self._updates.sort(key=lambda update: update["update_id"])
            self._changed.notify_all()

    def add_file(self, data: bytes) -> str:
        """Store a file of a member; returns its id."""
        number = self.new_id("file")
        self._files[number] = data
        return number

    def new_id(self, kind: str) -> str:
        """A name that nothing else has."""
        return f"{kind}{next(self._ids)}"

    def new_message(self, chat: int, **content: Any) -> dict[str, Any]:
        """A message of a chat, the bot's or the member's."""
        with self._changed:
            message = {
                "message_id": next(self._message_ids[chat]),
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private" if chat > 0 else "group"},
                **content,
            }
            self.messages[chat].append(message)
            self._changed.notify_all()
            return message

    def waiting(self) -> int:
        """Updates that have not been acknowledged."""
        with self._changed:
            return len(self._updates)

    def wait_for(self, condition: Any, seconds: float = 10) -> None:
        """Wait until `condition()` holds. Raises AssertionError when it does not."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError("what the test waits for did not happen")
            with self._changed:
                self._changed.wait(0.05)

    # -- calls ---------------------------------------------------------------------------------------------

    def call(self, method: str, form: Form) -> Any:
        """Carry out one method; raises ApiError."""
        fault = self._faults[method].pop(0) if self._faults[method] else None
        if fault is not None and not fault.accepted:
            extra = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
            raise ApiError(fault.status, "Too Many Requests" if extra else "Bad Gateway", **extra)
        handle = getattr(self, f"_{method}", None)
        if handle is None:
            raise ApiError(404, "Not Found")
        result = handle(form)
        with self._changed:
            if method != "getUpdates":
                self.calls.append(Call(method, form.values))
            self._changed.notify_all()
        if fault is not None and fault.delay:
            time.sleep(fault.delay)
        elif fault is not None:
            raise ConnectionAbortedError
        return result

    def file(self, path: str) -> bytes | None:
        """A file's content by the path that `getFile` told."""
        return self._files.get(path.removeprefix("photos/"))

    def _getMe(self, form: Form) -> Any:  # noqa: N802
        return {"id": 123456, "is_bot": True, "first_name": "Member assistant", "username": "member_bot"}

    def _getUpdates(self, form: Form) -> Any:  # noqa: N802
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(form.values.get("offset", 0))
        limit = min(int(form.values.get("limit", 100)), self.largest_batch)
        timeout = float(form.values.get("timeout", 0))
        with self._changed:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._updates or self._closed.is_set(), timeout)
            return self._updates[:limit]

    def _setWebhook(self, form: Form) -> Any:  # noqa: N802
        self.webhook = dict(form.values)
        return True

    def _deleteWebhook(self, form: Form) -> Any:  # noqa: N802
        self.webhook = {}
        return True

    def _sendMessage(self, form: Form) -> Any:  # noqa: N802
        text = str(form.values.get("text", ""))
        if not text.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            raise ApiError(400, "Bad Request: message is too long")
        return self._sent(form, text=text)

    def _sendPhoto(self, form: Form) -> Any:  # noqa: N802
        caption = str(form.values.get("caption", ""))
        if len(caption) > 1024:
            raise ApiError(400, "Bad Request: message caption is too long")
        photo = form.values.get("photo", "")
        attached = str(photo).removeprefix("attach://") if str(photo).startswith("attach://") else "photo"
        if attached not in form.files:
            raise ApiError(400, "Bad Request: there is no photo in the request")
        file_id = self.add_file(form.files[attached])
        return self._sent(form, photo=[_size(file_id, form.files[attached])], caption=caption)

    def _sent(self, form: Form, **content: Any) -> Any:
        chat = int(form.values["chat_id"])
        if chat in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        markup = form.values.get("reply_markup")
        for row in (markup or {}).get("inline_keyboard", []):
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        if markup:
            content["reply_markup"] = markup
        return self.new_message(chat, **{"from": self._getMe(form)}, **content)

    def _editMessageText(self, form: Form) -> Any:  # noqa: N802
        message = self._own(form)
        message["text"] = form.values["text"]
        return self._new_markup(message, form)

    def _editMessageReplyMarkup(self, form: Form) -> Any:  # noqa: N802
        return self._new_markup(self._own(form), form)

    def _new_markup(self, message: dict[str, Any], form: Form) -> Any:
        before = message.pop("reply_markup", None)
        after = form.values.get("reply_markup")
        if after:
            message["reply_markup"] = after
        if before == after and "text" not in form.values:
            raise ApiError(400, "Bad Request: message is not modified")
        return message

    def _own(self, form: Form) -> dict[str, Any]:
        number = int(form.values["message_id"])
        for message in self.messages[int(form.values["chat_id"])]:
            if message["message_id"] == number and message["from"]["is_bot"]:
                return message
        raise ApiError(400, "Bad Request: message to edit not found")

    def _answerCallbackQuery(self, form: Form) -> Any:  # noqa: N802
        self.answers[str(form.values["callback_query_id"])] = str(form.values.get("text", ""))
        return True

    def _getFile(self, form: Form) -> Any:  # noqa: N802
        file_id = str(form.values["file_id"])
        data = self._files.get(file_id)
        if data is None:
            raise ApiError(400, "Bad Request: invalid file_id")
        if len(data) > LARGEST_FILE:
            raise ApiError(400, "Bad Request: file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_size": len(data),
            "file_path": f"photos/{file_id}",
        }

    def _setMyCommands(self, form: Form) -> Any:  # noqa: N802
        scope = form.values.get("scope") or {}
        key = f"chat:{scope['chat_id']}" if "chat_id" in scope else str(form.values.get("language_code", ""))
        self.commands[key] = form.values["commands"]
        return True

    def _setChatMenuButton(self, form: Form) -> Any:  # noqa: N802
        return True

    def _sendChatAction(self, form: Form) -> Any:  # noqa: N802
        return True

    # -- webhook -------------------------------------------------------------------------------------------

    def _push(self) -> None:
        """Deliver updates to the webhook side by side; one that is not answered with 200 comes again."""
        under_way: set[int] = set()

        def deliver(update: dict[str, Any]) -> None:
            status = self._post(update)
            if status != 200:
                time.sleep(_REDELIVERY_SECONDS)
            with self._changed:
                self.deliveries.append((update["update_id"], status))
                under_way.discard(update["update_id"])
                if status == 200 and update in self._updates:
                    self._updates.remove(update)
                self._changed.notify_all()

        while not self._closed.is_set():
            with self._changed:
                self._changed.wait(0.02)
                due = [u for u in self._updates if u["update_id"] not in under_way] if self.webhook else []
                under_way |= {update["update_id"] for update in due}
            for update in due:
                threading.Thread(target=deliver, args=(update,), daemon=True).start()

    def _post(self, update: dict[str, Any]) -> int:
        headers = {"Content-Type": "application/json"}
        if secret := self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        body = json.dumps(update).encode()
        request = urllib.request.Request(self.webhook["url"], data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is nothing to report."""


def _size(file_id: str, data: bytes) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": file_id, "width": 90, "height": 90, "file_size": len(data)}


def _handler(api: BotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            self._answer(parse_form(self.headers.get("Content-Type", ""), body))

        def do_GET(self) -> None:
            address = urlsplit(unquote(self.path))
            if address.path.startswith(f"/file/bot{TOKEN}/"):
                data = api.file(address.path.removeprefix(f"/file/bot{TOKEN}/"))
                self._send(404 if data is None else 200, data or b"", "application/octet-stream")
                return
            self._answer(Form({name: values[0] for name, values in parse_qs(address.query).items()}))

        def _answer(self, form: Form) -> None:
            _, bot, method = (*urlsplit(self.path).path.split("/"), "", "")[:3]
            try:
                if bot != f"bot{TOKEN}":
                    raise ApiError(401, "Unauthorized")
                code, answer = 200, {"ok": True, "result": api.call(method, form)}
            except ApiError as error:
                code, answer = error.code, {"ok": False, "error_code": error.code, "description": str(error)}
                if error.parameters:
                    answer["parameters"] = error.parameters
            except ConnectionAbortedError:
                self.close_connection = True  # carried out, but the answer is never sent
                return
            self._send(code, json.dumps(answer).encode(), "application/json")

        def _send(self, code: int, body: bytes, kind: str) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are quiet."""

    return Handler
