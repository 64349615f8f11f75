"""« Ce téléphone »: make it ring, test it, take it away, keep Kayé on its home screen."""
