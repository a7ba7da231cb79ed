"""Databases that the HIS writes and the gateway reads: four views, or the staging table.

``--settings`` says where, as an interface's settings do; nothing is dropped there, and tables are
made only where they lack. Needs SQLAlchemy and the database's driver, as the gateway does.
"""

import argparse
import threading
from typing import Any, ClassVar

from ..hospital import DOCTORS
from ..rows import CANCELLED, DEPARTMENT
from .base import Way

VIEWS = (
    "CREATE TABLE IF NOT EXISTS doctor (source_code varchar(40) PRIMARY KEY, name varchar(80))",
    "CREATE TABLE IF NOT EXISTS queue_type (source_id varchar(40) PRIMARY KEY, name varchar(80))",
    "CREATE TABLE IF NOT EXISTS patient_queue (register_id varchar(40) PRIMARY KEY,"
    " source_code varchar(40), patient_id varchar(40), patient_name varchar(80),"
    " queue_type_source_id varchar(40), doctor_source_id varchar(40), queue_num integer,"
    " fre_date date, time_interval varchar(8), is_deleted varchar(2))",
)


class Database(Way):
    """One connection; everything in short transactions."""

    def __init__(self, options: argparse.Namespace, stop: threading.Event) -> None:
        """Makes what lacks. Raises OSError when the database is not there."""
        from ...gateway.database import drivers

        super().__init__(options, stop)
        self._engine = drivers.engine(options.settings, read_only=False)
        self.prepare()

    def prepare(self) -> None:
        """The tables that this way writes."""

    def close(self) -> None:
        """Leave."""
        self._engine.dispose()

    def run(self, *statements: tuple[str, dict[str, Any]]) -> None:
        """All of them in one transaction. Raises OSError."""
        import sqlalchemy as sa

        try:
            with self._engine.begin() as connection:
                for text, values in statements:
                    connection.execute(sa.text(text), values)
        except sa.exc.OperationalError as error:
            raise OSError("the database does not answer") from error


class Views(Database):
    """Doctor, queue_type, patient_queue; a cancelled registration is flagged."""

    TITLE = "database, four views"

    def prepare(self) -> None:
        """The tables, with the doctors and the department of the samples."""
        self.run(*((text, {}) for text in VIEWS))
        known = [("doctor", "source_code", code, name) for code, name in DOCTORS.items()]
        known.append(("queue_type", "source_id", DEPARTMENT, "心内科"))
        for table, column, code, name in known:
            gone = f"DELETE FROM {table} WHERE {column} = :code"  # noqa: S608 - names of ours
            new = f"INSERT INTO {table} ({column}, name) VALUES (:code, :name)"  # noqa: S608
            self.run((gone, {"code": code}), (new, {"code": code, "name": name}))

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """The row as it stands now takes the place of what stood there."""
        values = {
            "id": row["visit"], "mrn": row["mrn"], "name": row["name"], "dept": row["dept"],
            "doctor": row["doctor"] or None, "day": row["at"][:10], "half": row["half"].upper(),
            "gone": "Y" if row["state"] == CANCELLED else "N",
        }  # fmt: skip
        self.run(
            ("DELETE FROM patient_queue WHERE register_id = :id", {"id": row["visit"]}),
            ("INSERT INTO patient_queue (register_id, source_code, patient_id, patient_name,"
             " queue_type_source_id, doctor_source_id, fre_date, time_interval, is_deleted)"
             " VALUES (:id, :id, :mrn, :name, :dept, :doctor, :day, :half, :gone)", values),
        )  # fmt: skip
        return "AA", ""


class Staging(Database):
    """``his_stage.mid_register`` of the queue's own database; it must be there already."""

    TITLE = "database, staging table his_stage"
    TABLE: ClassVar[str] = "his_stage.mid_register"

    def give(self, row: dict[str, str]) -> tuple[str, str]:
        """One more row: a cancellation is a row, too."""
        values = {
            "op": "3" if row["state"] == CANCELLED else "1", "mrn": row["mrn"],
            "name": row["name"], "sex": row["sex"], "birth": row["birth"], "phone": row["phone"],
            "visit": row["visit"], "dept": row["dept"], "dept_name": row["dept_name"],
            "at": row["at"],
        }  # fmt: skip
        self.run(
            (f"INSERT INTO {self.TABLE} (op_type, patient_id, patient_name, sex, birth_date,"  # noqa: S608
             " phone, visit_no, dept_code, dept_name, visit_time) VALUES (:op, :mrn, :name, :sex,"
             " :birth, :phone, :visit, :dept, :dept_name, :at)", values),
        )  # fmt: skip
        return "AA", ""
