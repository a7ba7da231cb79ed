from . import queue_desk
