"""How a portal comes to life: the processes that serve it, and the content of a demonstration."""
