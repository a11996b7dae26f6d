"""PostgreSQL as Django speaks to it, but that a server which has fallen silent is noticed in time."""
