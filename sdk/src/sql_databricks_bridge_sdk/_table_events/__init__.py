"""What the client of the events table is made of; nothing of it is public."""
