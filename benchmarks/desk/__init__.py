"""How fast the desk's inbox is where ten thousand people wait."""
