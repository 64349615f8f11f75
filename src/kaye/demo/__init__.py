"""Two shops to look at: their data through the real importers, their mail kept in a folder, their morning."""
