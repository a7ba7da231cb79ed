"""What carries an event of the queue to a HIS, transport by transport."""
