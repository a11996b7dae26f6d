"""How a portal comes to life: its processes, its first pages and forms, and the content of a demonstration."""
