from . import (
    his_apply,
    his_audit,
    his_code_map,
    his_effect,
    his_interface,
    his_log,
    his_mapping,
    his_message,
    his_unmapped,
    queue_entry,
    res_company,
)
