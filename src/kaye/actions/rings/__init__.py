"""What rings on the team's phones: the devices, the morning, and the delivery of what is to be told (C51)."""
