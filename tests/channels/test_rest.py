"""The HTTP that Rasa's clients speak."""

import base64
import threading
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from bot.channels.ports import Limits
from bot.clock import HONG_KONG
from bot.dialogue.turn import Reply
from bot.understanding import parse_json
from tests.support import known
from tests.support.fake_conductor import PNG, FakeConductor

WEBHOOK = "/webhooks/rest/webhook"
LATER = "/webhooks/rest/messages"
Serve = Callable[..., TestClient]
NOW = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)


def test_a_text_is_answered_in_rasas_shape(client: TestClient) -> None:
    answer = client.post(WEBHOOK, json={"sender": "kiosk-1", "message": "/greet"})
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "recipient_id": "kiosk-1",
            "text": "Hello!",
            "buttons": [
                {"title": "Balance", "payload": "/check_balance"},
                {"title": "Upload a receipt", "payload": "/upload_receipt"},
            ],
        }
    ]


def test_a_picture_is_a_data_address_and_custom_is_kept(client: TestClient) -> None:
    [message] = client.post(WEBHOOK, json={"sender": "a", "message": "qr"}).json()
    kind, _, data = message["image"].partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == PNG
    assert message["custom"] == {"clauses": ["festival-walk/evoucher.1"]}


def test_what_comes_later_is_fetched_from_a_place_on(client: TestClient, conductor: FakeConductor) -> None:
    answer = client.post(WEBHOOK, json={"sender": "a", "message": "/greet"})
    conductor.say("rest", "a", Reply("Hello from Amy", custom={"person": "Amy Lam"}))
    found = client.get(LATER, params={"sender": "a"}).json()
    assert [message["text"] for message in found] == ["Hello!", "Hello from Amy"]
    assert answer.headers["memberbot-seq"] == str(found[0]["seq"])
    assert found[1] == {
        "recipient_id": "a",
        "text": "Hello from Amy",
        "custom": {"person": "Amy Lam"},
        "seq": found[1]["seq"],
    }
    assert client.get(LATER, params={"sender": "a", "after": found[0]["seq"]}).json() == found[1:]
    assert client.get(LATER, params={"sender": "a", "after": found[1]["seq"]}).json() == []
    assert client.get(LATER, params={"sender": "nobody"}).json() == []


@pytest.mark.parametrize(
    ("params", "field"),
    [({}, "sender"), ({"sender": "a", "after": "-1"}, "after"), ({"sender": "a", "after": "soon"}, "after")],
)
def test_fetching_wrongly_names_the_field(client: TestClient, params: dict[str, str], field: str) -> None:
    answer = client.get(LATER, params=params)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


def test_no_reply_is_an_empty_list(client: TestClient) -> None:
    assert client.post(WEBHOOK, json={"sender": "a", "message": "nothing"}).json() == []


def test_metadata_sets_language_message_id_and_the_demos_clock(
    client: TestClient, conductor: FakeConductor
) -> None:
    metadata = {"language": "zh-HK", "message_id": "m1", "now": "2026-11-20T12:00:00+08:00"}
    client.post(WEBHOOK, json={"sender": "a", "message": "hi", "metadata": metadata})
    [turn] = conductor.turns
    assert (turn.language_hint, turn.message_id) == ("zh-Hant", "m1")
    assert turn.now == datetime.fromisoformat("2026-11-20T12:00:00+08:00")


def test_the_clock_is_not_obeyed_outside_the_demo(serve: Serve, conductor: FakeConductor) -> None:
    body = {"sender": "a", "message": "hi", "metadata": {"now": "2020-01-01T00:00:00+08:00"}}
    headers = {"X-API-Key": "k"}
    serve(demo=False, api_keys=frozenset({"k"})).post(WEBHOOK, json=body, headers=headers)
    assert conductor.turns[0].now is None


def test_the_same_message_id_acts_once(client: TestClient, conductor: FakeConductor) -> None:
    body = {"sender": "a", "message": "redeem", "metadata": {"message_id": "m1"}}
    first, second = (client.post(WEBHOOK, json=body).json() for _ in range(2))
    assert first == second != []
    assert len(conductor.turns) == 1


def test_photos_wait_for_their_reading(client: TestClient, conductor: FakeConductor) -> None:
    def read() -> None:
        while not conductor.turns:
            time.sleep(0.01)
        conductor.finish_reading("rest", "a")

    reader = threading.Thread(target=read)
    reader.start()
    files = [("photo", ("r.jpg", b"one", "image/jpeg")), ("photo", ("s.jpg", b"two", "image/jpeg"))]
    metadata = {"metadata": '{"language": "en"}'}
    answer = client.post(WEBHOOK, data={"sender": "a", "message": "here"} | metadata, files=files)
    reader.join()
    assert [message["text"] for message in answer.json()] == [
        "Reading 2 photo(s)…",
        "120 points, please confirm",
    ]
    [turn] = conductor.turns
    assert [photo.data for photo in turn.photos] == [b"one", b"two"]
    assert (turn.text, turn.language_hint) == ("here", "en")


def test_the_wait_for_a_reading_ends(serve: Serve) -> None:
    files = {"photo": ("r.jpg", b"", "image/jpeg")}
    answer = serve(limits=Limits(photo_wait=0.05)).post(WEBHOOK, data={"sender": "a"}, files=files)
    assert [message["text"] for message in answer.json()] == ["Reading 1 photo(s)…"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": "hi"}, "sender"),
        ({"sender": " ", "message": "hi"}, "sender"),
        ({"sender": "x" * 201, "message": "hi"}, "sender"),
        ({"sender": "a"}, "message"),
        ({"sender": "a", "message": "  "}, "message"),
        ({"sender": "a", "message": 5}, "message"),
        ({"sender": "a", "message": "hi", "metadata": []}, "metadata"),
        ({"sender": "a", "message": "hi", "metadata": {"language": 1}}, "metadata.language"),
        ({"sender": "a", "message": "hi", "metadata": {"now": "noon"}}, "metadata.now"),
        ([], "body"),
    ],
)
def test_a_wrong_request_names_the_field(client: TestClient, body: object, field: str) -> None:
    answer = client.post(WEBHOOK, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field
    assert answer.json()["error"]["expected"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"sender": NaN}', b'{"sender": "\\ud800"}', b"[" * 100_000, b"\xff\xfe{}"]
)
def test_what_is_not_json_is_said_so(client: TestClient, body: bytes) -> None:
    answer = client.post(WEBHOOK, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "body"


def test_a_long_text_reaches_the_dialogue(client: TestClient) -> None:
    answer = client.post(WEBHOOK, json={"sender": "a", "message": "字" * 100_000})
    assert answer.status_code == 200


def test_sizes_are_limited(serve: Serve, conductor: FakeConductor) -> None:
    client = serve(limits=Limits(body=5000, json_body=1000, photo=100, photos=2))

    def files(*sizes: int) -> list[tuple[str, tuple[str, bytes, str]]]:
        return [("photo", ("p.jpg", b"x" * size, "image/jpeg")) for size in sizes]

    def code(**request: object) -> tuple[int, str]:
        answer = client.post(WEBHOOK, **request)  # type: ignore[arg-type]
        return answer.status_code, answer.json()["error"]["code"]

    data = {"sender": "a"}
    assert code(json={"sender": "a", "message": "x" * 1000}) == (413, "too_large")
    assert code(data=data, files=files(101)) == (413, "photo_too_large")
    assert code(data=data, files=files(1, 1, 1)) == (413, "too_many_photos")
    assert code(data=data, files=files(1, 1, 1, 1)) == (400, "wrong_form")
    assert code(data=data, files=files(6000)) == (413, "too_large")
    chunked = iter([b"x" * 3000, b"x" * 3000])
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert code(content=chunked, headers=headers) in [(413, "too_large"), (400, "wrong_form")]
    assert conductor.turns == []


def test_other_kinds_of_body_are_refused(client: TestClient) -> None:
    answer = client.post(WEBHOOK, data={"sender": "a", "message": "hi"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_type")
    headers = {"Content-Type": "multipart/form-data"}
    assert client.post(WEBHOOK, content=b"x", headers=headers).json()["error"]["code"] == "wrong_form"
    photo_as_text = client.post(WEBHOOK, files={"sender": (None, "a"), "photo": (None, "no file")})
    assert photo_as_text.json()["error"]["field"] == "photo"


@pytest.mark.parametrize("path", [WEBHOOK, "/model/parse", "/decide"])
def test_a_key_is_asked_for_outside_the_demo(serve: Serve, conductor: FakeConductor, path: str) -> None:
    client = serve(demo=False, api_keys=frozenset({"first", "second"}))
    body = {"sender": "a", "message": "hi", "text": "hi", "programme": "cityplaza"}
    assert client.post(path, json=body).status_code == 401
    assert client.post(path, json=body, headers={"X-API-Key": "third"}).status_code == 403
    assert client.post(path, json=body, headers={"Authorization": "Basic first"}).status_code == 401
    assert conductor.turns == []
    assert client.post(path, json=body, headers={"X-API-Key": "second"}).status_code == 200
    assert client.post(path, json=body, headers={"Authorization": "Bearer first"}).status_code == 200
    assert client.get(LATER, params={"sender": "a"}).status_code == 401
    assert client.get(LATER, params={"sender": "a"}, headers={"X-API-Key": "first"}).status_code == 200


# Texts that hold every entity of the contract, in the three languages.
EVERY_ENTITY = [
    "I spent $350.50 at Uniqlo yesterday by Octopus",
    "琴日喺Uniqlo用八達通俾咗350.5蚊",
    "昨天在优衣库用支付宝付了1,200块",
    "2 hours of parking please",
    "換兩個鐘泊車",
    "a $50 e-voucher of Festival Walk",
    "how about Cityplaza, in English please",
    "又一城嘅會員用中文",
]


def test_a_parse_of_any_entity_is_json(serve: Serve) -> None:
    _known, understanding = known.knowledge()
    client = serve(parse=lambda text: understanding.parse(text, NOW))
    found = []
    for text in EVERY_ENTITY:
        answer = client.post("/model/parse", json={"text": text})
        assert answer.status_code == 200, text
        assert answer.json() == parse_json(understanding.parse(text, NOW))
        found += answer.json()["entities"]
    assert {entity["entity"] for entity in found} >= {
        "amount",
        "date",
        "payment",
        "merchant",
        "reward",
        "hours",
        "programme",
        "language",
    }
    assert {entity["value"] for entity in found if entity["entity"] == "amount"} == {350.5, 1200, 50}


def test_parse(client: TestClient) -> None:
    assert client.post("/model/parse", json={"text": "balance"}).json() == {
        "text": "balance",
        "intent": {"name": "check_balance", "confidence": 0.97},
        "entities": [{"entity": "hours", "value": 2, "start": 0, "end": 1}],
        "intent_ranking": [
            {"name": "check_balance", "confidence": 0.97},
            {"name": "faq", "confidence": 0.02},
        ],
        "language": "en",
    }
    assert client.post("/model/parse", json={}).json()["error"]["field"] == "text"


def test_decide(client: TestClient) -> None:
    assert client.post("/decide", json={"programme": "cityplaza"}).json()["outcome"] == "approved"
    answer = client.post("/decide", json={})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "programme"
    assert "festival-walk" in answer.json()["error"]["expected"]
