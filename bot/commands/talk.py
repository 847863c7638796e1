"""`memberbot chat` and `memberbot ask`: the bot in a terminal."""

import argparse
import os
import sys
from datetime import datetime

from bot.clock import HONG_KONG
from bot.commands.console import DONE, indented
from bot.commands.serve import leave
from bot.languages import LANGUAGES


def add_chat(parser: argparse.ArgumentParser) -> None:
    """The options of `chat`."""
    parser.add_argument("--language", choices=LANGUAGES, help="to begin with; the terminal's when left out")


def add_ask(parser: argparse.ArgumentParser) -> None:
    """The options of `ask`."""
    parser.add_argument("text", type=_something)
    parser.add_argument("--language", choices=LANGUAGES, help="in which it answers; guessed when left out")
    parser.add_argument("--member", metavar="NUMBER", help="as this member")
    parser.add_argument("--now", type=_instant, metavar="TIME", help="as if it were this time (ISO 8601)")
    parser.add_argument("--json", action="store_true", help="the answer as the REST channel gives it")


def chat(options: argparse.Namespace) -> int:
    """Talk until standard input ends."""
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
    return leave()


def ask(options: argparse.Namespace) -> int:
    """Say one thing and print the answer. Raises RequestError for a member who is nobody."""
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
        print(indented([rasa_message(outgoing) for outgoing in received.replies]))
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
