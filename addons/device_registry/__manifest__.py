{
    "name": "Device registry",
    "summary": "Sites as a tree, screens and boxes as devices: pairing, tokens, last seen",
    "description": "Sites, devices, pairing, heartbeat. See README.md.",
    "version": "19.0.0.1.0",
    "category": "Services/Queue calling",
    "author": "Jiaohao",
    "license": "LGPL-3",
    "depends": ["maintenance", "mail", "bus", "web"],
    "data": [
        "security/device_groups.xml",
        "security/ir.model.access.csv",
        "security/device_rules.xml",
        "views/device_site_views.xml",
        "wizards/device_pair_views.xml",
        "views/maintenance_equipment_views.xml",
        "views/device_pairing_views.xml",
        "views/device_alarm_views.xml",
        "views/device_menus.xml",
        "views/field_views.xml",
        "views/pages_pair.xml",
        "views/pages_field.xml",
    ],
    "demo": ["demo/hospital.xml"],
    "assets": {
        "web.assets_backend": [
            # Not in Debian's build of Odoo: every backend page would report a missing file.
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
            "device_registry/static/src/live/**/*",
        ],
        "device_registry.assets_pair": ["device_registry/static/src/pair/*"],
        # Pages for phones of people at work; add-ons put their kinds of work behind these.
        "device_registry.assets_field": [
            "device_registry/static/src/field/dom.js",
            "device_registry/static/src/field/outbox.js",
            "device_registry/static/src/field/*",
        ],
    },
    "application": True,
    "installable": True,
}
