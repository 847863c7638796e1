"""What every room needs of text: scripts, foldings, names and their likeness."""
