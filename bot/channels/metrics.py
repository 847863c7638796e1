"""What the running bot counts, in the form that Prometheus reads."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_TURN_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_READING_SECONDS = (0.5, 1, 2, 3, 5, 8, 13, 20, 40, 60)


class Metrics:
    """The counters of one app. Each app has its own registry, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("memberbot_turns", "Turns received", ["channel", "kind"], registry=self.registry)
        self.duplicates = Counter(
            "memberbot_duplicate_turns",
            "Turns that came again",
            ["channel"],
            registry=self.registry,
        )
        self.replies = Counter(
            "memberbot_replies", "Replies given to a channel", ["channel"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "memberbot_turn_seconds",
            "From receiving a turn to its committed replies",
            ["channel"],
            buckets=_TURN_SECONDS,
            registry=self.registry,
        )
        self.reading_seconds = Histogram(
            "memberbot_reading_seconds",
            "Time spent reading the photos of one turn",
            buckets=_READING_SECONDS,
            registry=self.registry,
        )
        self.http_requests = Counter(
            "memberbot_http_requests", "HTTP requests answered", ["method", "status"], registry=self.registry
        )
        self.set_aside = Counter(
            "memberbot_updates_set_aside",
            "Updates of a platform that could not be read",
            registry=self.registry,
        )
        self._outbox = Gauge(
            "memberbot_outbox_pending", "Messages not delivered to their platform yet", registry=self.registry
        )

    def watch_outbox(self, pending: Callable[[], int]) -> None:
        """Ask `pending` for the number of undelivered messages whenever the metrics are read."""
        self._outbox.set_function(pending)

    def render(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
