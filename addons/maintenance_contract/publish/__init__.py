"""Carries packages to the file servers of hospitals; knows no record and no clock."""
