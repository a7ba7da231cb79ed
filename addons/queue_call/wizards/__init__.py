from . import (
    queue_announcement_start,
    queue_desk,
    queue_media_report,
    queue_media_week,
    queue_report,
    queue_session_stop,
)
