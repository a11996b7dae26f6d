"""What a partnership writes for those who work with children: briefings on what was learnt, and news."""
