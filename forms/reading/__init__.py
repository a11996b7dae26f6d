"""What was sent, for those who may read it: opened, added to, compared, exported, printed."""
