from . import queue_desk, queue_report, queue_session_stop
