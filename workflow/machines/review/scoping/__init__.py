"""Who reviews, who is told, and which agencies are asked (D20, D21, D26)."""
