"""Two notifications of one incident: one goes on, the other is joined to it, and the Panel is told (D2)."""
