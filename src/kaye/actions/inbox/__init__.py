"""What customers write, whatever the channel: heard, answered, waited for."""
