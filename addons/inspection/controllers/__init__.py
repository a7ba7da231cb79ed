from . import inspection_photo, inspection_portal
