from . import (
    test_inspection_access,
    test_inspection_field,
    test_inspection_form,
    test_inspection_plan,
    test_inspection_portal,
)
