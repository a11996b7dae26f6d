"""What runs by the clock: the sweep, its jobs, and the watchdog around them."""
