"""Files of a hospital: in a folder, by FTP, by SFTP."""
