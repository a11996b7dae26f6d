"""The pages under /people/, and those that the links in the mails open."""
