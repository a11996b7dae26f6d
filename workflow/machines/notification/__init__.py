"""The notification of the Panel by the local authority (D2)."""
