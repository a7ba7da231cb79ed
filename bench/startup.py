"""(d) How long the processes take until they answer."""

import time


def measure(stage, report, rounds):
    instance = stage.instance
    for name, service, more in _services(instance, stage.workers):
        seconds = []
        for _ in range(rounds):
            service.stop()
            begin = time.monotonic()
            service.start(**more)
            seconds.append(time.monotonic() - begin)
        service.stop()
        report.add("startup", f"{name} until it answers", min(seconds), "s", note=f"n={rounds}")


def _services(instance, workers):
    yield "Odoo", instance.odoo, {"workers": workers or None}
    if instance.gateway:
        yield "HL7 gateway", instance.gateway, {}
