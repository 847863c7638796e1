"""Doing something at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def together(threads: int, act: Callable[[int], T]) -> list[T]:
    """What each of some threads got that acted at once; `act` is given the thread's number."""
    barrier = Barrier(threads)

    def run(thread: int) -> T:
        barrier.wait()
        return act(thread)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))
