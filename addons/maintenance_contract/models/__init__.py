from . import service_calendar, service_window
