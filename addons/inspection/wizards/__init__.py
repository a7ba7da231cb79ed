from . import inspection_move
