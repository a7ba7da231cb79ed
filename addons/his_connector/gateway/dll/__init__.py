"""A vendor's library lives in a child process, which it may take down with it."""
