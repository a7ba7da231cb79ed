from . import service_calendar_import, service_deadline, service_step
