from . import queue_desk, queue_session_stop
