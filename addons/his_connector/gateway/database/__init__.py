"""Foreign databases: a child process per driver, and the poll that loses nothing."""
