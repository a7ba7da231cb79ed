import re

from odoo import models
from odoo.http import request

# Pages, device and staff routes; and the buttons and saves of the web client on queue models.
_QUEUE_PATHS = re.compile(
    r"^/queue/|^/web/dataset/call_(?:kw|button)/queue\.[a-z.]+/(?:action_|desk_|web_save|create|write)"
)


_DEVICE_PATHS = re.compile(r"^/(?:queue|device)/")
_LANG = """
    SELECT partner.lang FROM res_users u
      JOIN res_company company ON company.id = u.company_id
      JOIN res_partner partner ON partner.id = company.partner_id
     WHERE u.id = %s
"""


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Run queue requests under READ COMMITTED, see ``queue.lock``; know the language of boxes.

        Where a box asks for a language that is not installed, Odoo reads the whole rows of user,
        company and partner to learn the company's: a third of what a screen's report costs.
        """
        path = request.httprequest.path
        if _QUEUE_PATHS.match(path):
            request.env["queue.lock"]._read_committed()
        if _DEVICE_PATHS.match(path):
            cls._queue_language(request.env)
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _queue_language(cls, env):
        """Speak the company's language where the caller's own is not installed."""
        installed = [code for code, _name in env["res.lang"].get_installed()]
        if env.context.get("lang") not in installed:
            env.cr.execute(_LANG, (env.uid,))
            found = env.cr.fetchone()
            request.update_context(lang=found and found[0])
