# Runs in `odoo shell`: prints what the table of pages shows, as JSON.
# ruff: noqa: F821
import json

OURS = ("device_registry.", "queue_call.", "his_connector.")


def rank(name):
    return (not name.startswith(OURS), len(name), name)


def actions(model):
    """Addresses of the window actions on a model: ours first, then the shortest name."""
    found = env["ir.actions.act_window"].search([("res_model", "=", model)])
    names = sorted(filter(None, found.get_external_id().values()), key=rank)
    return [f"/odoo/action-{name}" for name in names]


def devices():
    model = env["maintenance.equipment"]
    if "device_token" not in model._fields:
        return []
    return [
        {"id": d.id, "name": d.with_context(lang="zh_CN").name, "kind": d.device_kind,
         "token": d.device_token}
        for d in model.search([("device_token", "!=", False)], order="id")
    ]  # fmt: skip


def logins():
    return env["res.users"].search([("share", "=", False)]).mapped("login")


result = {
    "devices": devices(),
    "logins": logins(),
    "actions": {
        name: actions(name)
        for name in ("his.message", "maintenance.equipment", "queue.entry", "service.ticket")
        if name in env
    },
}
print("<<begin>>" + json.dumps(result) + "<<end>>")
