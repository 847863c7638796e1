# ruff: noqa: E501 - a table of misfortunes
"""Photographs a flat print with the misfortunes asked for, each one strong: crumples, folds, hands, lamps, copies."""

import io
import random
from collections.abc import Collection
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

_Picture = npt.NDArray[Any]  # float32, height x width x RGB


def photographed(
    sheet: Image.Image, misfortunes: Collection[str], rng: random.Random, beside: Image.Image | None = None
) -> bytes:
    """The JPEG (a screenshot: PNG) of the sheet."""
    asked = set(misfortunes)
    if "screenshot" in asked:
        out = io.BytesIO()
        sheet.save(out, "PNG")
        return out.getvalue()
    paper = np.asarray(sheet, np.float32)
    if "fade" in asked:
        paper = _faded(paper, rng)
    if "copy" in asked:
        paper = _copied(paper, rng)
        if "scan" in asked:
            return _saved(paper, rng, 80)
    else:
        paper = paper * np.array([0.985, 0.98, 0.955], np.float32)
    if "crumple" in asked:
        paper = _crumpled(paper, rng)
    if "fold" in asked:
        paper = _folded(paper, rng)
    photo = _laid(paper, asked, rng)
    if beside is not None:
        other = _laid(np.asarray(beside, np.float32) * 0.97, asked, rng)
        high = max(len(photo), len(other))
        photo = np.concatenate([_padded(photo, high), _padded(other, high)], axis=1)
    photo = _lit(photo, asked, rng)
    return _saved(_through_lens(photo, asked, rng), rng, 35 if "low" in asked else rng.randint(70, 90), asked)


def _faded(paper: _Picture, rng: random.Random) -> _Picture:
    """Thermal print that paled unevenly, with a column where the head is worn."""
    height, width = paper.shape[:2]
    strength = cv2.resize(
        np.array([[rng.uniform(0.28, 0.85) for _ in range(3)] for _ in range(5)], np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    worn = rng.randint(width // 5, 4 * width // 5)
    strength[:, worn : worn + 2] = strength[:, worn : worn + 2] * 0.2
    faded: _Picture = 255 - (255 - paper) * np.clip(strength, 0.25, 1)[:, :, None]
    return faded


def _copied(paper: _Picture, rng: random.Random) -> _Picture:
    """A black and white copy on a larger sheet, the edge of the slip showing and toner strewn about."""
    grey = cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY)
    noise = np.random.default_rng(rng.randint(0, 10**9))
    grey = 255 / (1 + np.exp(-(cv2.GaussianBlur(grey, (0, 0), 0.9) - 150) / 16))
    high, wide = grey.shape
    page = np.full((int(high * 1.25), int(max(wide * 1.6, high * 0.8))), 250, np.float32)
    top, left = (len(page) - high) // 2, (page.shape[1] - wide) // 3
    page[top : top + high, left : left + wide] = grey
    edge = rng.randint(120, 190)
    cv2.rectangle(page, (left, top), (left + wide, top + high), edge, rng.randint(1, 3))
    for _ in range(rng.randint(150, 500)):
        y, x = rng.randrange(len(page)), rng.randrange(page.shape[1])
        page[y : y + rng.randint(1, 3), x : x + rng.randint(1, 3)] = rng.randint(30, 140)
    page += noise.normal(0, 4, page.shape).astype(np.float32)
    copied: _Picture = np.repeat(page[:, :, None], 3, axis=2)
    return copied


def _crumpled(paper: _Picture, rng: random.Random) -> _Picture:
    """Creases in every direction: the print is shifted and the facets lie at angles to the light."""
    height, width = paper.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    shade = np.zeros((height, width), np.float32)
    for _ in range(rng.randint(9, 16)):
        way = rng.uniform(0, np.pi)
        at = (x - rng.uniform(0, width)) * np.cos(way) + (y - rng.uniform(0, height)) * np.sin(way)
        facet = np.tanh(at / rng.uniform(12, 40))
        shade += facet * rng.uniform(2, 7) + np.exp(-((at / 3) ** 2)) * rng.uniform(-26, 16)
        x = x + facet * float(np.cos(way) * rng.uniform(-2.2, 2.2))
        y = y + facet * float(np.sin(way) * rng.uniform(-2.2, 2.2))
    moved = cv2.remap(
        paper, x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    crumpled: _Picture = moved + shade[:, :, None] * (moved / 255)
    return crumpled


def _folded(paper: _Picture, rng: random.Random) -> _Picture:
    """Two folds across: every second part is darker and a little narrower."""
    height, width = paper.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    folds = sorted(rng.uniform(0.25, 0.8) * height for _ in range(2))
    dark = np.ones((height, width), np.float32)
    for fold in folds:
        dark *= np.where(y > fold, rng.uniform(0.8, 0.9), 1).astype(np.float32)
        dark *= 1 - 0.35 * np.exp(-(((y - fold) / 2.5) ** 2))
        x = x + np.where(
            y > fold, (x - width / 2) * rng.uniform(-0.03, 0.04) + (y - fold) * rng.uniform(-0.02, 0.02), 0
        ).astype(np.float32)
    folded: _Picture = (
        cv2.remap(paper, x.astype(np.float32), y, cv2.INTER_CUBIC, borderValue=(255, 255, 255))
        * dark[:, :, None]
    )
    return folded


def _ground(height: int, width: int, rng: random.Random) -> _Picture:
    """A table with things on it: grain, a keyboard's corner, a card, other print out of reach."""
    base = np.array(
        rng.choice([(92, 68, 48), (186, 178, 168), (48, 52, 58), (120, 128, 118), (208, 196, 172)]),
        np.float32,
    )
    noise = np.random.default_rng(rng.randint(0, 10**9))
    grain = cv2.resize(
        noise.normal(0, 12, (height // 6 + 1, 9)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    ground: _Picture = base + grain[:, :, None] + noise.normal(0, 3, (height, width, 1)).astype(np.float32)
    for _ in range(rng.randint(0, 3)):
        centre = (rng.choice([0, width]), rng.randrange(height))
        box = cv2.boxPoints((centre, (width * 0.18, width * 0.28), rng.uniform(0, 90))).astype(np.int32)
        cv2.fillPoly(ground, [box], [rng.randint(20, 230) for _ in range(3)])
    return ground


def _laid(paper: _Picture, asked: Collection[str], rng: random.Random) -> _Picture:
    """The paper on a table, seen from an angle; curled at one end if asked."""
    height, width = paper.shape[:2]
    if "curl" in asked:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        bend = np.sin(y / height * np.pi * 1.2) * width * 0.035
        swell = (x - width / 2) * 0.07 * np.cos(y / height * np.pi)
        paper = cv2.remap(
            paper, (x + bend + swell).astype(np.float32), y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        paper = paper * (0.9 + 0.12 * np.cos(y / height * np.pi * 2.2))[:, :, None].astype(np.float32)
    slope = np.radians(
        rng.uniform(9, 17) * rng.choice([-1, 1]) if "tilt" in asked else rng.uniform(-3.5, 3.5)
    )
    lean = 0.06 if "tilt" in asked else 0.025
    room = int(0.5 * (abs(np.sin(slope)) * height) + 0.12 * width)
    frame = (width + 2 * room, height + int(width * abs(np.sin(slope))) + int(0.12 * height))
    turn = np.array([[np.cos(slope), -np.sin(slope)], [np.sin(slope), np.cos(slope)]], np.float32)
    corners = (
        np.array([[-width, -height], [width, -height], [width, height], [-width, height]], np.float32) / 2
    )
    spots = corners @ turn.T + np.array(frame, np.float32) / 2
    spots += np.array(
        [[rng.uniform(-lean, lean) * width, rng.uniform(-lean, lean) * width] for _ in range(4)], np.float32
    )
    matrix = cv2.getPerspectiveTransform(corners - corners[0], spots.astype(np.float32))
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, frame)[:, :, None]
    laid = cv2.warpPerspective(paper, matrix, frame, flags=cv2.INTER_CUBIC)
    ground = _ground(frame[1], frame[0], rng)
    under = cv2.GaussianBlur(np.roll(mask[:, :, 0], (9, 7), (0, 1)), (0, 0), 8)[:, :, None]
    photo: _Picture = ground * (1 - 0.4 * under) * (1 - mask) + laid * mask
    return photo


def _padded(photo: _Picture, high: int) -> _Picture:
    more = high - len(photo)
    padded: _Picture = np.pad(photo, ((more // 2, more - more // 2), (0, 0), (0, 0)), mode="reflect")
    return padded


def _lit(photo: _Picture, asked: Collection[str], rng: random.Random) -> _Picture:
    height, width = photo.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.full((height, width), rng.uniform(0.82, 1.0), np.float32)
    if "lamp" in asked:
        far = np.hypot((x - rng.uniform(0, width)) / width, (y - rng.uniform(0, height)) / height)
        light *= 1.12 - 0.5 * np.clip(far, 0, 1.1)
    if "hand" in asked:
        centre = (rng.uniform(0.2, 0.8) * width, rng.uniform(0.5, 1.0) * height)
        hand = np.exp(
            -((((x - centre[0]) / (0.35 * width)) ** 2 + ((y - centre[1]) / (0.3 * height)) ** 2) ** 2)
        )
        light *= 1 - rng.uniform(0.3, 0.5) * hand
    tint = np.array([1.04, 0.98, 0.8] if "warm" in asked else [0.98, 1.0, 0.99], np.float32)
    lit: _Picture = photo * light[:, :, None] * tint
    return lit


def _through_lens(photo: _Picture, asked: Collection[str], rng: random.Random) -> _Picture:
    target = 620 if "low" in asked else rng.choice([1000, 1300, 1600])
    scale = target / photo.shape[1]
    photo = cv2.resize(
        photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    if "blur" in asked:
        photo = cv2.GaussianBlur(photo, (0, 0), 1.1 + target / 1300)
    if "shake" in asked:
        length = 5 + target // 260
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, rng.randint(0, length - 1)), (length - 1, rng.randint(0, length - 1)), 1, 1)
        photo = cv2.filter2D(photo, -1, kernel / kernel.sum())
    if "phone" in asked:
        y, x = np.mgrid[0 : photo.shape[0], 0 : photo.shape[1]].astype(np.float32)
        grid = np.sin((x * 1.02 + y * 0.05) * 2.05) + np.sin((y * 1.02 - x * 0.05) * 2.05)
        photo = photo * (1 + 0.06 * grid[:, :, None])
    noise = np.random.default_rng(rng.randint(0, 10**9))
    noisy: _Picture = photo + noise.normal(0, rng.uniform(1.5, 6), photo.shape).astype(np.float32)
    return noisy


def _saved(photo: _Picture, rng: random.Random, quality: int, asked: Collection[str] = ()) -> bytes:
    picture = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    turns = {"turn90": Image.Transpose.ROTATE_90, "turn180": Image.Transpose.ROTATE_180}
    for name, turn in turns.items():
        if name in asked:
            picture = picture.transpose(turn)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
