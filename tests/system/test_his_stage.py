"""The schema opened to the hospital, in the running suite: a row in, a patient in the queue."""

import json

import pytest
from line import unique, wait_for

from his_connector.core.presets import PRESETS


@pytest.fixture
def stage(suite):
    """An interface on his_stage with the demo hospital's codes; gone afterwards."""
    found = suite.sql("SELECT id, company_id FROM his_interface ORDER BY sequence, id LIMIT 1")
    usual, company = found[0]
    mapping = json.dumps(PRESETS["own_stage"]["mapping"], ensure_ascii=False)
    rows = suite.sql(
        "INSERT INTO his_interface (name, sequence, active, company_id, port, transport, settings,"
        " mapping, charset_mode, charset_default, charset_error, reused_id, unmapped_ack,"
        " unknown_doctor, size_limit_mb) SELECT '中间库', 99, true, company_id, 2575, 'database',"
        " %s, %s, charset_mode, charset_default, charset_error, reused_id, unmapped_ack,"
        " unknown_doctor, size_limit_mb FROM his_interface WHERE id = %s RETURNING id",
        json.dumps({"driver": "own", "interval": 0.3}), mapping, usual,
    )  # fmt: skip
    mine = rows[0][0]
    suite.sql(
        "INSERT INTO his_code_map (interface_id, company_id, active, kind, code, department_code,"
        " queue_id, practitioner_id, class_id) SELECT %s, company_id, active, kind, code,"
        " department_code, queue_id, practitioner_id, class_id FROM his_code_map"
        " WHERE interface_id = %s RETURNING id", mine, usual,
    )  # fmt: skip
    suite.sql("SELECT pg_notify('his_config', '')")
    yield company
    suite.sql("UPDATE his_interface SET active = false WHERE id = %s RETURNING id", mine)
    suite.sql("SELECT pg_notify('his_config', '')")


def test_a_row_that_the_hospital_writes_becomes_a_patient_and_is_answered(suite, stage):
    visit = unique("S")
    suite.sql(
        "INSERT INTO his_stage.mid_register (patient_id, patient_name, sex, visit_no, dept_code)"
        " VALUES (%s, '欧阳珅', '1', %s, '0301'), (%s, '李弢', '2', %s, '9999') RETURNING id",
        "P" + visit, visit, "Q" + visit, visit + "X",
    )  # fmt: skip

    def fate():
        return suite.sql(
            "SELECT status, err_msg FROM his_stage.mid_register WHERE visit_no LIKE %s"
            " ORDER BY id", visit + "%",
        )  # fmt: skip

    wait_for(lambda: [row[0] for row in fate()] == ["1", "2"])
    assert "9999" in fate()[1][1]
    rows = suite.sql(
        "SELECT visit_no, queue_code, state FROM his_stage.v_queue_state WHERE visit_no LIKE %s",
        visit + "%",
    )
    assert rows == [(visit, "0301G", "registered")]
