{
    "name": "Queue calling",
    "summary": "Hospital queues: triage, calling, hall and door screens, kiosk",
    "version": "19.0.0.1.0",
    "category": "Services/Queue calling",
    "author": "Jiaohao",
    "license": "LGPL-3",
    "depends": ["device_registry", "bus", "mail", "website"],
    "data": [
        "security/queue_groups.xml",
        "security/ir.model.access.csv",
        "security/queue_rules.xml",
        "security/queue_ack_rules.xml",
        "views/pages_screen.xml",
        "views/pages_caller.xml",
        "views/pages_kiosk.xml",
    ],
    "demo": [
    ],
    "assets": {
        "web.assets_backend": ["queue_call/static/src/kanban/**/*"],
        "queue_call.assets_screen": [
            "queue_call/static/src/core/*.js",
            "queue_call/static/src/services/*.js",
            "queue_call/static/src/screen/*",
        ],
        "queue_call.assets_caller": [
            "queue_call/static/src/core/*.js",
            "queue_call/static/src/services/*.js",
            "queue_call/static/src/caller/*",
        ],
        "queue_call.assets_kiosk": [
            "queue_call/static/src/core/*.js",
            "queue_call/static/src/services/*.js",
            "queue_call/static/src/kiosk/*",
        ],
    },
    "application": True,
    "installable": True,
}
