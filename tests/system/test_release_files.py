"""Packages of a release on file servers of others: FTP, FTPS, SFTP, vsftpd."""

import datetime
import ipaddress
import os

import file_servers
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from maintenance_contract.publish import servers

FILES = {"screens-3.2.0.zip": b"PK" * 100_000, "SHA256SUMS": b"# 3.2.0\n"}


def certificate(path):
    """Key and self-signed certificate for 127.0.0.1 in one file; the certificate as text."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ftp.hospital")])
    day = datetime.datetime(2026, 1, 1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day.replace(year=2056))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    path.write_bytes(key.private_bytes(*form, serialization.NoEncryption()) + text)
    return text.decode()


@pytest.fixture(params=["ftp", "vsftpd", "ftps", "sftp"])
def place(request, tmp_path):
    """(the folder as the hospital sees it, settings that reach it)."""
    if request.param == "vsftpd" and os.getuid():
        pytest.skip("vsftpd starts as root only")
    if request.param == "ftps":
        path = tmp_path / "server.pem"
        text = certificate(path)
        with file_servers.ftp(tmp_path, path) as (home, settings):
            yield home, settings | {"way": "ftps", "certificate": text}
        return
    with getattr(file_servers, request.param)(tmp_path) as found:
        yield found


def test_packages_appear_whole_and_may_be_sent_again(place):
    home, settings = place
    servers.put(settings, FILES)
    servers.put(settings, FILES | {"SHA256SUMS": b"# 3.2.1\n"})
    assert {one.name: one.read_bytes() for one in home.iterdir()} == FILES | {
        "SHA256SUMS": b"# 3.2.1\n"
    }


def test_a_folder_that_is_not_there_is_a_clear_error(place):
    _home, settings = place
    with pytest.raises(servers.PublishError):
        servers.put(settings | {"folder": "/nowhere/at-all"}, FILES)


def test_a_stranger_s_certificate_gets_nothing(tmp_path):
    path = tmp_path / "server.pem"
    certificate(path)
    other = certificate(tmp_path / "other.pem")
    with file_servers.ftp(tmp_path, path) as (home, settings):
        with pytest.raises(servers.PublishError, match="certificate"):
            servers.put(settings | {"way": "ftps", "certificate": other}, FILES)
        assert not list(home.iterdir())


def test_a_stranger_s_host_key_gets_nothing(tmp_path):
    import asyncssh

    with file_servers.sftp(tmp_path) as (home, settings):
        other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
        with pytest.raises(servers.PublishError):
            servers.put(settings | {"host_key": other}, FILES)
        assert not list(home.iterdir())
