"""Files that people bring: cleaned before they touch the disk, found again by what they show."""
