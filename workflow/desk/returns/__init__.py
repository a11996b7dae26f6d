"""What agencies were asked for and sent: reminding of it, and one chronology out of all of it."""
