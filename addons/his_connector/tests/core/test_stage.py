"""Scripts for a hospital's administrator: four dialects, least privilege, Chinese comments."""

import pytest

from his_connector.core import mapping, own_stage, stage
from his_connector.core.presets import PRESETS
from his_connector.core.statements import classify


@pytest.mark.parametrize("dialect", stage.DIALECTS)
def test_a_script_makes_the_tables_and_grants_no_more_than_needed(dialect):
    script = stage.script(dialect)
    for table in stage.TABLES:
        assert f"CREATE TABLE {table.name}" in script
    granted = stage.grants(dialect, "q")
    assert not any(word in " ".join(granted) for word in ("DELETE", "ALL", "OPTION", "DROP"))
    updates = [one for one in granted if "UPDATE" in one]
    assert len(updates) == 1
    assert "status, err_msg, upd_time" in updates[0]
    assert "<请由医院管理员填写>" in script  # no password of ours


@pytest.mark.parametrize("dialect", ["postgresql", "oracle", "oracle11"])
def test_every_column_is_explained_in_chinese(dialect):
    text = "\n".join(stage.ddl(dialect))
    for table in stage.TABLES:
        for column in table.columns:
            assert f"COMMENT ON COLUMN {table.name}.{column.name} IS '{column.title}'" in text


def test_an_old_oracle_gets_a_sequence_for_its_keys():
    assert "GENERATED" not in stage.script("oracle11")
    assert "mid_register_seq" in stage.script("oracle11")


def test_the_staging_preset_reads_these_very_columns():
    plan = mapping.load(PRESETS["own_stage"]["mapping"])
    names = {column.name for column in stage.IN.columns}
    for rule in plan.rules:
        assert names & set(rule.sources), rule.target


def test_the_hospital_is_granted_our_schema_and_nothing_of_the_queue():
    for text in own_stage.opening("his"):
        assert "public." not in text
        if " ON " in text and "SCHEMA" not in text:
            assert own_stage.SCHEMA in text
    for body in own_stage.VIEWS.values():
        assert classify(body) == "select"
        assert "patient" not in body.replace("queue_patient", "x")
