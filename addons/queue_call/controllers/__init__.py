from . import caller, kiosk, layout, media, place, screen, voice
