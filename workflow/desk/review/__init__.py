"""The review, its report, its publication and its recommendations, as the desk shows them."""
