"""Runs inside Rasa's own environment (Python 3.10): parses texts with a trained model.

    python measure.py MODEL < texts.json > answers.json

Answers {"intents": [...], "milliseconds": [...], "megabytes": resident memory with the model loaded}.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from rasa.core.agent import Agent


async def main() -> None:
    """Parse every text once; the first few are parsed before, to warm up."""
    texts = json.load(sys.stdin)
    agent = Agent.load(sys.argv[1])
    for text in texts[:20]:
        await agent.parse_message(text)
    intents, milliseconds = [], []
    for text in texts:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        intents.append(_best(parsed))
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    answer = {"intents": intents, "milliseconds": milliseconds, "megabytes": pages * 4096 / 2**20}
    json.dump(answer, sys.stdout)


def _best(parsed: dict) -> str:
    """The likeliest intent. That a model is not sure is no intent, so what it would have said counts."""
    ranked = [found["name"] for found in parsed["intent_ranking"] if found["name"] != "nlu_fallback"]
    return ranked[0] if ranked else ""


asyncio.run(main())
