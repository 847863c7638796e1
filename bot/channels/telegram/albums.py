"""Photos sent together arrive one by one: they are collected until it has been quiet for a moment."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Message

Commit = Callable[[list[Message]], Awaitable[None]]


class Albums:
    """Open albums by chat and group. A photo counts as handled only once its album has been committed."""

    def __init__(self, commit: Commit, quiet: float) -> None:
        self._commit = commit
        self._quiet = quiet
        self._open: dict[tuple[int, str], _Album] = {}

    async def add(self, part: Message) -> None:
        """Add a photo to its album; returns once the whole album has been committed, or raises with it."""
        key = (part.chat.id, str(part.media_group_id))
        album = self._open.get(key)
        if album is None:
            album = self._open[key] = _Album()
            album.committed = asyncio.create_task(self._collect(key, album))
        album.parts.append(part)
        album.stirred.set()
        # A caller that gives up (a webhook whose connection closes) must not end the album of the others.
        await asyncio.shield(album.committed)

    async def finish(self, chat: int) -> None:
        """Commit the open albums of a chat now: the member has gone on to something else."""
        albums = [album for (owner, _group), album in self._open.items() if owner == chat]
        for album in albums:
            album.complete = True
            album.stirred.set()
        await asyncio.gather(*(album.committed for album in albums), return_exceptions=True)

    async def _collect(self, key: tuple[int, str], album: "_Album") -> None:
        try:
            while not album.complete:
                album.stirred.clear()
                try:
                    await asyncio.wait_for(album.stirred.wait(), self._quiet)
                except TimeoutError:
                    break
        finally:
            del self._open[key]
        await self._commit(sorted(album.parts, key=lambda part: part.message_id))


class _Album:
    def __init__(self) -> None:
        self.parts: list[Message] = []
        self.stirred = asyncio.Event()
        self.complete = False
        self.committed: asyncio.Task[None]
