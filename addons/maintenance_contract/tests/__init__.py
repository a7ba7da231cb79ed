from . import test_access, test_calendar, test_deadline_calculator
