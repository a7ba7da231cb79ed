"""Health education between calls: what a file is, what a box can play, what plays when."""
