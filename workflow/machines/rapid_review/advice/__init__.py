"""The independent scrutineer's advice: where the partners differ (D13), and when the Panel disagrees (D16, D17)."""
