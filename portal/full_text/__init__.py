"""The search of published reports, by the full text search of the database that the portal runs on."""
