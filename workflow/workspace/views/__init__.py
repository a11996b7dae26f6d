"""The workspace's pages, one file for each."""
