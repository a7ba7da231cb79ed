from . import caller, kiosk, media, place, screen
