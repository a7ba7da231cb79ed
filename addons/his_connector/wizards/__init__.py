from . import his_message_viewer
