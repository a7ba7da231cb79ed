"""A HIS that is asked over HTTP, by SOAP or FHIR, read again and again like a view."""
