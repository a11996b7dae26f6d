"""Several machines of one portal, as one machine can play them: processes that share no folder, and what they share."""
