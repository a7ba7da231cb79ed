import re

from odoo import models
from odoo.http import request

# Pages, device and staff routes; and the buttons and saves of the web client on queue models.
_QUEUE_PATHS = re.compile(
    r"^/queue/|^/web/dataset/call_(?:kw|button)/queue\.[a-z.]+/(?:action_|desk_|web_save|create|write)"
)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Run queue requests under READ COMMITTED, see ``queue.lock``."""
        if _QUEUE_PATHS.match(request.httprequest.path):
            request.env["queue.lock"]._read_committed()
        return super()._pre_dispatch(rule, args)
