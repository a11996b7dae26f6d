"""Bodies of other areas that do not use this portal: involved, asked, told, and the lead that passes to one (D26)."""
