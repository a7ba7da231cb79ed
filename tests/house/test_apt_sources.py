"""The machine's mirrors are read from both file formats of apt."""

from house import apt

ONE_LINE = """
# deb http://mirror.example/old stretch main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian bookworm main x
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/debian bookworm-updates main # a comment
"""
DEB822 = """
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
# a comment between fields
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://mirror.example/security
Suites: trixie-security
Components: main
Enabled: no
"""


def test_one_line_sources_keep_their_key_and_skip_comments_and_sources():
    first, second = apt.one_line(ONE_LINE)
    assert (first.suite, first.components) == ("bookworm", ["main", "x"])
    assert first.signed_by == "/usr/share/keyrings/x.gpg"
    assert second.suite == "bookworm-updates"
    assert second.components == ["main"]


def test_a_deb822_paragraph_gives_a_source_for_each_suite():
    assert [s.suite for s in apt.deb822(DEB822)] == ["trixie", "trixie-updates"]


def test_a_source_can_name_another_suite_of_the_same_mirror():
    source = next(iter(apt.one_line(ONE_LINE)))
    assert source.line("sid").endswith("http://mirror.example/debian sid main x")
    assert "signed-by=/usr/share/keyrings/x.gpg" in source.line("sid")


def test_sources_of_a_machine_are_read_in_the_order_of_apt(tmp_path):
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (tmp_path / "sources.list").write_text(ONE_LINE)
    (folder / "debian.sources").write_text(DEB822)
    (folder / "old.list.save").write_text(ONE_LINE)
    assert len(apt.sources(tmp_path)) == 4
