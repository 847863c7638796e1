"""The `memberbot` command. Exit status: 0 done, 1 the thing asked failed, 2 the request was wrong.

Rooms are imported inside the commands that need them, so that `memberbot decide` starts at once.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from bot.clock import HONG_KONG
from bot.commands import actions, audit, packs, replay
from bot.languages import LANGUAGES
from bot.rules import PackError, RequestError
from bot.settings import SettingsError

if TYPE_CHECKING:
    from bot.reading import Reader

DONE, FAILED, WRONG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
        sys.stdout.flush()
        return status
    except RequestError as error:
        print(_one_line(_error(error)), file=sys.stderr)
        return WRONG
    except (SettingsError, PackError) as error:
        print(f"memberbot: {error}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our output has gone, as in `memberbot clauses | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="memberbot", description="Chat assistant for the members of loyalty programmes."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    decide = command("decide", _decide, "decide a JSON request from standard input or a file")
    decide.add_argument("file", nargs="?", type=Path, help="standard input when left out")
    decide.add_argument(
        "--jsonl", action="store_true", help="one request a line, one answer a line, in order"
    )

    clauses = command("clauses", _clauses, "list every clause: id, decides or states, our sentence for it")
    clauses.add_argument("--programme", help="of this programme only")
    clauses.add_argument("--language", choices=LANGUAGES, help="in this language only")
    clauses.add_argument("--json", action="store_true")

    packs.add_diff(command("packs", packs.diff, "compare rule books"))
    again = "decide all stored decisions again under a changed rule book and tell what changes (a dry run)"
    replay.add_options(command("replay", replay.run, again))

    audit.add_options(
        command("audit", audit.run, "check everything that must hold of points, vouchers and conversations")
    )

    parse = command("parse", _parse, "understand texts from standard input, one a line")
    parse.add_argument("--jsonl", action="store_true", help='a {"text": ...} a line in, a parse a line out')

    read = command("read", _read, "read photos of receipts and payment slips")
    read.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    shape = read.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as JSON; several photos as a list")
    shape.add_argument("--jsonl", action="store_true", help="one answer a line for each photo, in order")

    chat = command("chat", _chat, "talk to the bot in the terminal")
    chat.add_argument("--language", choices=LANGUAGES, help="to begin with; the terminal's when left out")

    ask = command("ask", _ask, "say one thing to the bot and see what it answers")
    ask.add_argument("text", type=_something)
    ask.add_argument("--language", choices=LANGUAGES, help="in which it answers; guessed when left out")
    ask.add_argument("--member", metavar="NUMBER", help="as this member")
    ask.add_argument("--now", type=_instant, metavar="TIME", help="as if it were this time (ISO 8601)")
    ask.add_argument("--json", action="store_true", help="the answer as the REST channel gives it")

    command("train", _train, "train the understanding of texts, if its training data has changed")

    serve = command("serve", _serve, "serve the web chat, HTTP, and Telegram when its token is set")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=int, default=8080, help="port to listen on (%(default)s)")

    actions.add_options(
        command("actions", actions.run, "serve a Rasa server with our skills as its custom actions")
    )
    command("work", _work, "read photos and run what is due, for servers with MEMBERBOT_WORK=0")
    command("migrate", _migrate, "create the database's tables or bring them up to date")

    return parser


# -- decide -----------------------------------------------------------------------------------------------


def _decide(options: argparse.Namespace) -> int:
    decide = _decider()
    with _input(options.file) as source:
        if not options.jsonl:
            print(_indented(decide(source.read())))
            return DONE
        # A wrong request is answered in its place and the stream goes on, so the status stays 0.
        for line in source:
            if line.strip():
                try:
                    answer = decide(line)
                except RequestError as error:
                    answer = _error(error)
                print(_one_line(answer), flush=True)
    return DONE


def _decider() -> Callable[[bytes], dict[str, Any]]:
    """From the JSON text of a request to the JSON of its decision. Raises RequestError."""
    from bot.knowledge import Knowledge
    from bot.settings import load_settings

    knowledge, clock = Knowledge.load(), load_settings().clock()

    def decide(text: bytes) -> dict[str, Any]:
        return knowledge.decide(_json("request", text), clock())

    return decide


# -- clauses ----------------------------------------------------------------------------------------------


def _clauses(options: argparse.Namespace) -> int:
    from bot.knowledge import Knowledge

    languages = [options.language] if options.language else LANGUAGES
    clauses = Knowledge.load().clauses(options.programme, languages)
    if options.json:
        print(_indented(clauses))
        return DONE
    for clause in clauses:
        print(clause["id"], clause["kind"], sep="\t")
        for text in clause["text"].values():
            print(f"    {text}")
    return DONE


# -- parse and train --------------------------------------------------------------------------------------


def _parse(options: argparse.Namespace) -> int:
    from bot.knowledge import Knowledge
    from bot.settings import load_settings
    from bot.understanding import parse_json

    settings = load_settings()
    clock = settings.clock()
    understanding = Knowledge.load().understanding(settings.folder())
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            text = _text_of(line) if options.jsonl else line.decode(errors="replace").rstrip("\r\n")
            answer = parse_json(understanding.parse(text, clock()))
        except RequestError as error:
            answer = _error(error)
        print(_one_line(answer), flush=True)
    return DONE


def _text_of(line: bytes) -> str:
    """The text in a line of `parse --jsonl`. Raises RequestError."""
    request = _json("request", line)
    text = request.get("text") if isinstance(request, dict) else None
    if not isinstance(text, str):
        raise RequestError("text", "a text")
    return text


def _train(_options: argparse.Namespace) -> int:
    from bot.knowledge import Knowledge
    from bot.settings import load_settings

    Knowledge.load().understanding(load_settings().folder())
    return DONE


# -- read -------------------------------------------------------------------------------------------------


def _read(options: argparse.Namespace) -> int:
    from bot.reading import Reader

    reader = Reader()
    answers = []
    for path in options.photos:
        answer = _reading_of(reader, path)
        answers.append(answer)
        if options.jsonl:
            print(_one_line(answer), flush=True)
        elif not options.json:
            _show_reading(answer)
    if options.json:
        print(_indented(answers[0] if len(answers) == 1 else answers))
    return FAILED if any("error" in answer for answer in answers) else DONE


def _reading_of(reader: "Reader", path: Path) -> dict[str, Any]:
    """What a photo says, or why it cannot be read."""
    from bot.reading import PictureError, reading_json

    file = {"file": str(path)}
    try:
        return file | reading_json(reader.read(path.read_bytes()))
    except OSError as error:
        return file | {"error": {"code": "no_file", "reason": error.strerror}}
    except PictureError as error:
        return file | {"error": {"code": error.code}}


def _show_reading(answer: dict[str, Any]) -> None:
    print(answer.pop("file"))
    if "error" in answer:
        print(f"    cannot be read: {answer['error']['code']}")
        return
    sure = answer.pop("confidence")
    for name, value in answer.items():
        if value not in (None, [], ()):
            doubt = "" if sure.get(name, 1) >= 0.9 else "   (not sure)"
            print(f"    {name + ':':<14}{value if isinstance(value, str) else _one_line(value)}{doubt}")


# -- chat and ask -----------------------------------------------------------------------------------------


def _chat(options: argparse.Namespace) -> int:
    import logging

    from bot.app import build
    from bot.channels.terminal import Terminal, lines_of
    from bot.languages import nearest_language
    from bot.settings import load_settings

    settings = load_settings()
    logging.basicConfig(level=logging.WARNING, format="(%(message)s)")
    logging.getLogger("bot.work.sms").setLevel(logging.INFO)  # the demo's one-time codes
    language = options.language or nearest_language(os.environ.get("LANG"))
    app = build(settings, demo=settings.is_demo("localhost"))
    app.start_work()
    terminal = Terminal(app.conductor, app.knowledge.words, language, sys.stdout)
    try:
        terminal.run(lines_of(sys.stdin, "> ", sys.stdout))
    finally:
        app.close()
    return _leave()


def _ask(options: argparse.Namespace) -> int:
    from uuid import uuid4

    from bot.app import build
    from bot.channels.rest import rasa_message
    from bot.dialogue.turn import Turn
    from bot.settings import load_settings

    settings = load_settings()
    app = build(settings, demo=settings.is_demo("localhost"))
    sender = f"ask-{uuid4()}"
    app.introduce("terminal", sender, member=options.member, language=options.language)
    received = app.conductor.receive(Turn("terminal", sender, options.text, now=options.now))
    if options.json:
        print(_indented([rasa_message(outgoing) for outgoing in received.replies]))
    else:
        for outgoing in received.replies:
            print(outgoing.reply.text)
            for button in outgoing.reply.buttons:
                print(f"    [{button.title}]")
    app.close()
    return DONE


def _something(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a text that is not empty")
    return text


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("expected a time such as 2026-11-20T12:00:00+08:00") from None
    return instant.astimezone(HONG_KONG) if instant.tzinfo else instant.replace(tzinfo=HONG_KONG)


# -- processes --------------------------------------------------------------------------------------------


def _serve(options: argparse.Namespace) -> int:
    from bot.logs import configure_logging
    from bot.serve import PortError, serve
    from bot.settings import load_settings

    settings = load_settings()
    configure_logging(settings.secrets())
    try:
        serve(settings, options.host, options.port)
    except PortError as error:
        print(f"memberbot: {error}", file=sys.stderr)
        return FAILED
    return _leave()


def _work(_options: argparse.Namespace) -> int:
    import signal

    from bot.app import build
    from bot.logs import configure_logging
    from bot.settings import load_settings

    settings = load_settings()
    configure_logging(settings.secrets())
    app = build(settings, demo=bool(settings.demo))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: app.closing.set())
    app.start_work()
    app.closing.wait()
    app.close()
    return _leave()


def _leave() -> NoReturn:
    """End the process now. A photo being read would hold it up; it is read again at the next start."""
    sys.stdout.flush()
    os._exit(DONE)


def _migrate(_options: argparse.Namespace) -> int:
    from bot.app import migrate
    from bot.ledger.database import Database
    from bot.settings import load_settings

    database = Database.open(load_settings().database())
    migrate(database)
    database.close()
    return DONE


# -- input and output -------------------------------------------------------------------------------------


@contextmanager
def _input(path: Path | None) -> Iterator[BinaryIO]:
    """Standard input, or a file's bytes. Raises RequestError for a file that cannot be read."""
    if path is None:
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise RequestError("file", f"a file that can be read, and {path} cannot ({error.strerror})") from None
    with file:
        yield file


def _json(field: str, text: bytes) -> Any:
    """The value of a JSON text. Raises RequestError."""
    from bot import strict_json

    try:
        return strict_json.loads(text)
    except ValueError as error:
        raise RequestError(field, str(error)) from None


def _one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _error(error: RequestError) -> dict[str, Any]:
    return {"error": {"field": error.field, "expected": error.expected}}
