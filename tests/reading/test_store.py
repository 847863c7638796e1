"""Photos at rest: a folder or a bucket, encrypted when a key is set."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.reading.store.photos import Cipher, FolderStore, PhotoStore, S3Store, open_store

PHOTO = b"\xff\xd8\xff a photo of a receipt"


class _Bucket(BaseHTTPRequestHandler):
    """As much of S3 as a photo store needs."""

    kept: dict[str, bytes]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, body: bytes = b"", kind: str = "application/xml") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            size, _, rest = body.partition(b"\r\n")
            body = rest[: int(size.split(b";")[0], 16)]
        self.kept[self.path] = body
        self._answer(200)

    def do_GET(self) -> None:
        if self.path.split("?")[0] in self.kept:
            self._answer(200, self.kept[self.path.split("?")[0]], "image/jpeg")
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_DELETE(self) -> None:
        self.kept.pop(self.path.split("?")[0], None)
        self._answer(204)


def new_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def bucket() -> Iterator[tuple[S3Store, dict[str, bytes]]]:
    boto3 = pytest.importorskip("boto3")
    kept: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bucket", (_Bucket,), {"kept": kept}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{server.server_port}", region_name="ap-east-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip
    yield S3Store("receipts", cipher=Cipher(new_key()), client=client), kept
    server.shutdown()
    server.server_close()


def _goes_round(store: PhotoStore) -> str:
    reference = store.save(PHOTO)
    assert store.load(reference) == PHOTO
    return reference


def _is_gone(store: PhotoStore, reference: str) -> None:
    store.delete(reference)
    store.delete(reference)
    with pytest.raises(KeyError):
        store.load(reference)


def test_a_folder_keeps_and_forgets(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    _is_gone(store, _goes_round(store))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_bucket_keeps_encrypted_and_forgets(bucket: tuple[S3Store, dict[str, bytes]]) -> None:
    store, kept = bucket
    reference = _goes_round(store)
    assert [path for path in kept if path.endswith(reference)] and PHOTO not in kept.values()
    _is_gone(store, reference)
    assert not kept


def test_a_folder_encrypts_and_old_keys_go_on_opening(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    reference = _goes_round(open_store(str(tmp_path), (old,)))
    assert PHOTO not in next(path for path in tmp_path.rglob("*") if path.is_file()).read_bytes()
    assert open_store(str(tmp_path), (new, old)).load(reference) == PHOTO
    with pytest.raises(ValueError, match="no key"):
        open_store(str(tmp_path), (new,)).load(reference)


@pytest.mark.parametrize("reference", ["../../etc/passwd", "", "ab/../../x", "/etc/passwd"])
def test_a_made_up_reference_reaches_no_file(tmp_path: Path, reference: str) -> None:
    with pytest.raises(KeyError):
        FolderStore(tmp_path).load(reference)
