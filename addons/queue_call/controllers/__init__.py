from . import caller, kiosk, screen
