"""`memberbot actions`: the action server for a Rasa server, from an open port to a clean stop."""

import argparse
import logging
import sys
from importlib.util import find_spec


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=5055, help="port to listen on (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT. Raises SettingsError where strangers could reach it."""
    if find_spec("rasa_sdk") is None:
        print("memberbot: the extra for Rasa is missing: pip install 'memberbot[rasa]'", file=sys.stderr)
        return 1

    from bot.app import build
    from bot.channels.rasa import ActionPorts, action_server
    from bot.logs import configure_logging
    from bot.serve import PortError, listen
    from bot.settings import load_settings

    settings = load_settings()
    demo = settings.serves_demo(options.host)
    configure_logging(settings.secrets())
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)  # it lists every action at the start
    try:
        listener = listen(options.host, options.port)
    except PortError as error:
        print(f"memberbot: {error}", file=sys.stderr)
        return 1
    app = build(settings, demo=demo)
    if settings.work:
        app.start_work()
    server = action_server(
        ActionPorts(
            dialogue=app.conductor,
            database=app.database,
            demo=demo,
            api_keys=frozenset(key.get_secret_value() for key in settings.api_keys),
            metrics=app.metrics,
        )
    )
    where = f"http://{options.host}:{listener.getsockname()[1]}/webhook"
    print(f"actions for Rasa are at {where}", "(demo)" if demo else "", flush=True)
    server.run(sock=listener, single_process=True, access_log=False, motd=False)
    app.close()
    return 0
