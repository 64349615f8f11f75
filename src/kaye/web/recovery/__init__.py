"""Beyond reminders: fees, formal notice, agency, proof file of one customer; results of the steps; cash closings."""
