from . import caller, kiosk, place, screen
