"""The process that carries messages from the inbox into the queue."""
