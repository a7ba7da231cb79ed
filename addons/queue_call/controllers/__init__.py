from . import caller, gateway, kiosk, layout, media, place, screen, voice
