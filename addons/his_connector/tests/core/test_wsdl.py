"""A WSDL read: our own, one like .asmx, and what is none."""

import pytest

from his_connector.core import soap
from his_connector.core.causes import Refusal
from his_connector.core.proposal.wsdl import question, read_wsdl, settings_of
from his_connector.core.transports import check

ASMX = """<?xml version="1.0"?>
<wsdl:definitions xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="http://tempuri.org/"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
 targetNamespace="http://tempuri.org/"><wsdl:types><s:schema targetNamespace="http://tempuri.org/">
 <s:element name="SavePay"><s:complexType><s:sequence><s:element name="no" type="s:string"/>
 </s:sequence></s:complexType></s:element>
 <s:element name="QueryRegInfo"><s:complexType><s:sequence>
 <s:element name="beginRq" type="s:string"/><s:element name="endDate" type="s:string"/>
 <s:element name="ksdm" type="s:string"/></s:sequence></s:complexType></s:element>
 </s:schema></wsdl:types>
 <wsdl:message name="QIn"><wsdl:part name="parameters" element="tns:QueryRegInfo"/></wsdl:message>
 <wsdl:message name="SIn"><wsdl:part name="parameters" element="tns:SavePay"/></wsdl:message>
 <wsdl:portType name="P"><wsdl:operation name="SavePay"><wsdl:input message="tns:SIn"/>
 </wsdl:operation><wsdl:operation name="QueryRegInfo"><wsdl:input message="tns:QIn"/>
 </wsdl:operation></wsdl:portType>
 <wsdl:binding name="B" type="tns:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
 <wsdl:operation name="SavePay"><soap:operation soapAction="http://tempuri.org/SavePay"/>
 </wsdl:operation><wsdl:operation name="QueryRegInfo">
 <soap:operation soapAction="http://tempuri.org/QueryRegInfo"/></wsdl:operation></wsdl:binding>
 <wsdl:service name="S"><wsdl:port name="B" binding="tns:B">
 <soap:address location="http://his/q.asmx"/></wsdl:port></wsdl:service></wsdl:definitions>"""


def test_the_method_that_gives_registrations_comes_first_with_days_in_its_arguments():
    first, second = read_wsdl(ASMX)
    assert (first.name, second.name) == ("QueryRegInfo", "SavePay")
    assert question(first) == {"beginRq": "$date", "endDate": "$day", "ksdm": ""}
    settings = settings_of(first, "http://his/q.asmx?wsdl")
    assert settings["action"] == "http://tempuri.org/QueryRegInfo"
    assert check("soap", {**settings, "row_key": ["regid"]}) == []


def test_our_own_description_is_understood():
    settings = {"method": "Call", "function": "FuncCode", "body": "input"}
    found = {one.name: one for one in read_wsdl(soap.write_wsdl(settings, "http://queue/soap"))}
    assert found["Call"].arguments == ("FuncCode", "input")
    assert found["Call"].namespace == soap.NAMESPACE
    assert found["Call"].address == "http://queue/soap"


@pytest.mark.parametrize("text", ["", "<a/>", "{", "<!DOCTYPE a><definitions/>"])
def test_what_is_no_wsdl_is_refused(text):
    with pytest.raises(Refusal):
        read_wsdl(text)
