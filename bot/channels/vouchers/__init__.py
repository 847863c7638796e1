"""Vouchers on a page of their own, and their codes checked by shops."""

from bot.channels.vouchers.verify import EXAMPLE_SHOP, verify_routes
from bot.channels.vouchers.voucher_page import voucher_routes

__all__ = ["EXAMPLE_SHOP", "verify_routes", "voucher_routes"]
