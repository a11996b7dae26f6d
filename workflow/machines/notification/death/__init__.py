"""A child dies who was notified as seriously harmed: an event of its own, with a notification of its own (D2)."""
