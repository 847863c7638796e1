"""Signing in: password, second factor, the staff's own identity provider, and a person's own account."""

from bot.desk.signing_in import account, second_factor, sign_in, sign_in_elsewhere
from bot.desk.signing_in.sign_in_elsewhere import provider_of

ROUTERS = (sign_in.router, sign_in.way_out, account.router, second_factor.router)
ELSEWHERE = (sign_in_elsewhere.router, sign_in_elsewhere.linking)  # where there is an identity provider

__all__ = ["ELSEWHERE", "ROUTERS", "provider_of"]
