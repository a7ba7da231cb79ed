from . import inspection_photo
