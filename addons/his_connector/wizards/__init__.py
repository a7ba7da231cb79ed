from . import (
    his_delivery_correct,
    his_message_viewer,
    his_resync,
    his_setup,
    his_setup_parts,
    his_setup_result,
    his_setup_secret,
    his_setup_source,
)
