"""What the Panel says, and what the partners make of it (D15 to D17, D45 to D47)."""
