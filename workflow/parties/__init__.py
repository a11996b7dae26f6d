"""Who is who: roles, partnerships, agencies, memberships and titles, and who may do what."""
