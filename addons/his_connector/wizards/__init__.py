from . import his_message_viewer, his_resync, his_setup
