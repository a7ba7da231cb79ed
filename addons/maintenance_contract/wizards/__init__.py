from . import (
    service_calendar_import,
    service_deadline,
    service_duty_plan,
    service_performance,
    service_permit_answer,
    service_remote_use,
    service_step,
    service_step_consult,
    service_step_same,
    visit_step,
)
