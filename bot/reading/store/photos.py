"""Where the members' photos lie: outside the database, behind one interface, encrypted when a key is set."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class PhotoStore(Protocol):
    """Keeps photos by a reference that it makes up itself."""

    def save(self, data: bytes) -> str:
        """Keep a photo for good; its reference."""

    def load(self, reference: str) -> bytes:
        """The photo. `KeyError` when there is none (any more)."""

    def delete(self, reference: str) -> None:
        """Remove the photo; no error when it is gone already."""

    def references(self, before: datetime) -> Iterable[str]:
        """The references of the photos that were kept before an instant."""


class FolderStore:
    """Photos in a local folder, written so that a crash leaves a whole file or none."""

    def __init__(self, folder: Path, cipher: "Cipher | None" = None) -> None:
        self._folder = folder
        self._cipher = cipher

    def save(self, data: bytes) -> str:
        """Keep a photo; its reference."""
        reference = _new_reference()
        path = self._folder / reference
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(self._cipher.lock(data) if self._cipher else data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return reference

    def load(self, reference: str) -> bytes:
        """The photo; `KeyError` when there is none."""
        try:
            kept = self._path(reference).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(reference) from error
        return self._cipher.unlock(kept) if self._cipher else kept

    def delete(self, reference: str) -> None:
        """Remove the photo."""
        self._path(reference).unlink(missing_ok=True)

    def references(self, before: datetime) -> Iterable[str]:
        """The photos that were kept before an instant."""
        for path in self._folder.glob("??/*"):
            reference = path.relative_to(self._folder).as_posix()
            if _NAME.fullmatch(reference) and path.stat().st_mtime < before.timestamp():
                yield reference

    def _path(self, reference: str) -> Path:
        if not _NAME.fullmatch(reference):
            raise KeyError(reference)
        return self._folder / reference


class S3Store:
    """Photos in a bucket of Amazon S3 or anything that speaks its protocol (the `s3` extra: boto3)."""

    def __init__(
        self, bucket: str, prefix: str = "photos/", cipher: "Cipher | None" = None, client: Any = None
    ) -> None:
        if client is None:
            import boto3

            client = boto3.client("s3", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_S3"))
        self._client, self._bucket, self._prefix, self._cipher = client, bucket, prefix, cipher

    def save(self, data: bytes) -> str:
        """Keep a photo; its reference."""
        reference = _new_reference()
        body = self._cipher.lock(data) if self._cipher else data
        self._client.put_object(Bucket=self._bucket, Key=self._key(reference), Body=body)
        return reference

    def load(self, reference: str) -> bytes:
        """The photo; `KeyError` when there is none."""
        try:
            kept: bytes = self._client.get_object(Bucket=self._bucket, Key=self._key(reference))[
                "Body"
            ].read()
        except self._client.exceptions.NoSuchKey as error:
            raise KeyError(reference) from error
        return self._cipher.unlock(kept) if self._cipher else kept

    def delete(self, reference: str) -> None:
        """Remove the photo."""
        self._client.delete_object(Bucket=self._bucket, Key=self._key(reference))

    def references(self, before: datetime) -> Iterable[str]:
        """The photos that were kept before an instant."""
        listing = self._client.get_paginator("list_objects_v2")
        for page in listing.paginate(Bucket=self._bucket, Prefix=self._prefix):
            for kept in page.get("Contents", ()):
                reference = kept["Key"].removeprefix(self._prefix)
                if _NAME.fullmatch(reference) and kept["LastModified"] < before:
                    yield reference

    def _key(self, reference: str) -> str:
        if not _NAME.fullmatch(reference):
            raise KeyError(reference)
        return self._prefix + reference


class Cipher:
    """Encryption at rest. Several keys, the newest first: old photos stay legible after a change of key."""

    def __init__(self, *keys: str) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])

    def lock(self, data: bytes) -> bytes:
        """Encrypt."""
        return self._keys.encrypt(data)

    def unlock(self, data: bytes) -> bytes:
        """Decrypt; `ValueError` when no key fits."""
        try:
            return self._keys.decrypt(data)
        except InvalidToken as error:
            raise ValueError("no key opens this photo") from error


def open_store(location: str, keys: tuple[str, ...] = ()) -> PhotoStore:
    """The store for a setting: a folder's path, or `s3://bucket/prefix`. `keys` encrypt, the newest first."""
    cipher = Cipher(*keys) if keys else None
    if location.startswith("s3://"):
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        return S3Store(bucket, prefix.rstrip("/") + "/" if prefix else "photos/", cipher)
    return FolderStore(Path(location), cipher)


def _new_reference() -> str:
    name = secrets.token_hex(16)
    return f"{hashlib.sha256(name.encode()).hexdigest()[:2]}/{name}"
