"""Documents of a case that came with no form: letters, reports, minutes. Sealed, checked, in versions."""
