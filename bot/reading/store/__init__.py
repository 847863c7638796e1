"""Where the photos lie: a folder or a bucket, encrypted when a key is set."""

from bot.reading.store.photos import Cipher, FolderStore, PhotoStore, S3Store, open_store

__all__ = ["Cipher", "FolderStore", "PhotoStore", "S3Store", "open_store"]
