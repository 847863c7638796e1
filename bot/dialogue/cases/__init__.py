"""Cases in words: what a member tells is kept, decided by the engine, and answered with what decided."""
