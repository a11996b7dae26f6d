"""Who works on this one case: its scrutineer, and reviewers beside those whom a review appoints."""
