"""« Relances »: the scenarios with the real dates of a real case, the texts, and what will leave."""
