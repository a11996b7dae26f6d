"""What runs beside a case: an inquest, a prosecution, a court case (D26)."""
