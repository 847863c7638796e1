"""What holds for every request: ids, headers, errors, health and figures."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

Serve = Callable[..., TestClient]
SAID = {"sender": "a", "message": "hi"}


def test_every_answer_has_an_id_and_security_headers(client: TestClient) -> None:
    for answer in (client.get("/health"), client.get("/no/such/page"), client.post("/decide", content=b"{")):
        assert len(answer.headers["X-Request-ID"]) >= 8
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_callers_request_id_is_kept_when_it_is_one(client: TestClient) -> None:
    assert (
        client.get("/health", headers={"X-Request-ID": "trace-00042"}).headers["X-Request-ID"]
        == "trace-00042"
    )
    assert client.get("/health", headers={"X-Request-ID": "a b"}).headers["X-Request-ID"] != "a b"


def test_an_inner_failure_shows_nothing_of_the_inside(client: TestClient) -> None:
    answer = client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "boom"})
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert "inner detail" not in answer.text


def test_unknown_pages_and_methods_are_json_errors(client: TestClient) -> None:
    assert client.get("/no/such/page").json()["error"]["code"] == "not_found"
    answer = client.get("/decide")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "wrong_method")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_pages_of_other_sites_cannot_post(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/webhooks/rest/webhook", json=SAID, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cross_site")


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_our_own_pages_can_post(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/webhooks/rest/webhook", json=SAID, headers=headers).status_code == 200


def test_health_tells_what_is_not_ready(serve: Serve) -> None:
    assert serve().get("/health").json()["checks"] == {"database": True, "reader": True}
    answer = serve(ready=lambda: {"database": False, "reader": True}).get("/health")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": False, "reader": True}


def test_the_process_lives_even_when_it_is_not_ready(serve: Serve) -> None:
    def broken() -> dict[str, bool]:
        raise OSError("database is gone")

    client = serve(ready=broken)
    assert client.get("/health").status_code == 503
    assert client.get("/health/live").status_code == 200


def test_metrics_count_turns_and_replies(client: TestClient) -> None:
    for _ in range(2):
        client.post("/webhooks/rest/webhook", json=SAID | {"metadata": {"message_id": "1"}})
    figures = client.get("/metrics")
    assert figures.headers["Content-Type"].startswith("text/plain")
    assert 'memberbot_turns_total{channel="rest",kind="text"} 1.0' in figures.text
    assert 'memberbot_replies_total{channel="rest"} 1.0' in figures.text
    assert 'memberbot_duplicate_turns_total{channel="rest"} 1.0' in figures.text
    assert 'memberbot_turn_seconds_count{channel="rest"} 2.0' in figures.text


def test_the_service_describes_its_requests(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    body = paths["/webhooks/rest/webhook"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "multipart/form-data"}
    assert paths["/decide"]["post"]["requestBody"]["required"]
