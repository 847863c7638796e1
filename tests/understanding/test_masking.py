"""What members wrote is shown to others without what tells who they are."""

import pytest

from bot.understanding.masking import EMAIL, NAME, NUMBER, PHONE, masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("call me at 9123 4567 or +852 9123-4567", f"call me at {PHONE} or {PHONE}"),
        ("我的電話係91234567，會員號碼 FW-100001", f"我的電話係{PHONE}，會員號碼 {NUMBER}"),
        ("電話：+86 138 0013 8000", f"電話：{PHONE}"),
        ("write to tai.man@mail.example.com please", f"write to {EMAIL} please"),
        ("my identity card is A123456(7)", f"my identity card is {NUMBER}"),
        ("card 4111 1111 1111 1111", f"card {NUMBER}"),
        ("收據號碼 R2211-0042 不見了", f"收據號碼 {NUMBER} 不見了"),
    ],
)
def test_personal_data_is_masked(said: str, shown: str) -> None:
    assert masked(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "I spent HK$1,234.50 at UNIQLO on 2026-11-20",
        "7-Eleven, 11/10/2026 14:05, 350",
        "is 24/7 FITNESS ok with K11, shop L2-12?",
        "我用咗12345蚊，有冇分？",
    ],
)
def test_what_a_question_is_about_stays(said: str) -> None:
    assert masked(said) == said


def test_the_members_own_names_are_masked() -> None:
    said = "Chan Tai Man here, 陳大文, number fw-100001"
    assert masked(said, ["CHAN Tai Man", "陳大文", "FW-100001"]) == f"{NAME} here, {NAME}, number {NAME}"
