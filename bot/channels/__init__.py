"""The ways in and out: HTTP, web chat, Telegram and the terminal, as thin translations to and from a turn."""
