"""What our printed pages share. Imports reportlab only where a page is made."""
