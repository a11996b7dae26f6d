"""The desk's pages, one file for each; each view checks who is asking before it looks for anything."""
