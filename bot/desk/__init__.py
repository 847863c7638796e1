"""The staff's pages: what outsiders may use of them."""

from bot.desk.frame import SECOND_FACTOR, DeskPorts, OpenId
from bot.desk.routes import add_desk, add_desk_routes, open_desk

__all__ = ["SECOND_FACTOR", "DeskPorts", "OpenId", "add_desk", "add_desk_routes", "open_desk"]
