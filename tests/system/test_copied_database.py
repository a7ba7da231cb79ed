"""The databases that tests and `make run` work on are copies; a crash must not turn them back."""

import time

import psycopg


def _connect(server, database):
    where = server.connection()
    return psycopg.connect(
        host=where["PGHOST"],
        port=where["PGPORT"],
        user=where["PGUSER"],
        password=where["PGPASSWORD"],
        dbname=database,
        autocommit=True,
    )


def _after_the_crash(server, database):
    for _ in range(100):
        try:
            return _connect(server, database)
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not recover")


def test_a_copied_sequence_gives_no_number_twice_after_a_crash(fresh):
    server, names = fresh.postgres, ("jiaohao_copied", "jiaohao_copy")
    for name in names:
        server.drop(name)
    server.create(names[0])
    with _connect(server, names[0]) as source:
        source.execute("CREATE TABLE t (id serial PRIMARY KEY, x int)")
        source.execute("INSERT INTO t (x) SELECT 1 FROM generate_series(1, 5)")
    server.create(names[1], names[0])
    with _connect(server, names[1]) as copy:
        copy.execute("INSERT INTO t (x) SELECT 2 FROM generate_series(1, 4)")
    server.kill()
    server.start()
    with _after_the_crash(server, names[1]) as copy:
        copy.execute("INSERT INTO t (x) VALUES (3)")
        assert copy.execute("SELECT count(*), count(DISTINCT id) FROM t").fetchone() == (10, 10)
    for name in names:
        server.drop(name)
