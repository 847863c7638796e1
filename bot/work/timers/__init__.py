"""What time brings without a member asking: each thing once, on its day or as soon as somebody is there."""

from bot.work.timers.report import Report, report
from bot.work.timers.runner import TIMERS, Alone, Timers
from bot.work.timers.timer import Due, Periods, Timer

__all__ = ["TIMERS", "Alone", "Due", "Periods", "Report", "Timer", "Timers", "report"]
