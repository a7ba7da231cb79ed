"""Printed pages and sheets of after-sales service; each is drawn from frozen content alone."""
